"""Which files an order may name here: those that the Jupyter server shows. No disk but for links.

The address of a database or a store is the person's own, as in a terminal; a file's address is held to the server's
root, as every path is that JupyterLab sends. What would only be known while the run goes on is refused.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nb2svc.batch.errors import TableError
from nb2svc.batch.tables.addresses import REFERENCES, hide_password, parse_address
from nb2svc.batch.tables.queries import FILE

__all__ = ["Places"]

_WORD: Final = re.compile(r"\{\{ *[a-z_]+ *\}\}")
_MARKS: Final = ("{{", "{%", "{#")
_OF_FILES: Final = frozenset(
    {"file", "local", "dir", "git", "zip", "tar", "libarchive", "reference", "simplecache", "filecache", "blockcache"}
)
"""Stores of fsspec that are files of this machine by another name."""
_GLOB: Final = "*?["
_IN_MEMORY: Final = frozenset({"", ":memory:"})
_INSTEAD: Final = "start the run in a terminal, with `nb2svc batch run`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What an order may name.

    Attributes:
        root: of the server, absolute.
        folder: of the notebook; relative names start here.
        allows_hidden: whether the server shows hidden files.
    """

    root: Path
    folder: Path
    allows_hidden: bool = False

    def check(self, text: str) -> None:
        """Check the address of a table, or the value of a parameter that refers to a file.

        Raises:
            TableError: it names a file that the server does not show, or may do so when it is filled in.
        """
        for path in _local_files(_fill(text)):
            if not self.shows(path):
                raise TableError(
                    f"`{path}` is outside of the folder that this Jupyter server shows, or hidden in it; {_INSTEAD}"
                )

    def check_value(self, value: Any) -> None:
        """Check the value of a parameter, which may name a file that holds it.

        Raises:
            TableError: as for an address.
        """
        if isinstance(value, str) and (filled := _fill(value)).startswith(REFERENCES):
            self.check(f"{filled}::value")

    def shows(self, path: Path) -> bool:
        """Return whether the server shows a file."""
        whole = Path(os.path.abspath(self.folder / path))  # noqa: PTH100 - as the server sees paths: links stay
        if not whole.is_relative_to(self.root):
            return False
        if ".." in path.parts and not self._comes_back(path):
            return False
        return self.allows_hidden or not any(part.startswith(".") for part in whole.relative_to(self.root).parts)

    def _comes_back(self, path: Path) -> bool:
        """Return whether a path that goes up stays in the root, wherever the links on its way lead."""
        marks = (number for number, part in enumerate(path.parts) if any(mark in part for mark in _GLOB))
        first = next(marks, len(path.parts))
        if ".." in path.parts[first:]:
            return False  # what a glob finds may be a link
        return (self.folder / Path(*path.parts[:first])).resolve().is_relative_to(self.root.resolve())


def _fill(text: str) -> str:
    """Return a text with something in place of its words.

    Raises:
        TableError: what will stand there is not known before the run.
    """
    filled = _WORD.sub("x", text)
    if any(mark in filled for mark in _MARKS):
        raise TableError(
            f"`{hide_password(text)}`: in JupyterLab, one word stands between braces, as in `{{{{ logical_date }}}}`; "
            f"{_INSTEAD}"
        )
    return filled


def _local_files(text: str) -> Iterator[Path]:
    """Yield the files of this machine that an address names.

    Raises:
        TableError: it is none.
    """
    address = parse_address(text)
    if address.path is not None:
        yield address.path
    if address.store:
        scheme = address.store.partition("://")[0].lower()
        if scheme in _OF_FILES:
            yield Path("/", address.store.partition("://")[2])
    if address.query.startswith(FILE):
        yield Path(address.query.removeprefix(FILE))
    if address.url:
        yield from _database_file(address.url)


def _database_file(url: str) -> Iterator[Path]:
    variable, file = REFERENCES
    if url.startswith(variable):
        return  # what it holds is not in the request
    if url.startswith(file):
        yield Path(url.removeprefix(file).removeprefix("//"))
        return
    import sqlalchemy as sa  # only where a database is named

    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        return  # it will be refused, in better words
    name = (parsed.database or "").removeprefix("file:").partition("?")[0]
    if not parsed.host and name not in _IN_MEMORY:
        yield Path(name)
