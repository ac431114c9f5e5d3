"""The key of a table of results: an index by which a row is found, and no two rows of a logical time that share it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pyarrow.compute as pc
import pyarrow.parquet as pq
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError

from nb2svc.batch.errors import TableError
from nb2svc.batch.tables.stamp import LOGICAL_TIME

__all__ = ["index_key", "make_late", "telling_twice"]

_LONGEST_NAME: Final = 60


def index_key(engine: sa.Engine, table: sa.Table, key: str) -> sa.Index | None:
    """Let a row be found by its key, and in SQLite let who reads go on while a run writes.

    Returns:
        the index where the table holds a key twice, so that it cannot be made before those rows are replaced.
    """
    if engine.dialect.name == "sqlite":
        with suppress(OperationalError), engine.connect() as connection:  # locked: the next run will do
            connection.exec_driver_sql("pragma journal_mode = wal")
    index = sa.Index(f"{table.name}_by_{key}"[:_LONGEST_NAME], table.c[key], table.c[LOGICAL_TIME], unique=True)
    try:
        index.create(engine, checkfirst=True)
    except IntegrityError:
        return index
    except SQLAlchemyError:
        if index.name not in {there["name"] for there in sa.inspect(engine).get_indexes(table.name)}:
            raise  # else another run has made it at this moment
    return None


def make_late(connection: sa.Connection, index: sa.Index, key: str) -> None:
    """Make an index in the transaction that has deleted the rows of a logical time.

    Raises:
        TableError: other rows share a key, too.
    """
    try:
        index.create(connection, checkfirst=True)
    except IntegrityError as error:
        name = index.table.name if index.table is not None else ""
        raise TableError(
            f"`{name}` holds several rows of another logical time with the same `{key}`, which a run without --key has "
            "written: publish that time again with --key, or name a new table"
        ) from error


@contextmanager
def telling_twice(staged: Path, key: str) -> Iterator[None]:
    """Say of rows that a database refuses which key they share."""
    try:
        yield
    except IntegrityError as error:
        counts = pc.value_counts(pq.read_table(staged, columns=[key])[key]) if key else ()
        twice = max(counts, key=lambda each: each["counts"].as_py(), default=None)
        if twice is None or twice["counts"].as_py() < 2:
            raise
        raise TableError(
            f"{twice['counts']} rows have the `{key}` {twice['values'].as_py()!r}, so it is no key by which a row can "
            "be asked for: leave one row for each, or name another column with --key"
        ) from error
