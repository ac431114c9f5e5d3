"""A run does not write where it reads."""

from __future__ import annotations

import re
from pathlib import Path

from nb2svc.batch.errors import TableError
from nb2svc.batch.tables.addresses import Address

__all__ = ["check_apart"]


def check_apart(source: Address, target: Address) -> None:
    """Check that a result is not among the rows that it is made from, or that are read next time.

    Raises:
        TableError: it would be.
    """
    here, there = _place(source), _place(target)
    if not here or not there:
        return
    if here == there:
        raise TableError(f"`{target.shown}` is the input and the output: the answers would replace the rows")
    is_folder = source.form == "folder" or (source.path is not None and source.path.is_dir())
    if there.startswith(f"{here}/") if is_folder and not source.is_glob else _matches(source, here, there):
        raise TableError(
            f"`{target.shown}` is among the files of the input `{source.shown}`: the next run would read the answers "
            "as rows. Name another folder"
        )


def _place(address: Address) -> str:
    if address.path is None:
        return address.store.rstrip("/")
    return str(Path(address.path).resolve())


def _matches(source: Address, pattern: str, name: str) -> bool:
    if not source.is_glob:
        return False
    from fsspec.utils import glob_translate  # only runs write, and these have it

    return re.fullmatch(glob_translate(pattern), name) is not None
