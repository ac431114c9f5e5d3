"""Tables near a notebook that a service could answer: what a form proposes as the input of a run."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from nb2svc.batch.tables.addresses import parse_address
from nb2svc.batch.tables.columns import ERROR
from nb2svc.batch.tables.reading import open_source
from nb2svc.batch.tables.stamp import STAMP_COLUMNS
from nb2svc.diagnostics import Nb2svcError
from nb2svc.manifest import Field

__all__ = ["suggest_tables"]

_MOST_FILES: Final = 100
_MOST_FOLDERS: Final = 200
_DEPTH: Final = 2
_SEARCHED: Final = (".csv", ".parquet", ".jsonl", ".json")
_WHOLE: Final = frozenset({".jsonl", ".json"})
_LARGEST_WHOLE: Final = 5_000_000
"""Bytes; these forms are read to their end before their columns are known."""
_RESULT: Final = frozenset({ERROR, *STAMP_COLUMNS})


def suggest_tables(folder: Path, fields: Sequence[Field]) -> list[str]:
    """Return the files in a folder, and in folders in it, that have every column that a service needs.

    Results of runs are left out. It is a proposal: no more than some hundred files are looked at.

    Args:
        folder: of the notebook.
        fields: of the service's request.

    Returns:
        Names relative to the folder, those directly in it first.
    """
    needed = {field.name for field in fields if field.required}
    return [name for name in _list_files(folder) if _has_columns(folder / name, fields, needed)]


def _has_columns(file: Path, fields: Sequence[Field], needed: set[str]) -> bool:
    try:
        columns = set(open_source(parse_address(str(file)), fields).columns)
    except (Nb2svcError, OSError):
        return False  # nothing to propose
    return needed <= columns and not columns >= _RESULT


def _list_files(folder: Path) -> Iterator[str]:
    left, folders = _MOST_FILES, _MOST_FOLDERS
    waiting = [folder]
    while waiting and folders:
        here, folders = waiting.pop(0), folders - 1
        for entry in _entries(here):
            if entry.is_dir():
                if len(Path(entry.path).relative_to(folder).parts) <= _DEPTH:
                    waiting.append(Path(entry.path))
            elif left and _is_table(entry):
                left -= 1
                yield str(Path(entry.path).relative_to(folder).as_posix())


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            shown = [entry for entry in found if not entry.name.startswith((".", "_")) and not entry.is_symlink()]
    except OSError:
        return []
    return sorted(shown, key=lambda entry: entry.name)


def _is_table(entry: os.DirEntry[str]) -> bool:
    ending = Path(entry.name).suffix.lower()
    return ending in _SEARCHED and (ending not in _WHOLE or entry.stat().st_size <= _LARGEST_WHOLE)
