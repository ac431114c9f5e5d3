"""Queries that stand in files of their own: `sqlite:///shop.db::@orders.sql`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from nb2svc.batch.errors import TableError
from nb2svc.batch.tables.addresses import Address, parse_address

__all__ = ["FILE", "read_query", "take_in_query"]

FILE: Final = "@"
"""Begins the name of a file that holds a query."""

_NAMED: Final = re.compile(rf"::\s*{FILE}")
_WORD: Final = re.compile(r"\{\{\s*[a-z_]")


def read_query(address: Address) -> str:
    """Return the query of an address.

    Raises:
        TableError: its file is missing or empty, or holds words that only a run fills in.
    """
    text = _read_file(address, Path()) if address.query.startswith(FILE) else address.query
    if _WORD.search(text):
        raise TableError(
            f"the query in `{address.shown}` holds `{{{{ }}}}`, which is filled in by `nb2svc batch run`, and not here"
        )
    return text


def take_in_query(text: str, folder: Path) -> str:
    """Return an address with the query itself in place of the name of its file; any other address as it is.

    Args:
        text: an address.
        folder: where relative names of files start.

    Raises:
        TableError: it is no address, or the file is missing or empty.
    """
    if not _NAMED.search(text) or not (address := parse_address(text)).query.startswith(FILE):
        return text
    name = Path(address.query.removeprefix(FILE)).name
    return f"{address.url}::/* {name} */ {_read_file(address, folder)}"


def _read_file(address: Address, folder: Path) -> str:
    path = folder / address.query.removeprefix(FILE)
    try:
        text = path.read_text(encoding="utf-8-sig").strip().rstrip(";")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise TableError(f"the query `{path}` of `{address.shown}` cannot be read: {why}") from error
    if not text:
        raise TableError(f"the file `{path}` of `{address.shown}` is empty; it is to hold a query")
    return text
