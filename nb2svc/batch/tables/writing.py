"""Tables out: rows are staged in a file that no one reads, which is published when all of them are there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import msgspec
import pandas as pd
import pyarrow as pa

from nb2svc.batch.tables.addresses import Form
from nb2svc.batch.tables.parquet_result import ParquetResult
from nb2svc.batch.tables.stamp import LOGICAL_DATE

__all__ = ["Writer", "open_writer"]


class Writer(Protocol):
    """Takes a table piece by piece."""

    def write_table(self, table: pa.Table) -> None:
        """Append rows."""


@contextmanager
def open_writer(form: Form, path: Path, schema: pa.Schema) -> Iterator[Writer]:
    """Give a writer of a staged file; a result for a database or a folder is staged as Parquet.

    Args:
        form: of the output.
        path: the staged file.
        schema: the columns of every piece.
    """
    if form == "folder":
        kept = [name for name in schema.names if name != LOGICAL_DATE]  # its folder has it
        with ParquetResult(path, pa.schema([schema.field(name) for name in kept])) as result:
            yield _ChosenColumns(result, kept)
        return
    if form in ("parquet", "database"):
        with ParquetResult(path, schema) as result:
            yield result
        return
    with path.open("wb") as file:
        if form == "csv":
            file.write(",".join(_quote(name) for name in schema.names).encode() + b"\n")
            yield _CsvWriter(file)
        else:
            writer = _JsonWriter(file, is_list=form == "json")
            yield writer
            writer.finish()


def _quote(name: str) -> str:
    needs = any(mark in name for mark in ',"\n\r')
    return '"' + name.replace('"', '""') + '"' if needs else name


class _ChosenColumns:
    def __init__(self, writer: Writer, names: Sequence[str]) -> None:
        self._writer = writer
        self._names = names

    def write_table(self, table: pa.Table) -> None:
        self._writer.write_table(table.select(self._names))


class _CsvWriter:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write_table(self, table: pa.Table) -> None:
        # nullable types, or whole numbers beside a missing one would be written as 3.0
        kinds = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int32Dtype(), pa.bool_(): pd.BooleanDtype()}
        columns: dict[str, Any] = {}
        for field in table.schema:
            column = table[field.name]
            if pa.types.is_nested(field.type):
                columns[field.name] = [None if v is None else json.dumps(v) for v in column.to_pylist()]
            else:
                columns[field.name] = column.to_pandas(types_mapper=kinds.get)
        pd.DataFrame(columns).to_csv(self._file, header=False, index=False, lineterminator="\n")


class _JsonWriter:
    def __init__(self, file: BinaryIO, *, is_list: bool) -> None:
        self._file = file
        self._is_list = is_list
        self._between = b"[\n" if is_list else b""

    def write_table(self, table: pa.Table) -> None:
        for row in table.to_pylist():
            self._file.write(self._between + msgspec.json.encode(row))
            self._between = b",\n" if self._is_list else b"\n"

    def finish(self) -> None:
        opened = self._between != b"[\n"
        if self._is_list:
            self._file.write(b"\n]\n" if opened else b"[]\n")
        elif self._between:
            self._file.write(b"\n")
