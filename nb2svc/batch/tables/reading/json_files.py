"""JSON files: a list of objects, or an object on each line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import pandas as pd
import pyarrow as pa

from nb2svc.batch.errors import TableError
from nb2svc.batch.tables.columns import field_type, infer_type
from nb2svc.batch.tables.reading.data_files import DataFile
from nb2svc.batch.tables.reading.source import Source, mend_frame
from nb2svc.manifest import Field

__all__ = ["open_json", "open_json_lines"]


def open_json(file: DataFile, known: Mapping[str, Field]) -> Source:
    """Return the rows of a file with one list; it is held in memory as a whole.

    Raises:
        TableError: it holds something else.
        OSError: it cannot be read.
        msgspec.MsgspecError: it is no JSON.
    """
    with file.open() as opened:
        rows = msgspec.json.decode(opened.read())
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TableError(f"`{file.name}` holds no list of objects, one object per row")
    columns = _json_columns(iter(rows), known)

    def chunks(count: int) -> Iterator[pd.DataFrame]:
        for start in range(0, len(rows), count):
            yield _frame_of(rows[start : start + count], columns, known)

    return Source(columns=columns, chunks=chunks)


def open_json_lines(file: DataFile, known: Mapping[str, Field]) -> Source:
    """Return the rows of a file with one object on each line.

    Raises:
        TableError: a line is no object.
        OSError: it cannot be read.
    """
    columns = _json_columns(_read_lines(file), known)  # one pass for the columns, since any row may bring a new one

    def chunks(count: int) -> Iterator[pd.DataFrame]:
        rows: list[dict[str, Any]] = []
        for row in _read_lines(file):
            rows.append(row)
            if len(rows) == count:
                yield _frame_of(rows, columns, known)
                rows = []
        if rows:
            yield _frame_of(rows, columns, known)

    return Source(columns=columns, chunks=chunks)


def _read_lines(file: DataFile) -> Iterator[dict[str, Any]]:
    with file.open() as opened:
        for number, line in enumerate(opened, 1):
            if line.strip():
                try:
                    row = msgspec.json.decode(line)
                except msgspec.DecodeError as error:
                    raise TableError(f"line {number} of `{file.name}` is not JSON: {error}") from error
                if not isinstance(row, dict):
                    raise TableError(f'line {number} of `{file.name}` holds no object; a row is `{{"name": value}}`')
                yield row


def _json_columns(rows: Iterator[dict[str, Any]], known: Mapping[str, Field]) -> dict[str, pa.DataType]:
    kinds: dict[str, set[type]] = {}
    for row in rows:
        for name, value in row.items():
            kinds.setdefault(name, set()).add(type(value))
    return {name: field_type(known[name]) if name in known else infer_type(found) for name, found in kinds.items()}


def _frame_of(rows: Sequence[Mapping[str, Any]], names: Mapping[str, Any], known: Mapping[str, Field]) -> pd.DataFrame:
    columns = {name: pd.Series([row.get(name) for row in rows], dtype=object) for name in names}
    return mend_frame(pd.DataFrame(columns), known)
