"""Rows of tables and of queries, as a stream: the database keeps what has not been read yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any, Final

import pyarrow as pa
import sqlalchemy as sa

from nb2svc.batch.errors import TableError
from nb2svc.batch.tables.addresses import Address
from nb2svc.batch.tables.columns import infer_type
from nb2svc.batch.tables.database.engines import open_engine, reflect, set_read_only
from nb2svc.batch.tables.queries import read_query

__all__ = ["read_columns", "read_rows"]

_ROWS_AT_ONCE: Final = 5_000
_TIME: Final = pa.timestamp("us")
_ZONED: Final = pa.timestamp("us", tz="UTC")
_POSTGRES: Final = {
    **dict.fromkeys((20, 21, 23, 26), pa.int64()),
    **dict.fromkeys((700, 701, 1700), pa.float64()),
    16: pa.bool_(),
    1082: pa.date32(),
    1114: _TIME,
    1184: _ZONED,
}
"""Numbers of PostgreSQL's own types, which are the same in every database and driver; any other is text."""


def read_columns(address: Address) -> dict[str, pa.DataType]:
    """Return the columns of a table or a query with the types they have in a result.

    Raises:
        TableError: there is no such database or table, it cannot be reached, or it refuses the query.
    """
    if address.query:
        return _query_columns(address)
    with open_engine(address, must_exist=True) as engine:
        return {column.name: _arrow_type(column.type) for column in reflect(engine, address).columns}


def read_rows(address: Address, count: int) -> Iterator[Sequence[Sequence[Any]]]:
    """Yield the rows of a table or a query in lists of at most `count`, without holding them all in memory.

    Raises:
        TableError: see `read_columns`.
    """
    with _reading(address, count) as result:
        yield from result.partitions()


@contextmanager
def _reading(address: Address, count: int) -> Iterator[sa.CursorResult[Any]]:
    with open_engine(address, must_exist=True) as engine:
        query = None if address.query else sa.select(reflect(engine, address))
        with engine.connect() as plain:
            streamed = {"stream_results": True, "max_row_buffer": count}
            connection = set_read_only(plain).execution_options(**streamed)
            if query is not None:
                result = connection.execute(query)
            else:
                # as it is written: neither `:name` nor `%` stands for a parameter
                options = {"no_parameters": True}
                result = connection.exec_driver_sql(read_query(address), execution_options=options)
            with closing(result):
                yield result.yield_per(count)


def _query_columns(address: Address) -> dict[str, pa.DataType]:
    with _reading(address, _ROWS_AT_ONCE) as result:
        names = list(result.keys())
        twice = [name for name, times in Counter(names).items() if times > 1]
        if twice:
            raise TableError(
                f"the query gives two columns `{twice[0]}`: write which one you mean, or call one of them otherwise "
                f"with AS, in `{address.shown}`"
            )
        description = result.cursor.description
        if result.context.dialect.name == "postgresql":
            return {name: _POSTGRES.get(facts[1], pa.string()) for name, facts in zip(names, description, strict=True)}
        return dict(zip(names, _types_of_values(result, len(names)), strict=True))


def _types_of_values(result: sa.CursorResult[Any], width: int) -> list[pa.DataType]:
    """Return types of columns by all of their values: other databases tell no types that could be relied on."""
    kinds: list[set[type]] = [set() for _ in range(width)]
    for rows in result.partitions():
        for place, values in enumerate(zip(*rows, strict=True)):
            kinds[place].update(map(type, values))
    return [infer_type(found) for found in kinds]


def _arrow_type(kind: Any) -> pa.DataType:
    try:
        python = kind.python_type
    except NotImplementedError:
        return pa.string()
    if python is datetime:
        return _ZONED if getattr(kind, "timezone", False) else _TIME
    names = {"int": pa.int64(), "float": pa.float64(), "Decimal": pa.float64(), "bool": pa.bool_(), "date": pa.date32()}
    return names.get(python.__name__, pa.string())
