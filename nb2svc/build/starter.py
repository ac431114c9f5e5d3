"""First notebooks for `nb2svc new` and JupyterLab's launcher: tagged, with data, ready to be built."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Final

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.templates import read_template, render_template

__all__ = ["STARTERS", "Starter", "write_new_starter", "write_starter"]

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """A notebook to begin with.

    Attributes:
        name: its folder below `starter` in the templates.
        title: what it is about, for a person who chooses.
        does: what it predicts, as a verb and its object.
        data: its file of rows.
        parameter: one of its parameters with another value.
    """

    name: str
    title: str
    does: str
    data: str
    parameter: str


_ALL: Final = (
    Starter(
        name="flats",
        title="prices of flats",
        does="predicts the price of a flat",
        data="flats.csv",
        parameter="n_trees=300",
    ),
    Starter(
        name="stays",
        title="cancelled stays",
        does="predicts how likely it is that a stay is cancelled",
        data="stays.csv",
        parameter="threshold=0.3",
    ),
)
STARTERS: Final = {starter.name: starter for starter in _ALL}


def write_starter(folder: Path, starter: str = "flats") -> tuple[Path, ...]:
    """Write a starter notebook, its data and a README into a new folder of the notebook's name.

    Args:
        folder: to make; it may be there and empty.
        starter: one of `STARTERS`.

    Returns:
        The files, the notebook first.

    Raises:
        Nb2svcError: the name cannot be a service's, there is no such starter, or the folder has files already.
    """
    name = folder.name
    _check_name(name)
    if starter not in STARTERS:
        raise Nb2svcError(f"there is no starter `{starter}`: choose one of {', '.join(f'`{s}`' for s in STARTERS)}")
    chosen = STARTERS[starter]
    words = {"name": name, "does": chosen.does, "data": chosen.data, "parameter": chosen.parameter}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Nb2svcError(f"`{folder}` has files already: name a new folder")
        files = {
            f"{name}.ipynb": read_template(f"starter/{starter}/notebook.ipynb"),
            chosen.data: read_template(f"starter/{starter}/{chosen.data}"),
            "README.md": render_template("starter/README.md.j2", words).encode(),
        }
        for file, content in files.items():
            (folder / file).write_bytes(content)
    except OSError as error:
        raise Nb2svcError(f"cannot write `{folder}`: {error.strerror or error}") from error
    return tuple(folder / file for file in files)


def write_new_starter(parent: Path, name: str = "", starter: str = "flats") -> tuple[Path, ...]:
    """Write a starter notebook as `write_starter` does, into a folder of its own: a name that is taken gets a number.

    Args:
        parent: the folder to make it in.
        name: of the folder and the notebook; the starter's own if it is empty.
        starter: one of `STARTERS`.

    Returns:
        The files, the notebook first.

    Raises:
        Nb2svcError: as `write_starter`.
    """
    name = name or starter
    _check_name(name)  # it is no path
    numbered = chain([name], (f"{name}-{number}" for number in count(2)))
    folder = next(folder for each in numbered if not (folder := parent / each).exists())
    return write_starter(folder, starter)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise Nb2svcError(f"`{name}` cannot name a service: use letters, digits, `-` and `_`, and begin with a letter")
