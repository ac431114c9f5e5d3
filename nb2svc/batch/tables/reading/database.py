"""Tables of databases, and what queries give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa

from nb2svc.batch.tables import database
from nb2svc.batch.tables.addresses import Address
from nb2svc.batch.tables.reading.source import Source, mend_frame
from nb2svc.manifest import Field

__all__ = ["open_database"]


def open_database(address: Address, known: Mapping[str, Field]) -> Source:
    """Return the rows of a table or a query.

    Raises:
        TableError: see `database.read_columns`.
    """
    columns = database.read_columns(address)

    def chunks(count: int) -> Iterator[pd.DataFrame]:
        for rows in database.read_rows(address, count):
            values = dict(zip(columns, zip(*rows, strict=True), strict=True))
            frame = pd.DataFrame({name: _column(values[name], kind) for name, kind in columns.items()})
            yield mend_frame(frame, known)

    return Source(columns=columns, chunks=chunks)


def _column(values: Sequence[Any], kind: pa.DataType) -> pd.Series[Any]:
    if pa.types.is_floating(kind):  # as `pandas.read_sql` does with exact decimals
        values = [float(value) if isinstance(value, Decimal) else value for value in values]
    return pd.Series(list(values), dtype=object)
