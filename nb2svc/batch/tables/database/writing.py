"""Rows into a table: all of them in one transaction, or none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from nb2svc.batch.errors import TableError
from nb2svc.batch.tables.addresses import Address
from nb2svc.batch.tables.database.engines import list_names, open_engine, reflect
from nb2svc.batch.tables.database.keys import index_key, make_late, telling_twice
from nb2svc.batch.tables.stamp import LOGICAL_TIME, STAMP_COLUMNS, Stamp
from nb2svc.runtime.results.columns import PUBLISHED

__all__ = ["check_writable", "replace_rows"]

_ROWS_AT_ONCE: Final = 5_000


def check_writable(address: Address, names: Sequence[str]) -> None:
    """Check before the work that a result with these columns can go into a table, which need not exist yet.

    Raises:
        TableError: the database cannot be reached, or the table has other columns.
    """
    with open_engine(address, must_exist=False) as engine:
        _check_columns(engine, address, names)


def replace_rows(
    address: Address,
    staged: Path,
    *,
    stamp: Stamp | None = None,
    overwrites: bool = False,
    key: str = "",
    answers: Sequence[str] = (),
) -> None:
    """Put the rows of a Parquet file into a table, in one transaction: all of them or none.

    Args:
        address: the table; it is made when it is missing.
        staged: the rows.
        stamp: of the run that made the rows, which hold it. The rows of the same logical time are replaced, so that a
            rerun never doubles. Without it the whole content of the table is.
        overwrites: whether rows are replaced that a run has written which was started later.
        key: the column by which an application asks for a row of a logical time; it gets an index.
        answers: the columns that are answers, noted for who serves the results.

    Raises:
        TableError: the database refuses, a run that was started later has written the rows of this logical time, or
            two rows have the same key. The table is as it was.
    """
    with pq.ParquetFile(staged) as file, open_engine(address, must_exist=False) as engine:
        schema = file.schema_arrow
        _check_columns(engine, address, schema.names)
        table = _find_or_describe(engine, address, schema, () if stamp is None else STAMP_COLUMNS)
        turns = _describe_turns()
        for wanted in (table,) if stamp is None else (table, turns):
            _make(engine, wanted)
        if stamp is not None:
            _add_answers(engine)
        late = index_key(engine, table, key) if key else None
        with engine.begin() as connection, telling_twice(staged, key):
            if stamp is None:
                connection.execute(sa.delete(table))
            else:
                _take_turn(connection, turns, address, stamp, overwrites=overwrites, answers=answers)
                connection.execute(sa.delete(table).where(table.c[LOGICAL_TIME] == stamp.logical_time))
            if late is not None:
                make_late(connection, late, key)
            for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE):
                connection.execute(sa.insert(table), [_plain_row(row, table) for row in batch.to_pylist()])


def _describe_turns() -> sa.Table:
    return sa.Table(
        PUBLISHED,
        sa.MetaData(),
        sa.Column("table_name", sa.String(200), primary_key=True),
        sa.Column("logical_time", sa.String(40), primary_key=True),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("ordered", sa.String(40), nullable=False),
        sa.Column("answers", sa.Text()),
    )


def _make(engine: sa.Engine, table: sa.Table) -> None:
    """Make a table where it is missing; another run may do the same at this moment, which is as good."""
    try:
        table.create(engine, checkfirst=True)
    except SQLAlchemyError:
        if not sa.inspect(engine).has_table(table.name):
            raise


def _add_answers(engine: sa.Engine) -> None:
    """Let an older table of turns note which columns are answers."""
    if "answers" not in {column["name"] for column in sa.inspect(engine).get_columns(PUBLISHED)}:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"alter table {PUBLISHED} add column answers text")


def _take_turn(
    connection: sa.Connection,
    turns: sa.Table,
    address: Address,
    stamp: Stamp,
    *,
    overwrites: bool,
    answers: Sequence[str],
) -> None:
    """Write down which run has a logical time, in the transaction that writes its rows.

    Raises:
        TableError: a run has it that was started later.
    """
    ours = (turns.c.table_name == address.table) & (turns.c.logical_time == stamp.logical_time)
    ordered = stamp.ordered.astimezone(UTC).isoformat(timespec="microseconds")
    values = {"run_id": stamp.run_id, "ordered": ordered, "answers": json.dumps(answers) if answers else None}
    # the row stays locked until the transaction ends: of two runs that publish at once, one waits for the other
    mine = ours if overwrites else ours & (turns.c.ordered <= ordered)
    if connection.execute(sa.update(turns).where(mine).values(values)).rowcount:
        return
    there = connection.execute(sa.select(turns.c.run_id).where(ours)).scalar_one_or_none()
    if there is not None:
        raise TableError(
            f"the run {there}, which was started later, has written the rows of {stamp.logical_time} to "
            f"`{address.table}`: they stay, or are replaced with --overwrite"
        )
    connection.execute(sa.insert(turns), {"table_name": address.table, "logical_time": stamp.logical_time, **values})


def _check_columns(engine: sa.Engine, address: Address, names: Sequence[str]) -> None:
    if sa.inspect(engine).has_table(address.table):
        there = {column.name for column in reflect(engine, address).columns}
        lacking = [name for name in names if name not in there]
        if lacking:
            raise TableError(
                f"the table `{address.table}` has no column {list_names(lacking)}, which the result has: "
                "name a new table, or add the columns to this one"
            )


def _find_or_describe(engine: sa.Engine, address: Address, schema: pa.Schema, stamped: Sequence[str]) -> sa.Table:
    if sa.inspect(engine).has_table(address.table):
        table = reflect(engine, address)
        for column in table.columns:
            if isinstance(column.type, sa.JSON):
                column.type.none_as_null = True  # a missing array is missing, and not JSON's null
        return table
    columns = [
        sa.Column(field.name, sa.String(64), index=field.name == LOGICAL_TIME)
        if field.name in stamped
        else sa.Column(field.name, _sql_type(field.type))
        for field in schema
    ]
    return sa.Table(address.table, sa.MetaData(), *columns)


def _sql_type(kind: pa.DataType) -> Any:
    types = pa.types
    if types.is_boolean(kind):
        return sa.Boolean()
    if types.is_integer(kind):
        return sa.BigInteger()
    if types.is_floating(kind):
        return sa.Double()
    if types.is_timestamp(kind):
        return sa.DateTime(timezone=kind.tz is not None)
    if types.is_list(kind):
        return sa.JSON(none_as_null=True)
    return sa.Date() if types.is_date(kind) else sa.Text()


def _plain_row(row: dict[str, Any], table: sa.Table) -> dict[str, Any]:
    return {
        name: json.dumps(value)
        if isinstance(value, list | dict) and not isinstance(table.c[name].type, sa.JSON)
        else value
        for name, value in row.items()
    }
