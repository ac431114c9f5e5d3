"""The other end of the notebook: nb2svc's extension of JupyterLab and Notebook 7, where it is.

A comm of the target `nb2svc` is answered by the notebook whose cell has opened it: at once, after each change, and
whenever {"tell": "now"} is sent, with {"file": on the server's disk, "path": as the user knows it, "store": folder of
the services, "notebook": its JSON}. {"show": {"cell", "line"}} brings a place into view. An answer cannot come while a
cell runs, and where nobody answers nothing happens.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from comm import create_comm  # comes with ipywidgets

from nb2svc.lab.panel.seen import LIVE, Seen

__all__ = ["Told", "Wire"]

_TARGET: Final = "nb2svc"
_SECONDS: Final = 2.0
"""How long an answer may take: it is on its way as soon as no cell runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the editor has told.

    Attributes:
        seen: the notebook.
        path: of its file, as the user knows it.
        store: the folder of the services.
    """

    seen: Seen
    path: str
    store: Path


class Wire:
    """Hears of one notebook for as long as the kernel lives.

    Args:
        on_news: called when something new was told.
    """

    def __init__(self, on_news: Callable[[], None]) -> None:
        self.told: Told | None = None
        self._on_news = on_news
        self._heard = threading.Event()
        self._comm = create_comm(target_name=_TARGET, data={})
        self._comm.on_msg(lambda message: self._hear(message["content"]["data"]))

    async def ask(self) -> bool:
        """Ask to be told how the notebook is now; return whether somebody answered."""
        self._heard.clear()
        self._comm.send({"tell": "now"})
        return await asyncio.to_thread(self._heard.wait, _SECONDS)  # what is heard comes in the kernel's threads

    def show(self, cell: int, line: int) -> None:
        """Have a cell, counted from 0, and a line of it brought into view."""
        self._comm.send({"show": {"cell": cell, "line": line}})

    def _hear(self, told: dict[str, Any]) -> None:
        file = Path(told["file"])
        if not file.parent.is_dir():  # the kernel is on another machine than the server
            return
        known = self.told.seen.file if self.told is not None else file
        if file != known and known.exists():  # a page that was loaded again answers for each notebook of the kernel
            return
        seen = Seen(notebook=told["notebook"], file=file, words=LIVE)
        self.told = Told(seen=seen, path=told["path"], store=Path(told["store"]))
        self._heard.set()
        self._on_news()
