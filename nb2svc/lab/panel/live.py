"""The other end of the notebook: nb2svc's extension of JupyterLab and Notebook 7, where it is.

A comm of the target `nb2svc` is answered by the notebook that the kernel belongs to, once and after each change, with
{"file": on the server's disk, "path": as the user knows it, "store": folder of the services, "notebook": its JSON}.
An answer cannot come while a cell runs, and where nobody answers nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

__all__ = ["TARGET", "listen"]

TARGET: Final = "nb2svc"


def listen(hear: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
    """Hear of a notebook from now on.

    Args:
        hear: called with each answer.

    Returns:
        What asks to be told again at once.
    """
    from comm import create_comm  # comes with ipywidgets

    line = create_comm(target_name=TARGET, data={})
    line.on_msg(lambda message: hear(message["content"]["data"]))
    return lambda: line.send({"tell": "now"})
