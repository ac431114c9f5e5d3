"""Which notebook a cell belongs to: a kernel is not told, and each editor leaves another trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from nb2svc.diagnostics import NotebookReadError

__all__ = ["Place", "find_place"]

_UNSEEN: Final = (
    'which notebook this cell is in cannot be seen from here: name its file, as in `nb2svc.panel("churn.ipynb")`'
)
_SUFFIXES: Final = (".ipynb", ".py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The file of a notebook, and who named it."""

    file: Path
    how: Literal["named", "vscode", "colab", "session"]


def find_place(
    named: Path | str | None,
    *,
    names: Mapping[str, Any],
    environment: Mapping[str, str],
    colab_name: str | None = None,
) -> Place:
    """Return the notebook that is meant.

    Args:
        named: its file, where the user says so.
        names: the variables of the user.
        environment: of the process.
        colab_name: what Colab calls the notebook that it shows; None elsewhere.

    Raises:
        NotebookReadError: nothing tells.
    """
    session = environment.get("JPY_SESSION_NAME") or names.get("__session__")
    own = Path(str(session)).absolute() if session else None
    if named is not None:
        file = Path(named).expanduser().absolute()
        return Place(file=file, how="session" if file == own else "named")
    if names.get("__vsc_ipynb_file__"):
        return Place(file=Path(str(names["__vsc_ipynb_file__"])), how="vscode")
    if colab_name is not None:
        return Place(file=Path(colab_name).absolute(), how="colab")
    if own is not None and own.suffix in _SUFFIXES:  # a console has a name, too, and no file
        return Place(file=own, how="session")
    raise NotebookReadError(_UNSEEN)
