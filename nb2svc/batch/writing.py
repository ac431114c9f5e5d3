"""Tables out: rows are staged in a file that no one reads, and published in one step when all of them are there."""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import msgspec
import pandas as pd
import pyarrow as pa

from nb2svc.batch.addresses import Address, Form
from nb2svc.batch.errors import TableError
from nb2svc.batch.parquet_result import ParquetResult
from nb2svc.batch.stamp import Stamp
from nb2svc.batch.turns import check_turn

__all__ = ["Writer", "check_folder", "open_writer", "publish"]


class Writer(Protocol):
    """Takes a table piece by piece."""

    def write_table(self, table: pa.Table) -> None:
        """Append rows."""


def check_folder(address: Address) -> None:
    """Check before the work that a result can be written there.

    Raises:
        TableError: the folder is missing or cannot be written.
    """
    if address.path is None:
        return
    folder = address.path.resolve().parent
    if not folder.is_dir():
        raise TableError(f"there is no folder `{folder}` for `{address.path.name}`: make it, or name another")
    if not os.access(folder, os.W_OK):
        raise TableError(f"the folder `{folder}` cannot be written")
    if address.path.is_dir():
        raise TableError(f"`{address.path}` is a folder; name a file")


@contextmanager
def open_writer(form: Form, path: Path, schema: pa.Schema) -> Iterator[Writer]:
    """Give a writer of a staged file; a result for a database is staged as Parquet.

    Args:
        form: of the output.
        path: the staged file.
        schema: the columns of every piece.
    """
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


def publish(
    staged: Path,
    address: Address,
    *,
    stamp: Stamp | None = None,
    overwrites: bool = False,
    key: str = "",
    answers: Sequence[str] = (),
) -> None:
    """Make a staged file the table at an address, in one step.

    Args:
        staged: a file, best on the same file system as the address; it is gone afterwards.
        address: where it goes; what was there is replaced, see `database.replace_rows` for tables.
        stamp: of the run; in a database only the rows of its logical time are replaced then.
        overwrites: whether to replace what is there even where it is the result of a later time, or of a later run.
        key: the column by which an application asks for rows of a table; see `database.replace_rows`.
        answers: the columns that are answers.

    Raises:
        TableError: the database refuses, or it is not this run's turn.
    """
    if address.path is None:
        from nb2svc.batch import database  # SQLAlchemy, which a service that reads files goes without

        database.replace_rows(address, staged, stamp=stamp, overwrites=overwrites, key=key, answers=answers)
        return
    if stamp is not None and not overwrites:
        check_turn(address, stamp)
    with staged.open("rb") as file:
        os.fsync(file.fileno())
    try:
        staged.replace(address.path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = address.path.with_name(f".{address.path.name}.{secrets.token_hex(4)}")
        shutil.copyfile(staged, beside)  # another file system: a rename is one step only within one
        publish(beside, address)


def _quote(name: str) -> str:
    needs = any(mark in name for mark in ',"\n\r')
    return '"' + name.replace('"', '""') + '"' if needs else name


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
