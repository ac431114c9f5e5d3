"""Tables of databases, and what queries give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from nb2svc.batch import database
from nb2svc.batch.addresses import Address
from nb2svc.batch.reading.source import Source, mend_frame
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
            frame = pd.DataFrame({n: pd.Series([r[i] for r in rows], dtype=object) for i, n in enumerate(columns)})
            yield mend_frame(frame, known)

    return Source(columns=columns, chunks=chunks)
