"""Parquet files, as pandas reads what it saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from nb2svc.batch.tables.reading.data_files import DataFile
from nb2svc.batch.tables.reading.source import Source, mend_frame
from nb2svc.manifest import Field

__all__ = ["open_parquet"]


def open_parquet(file: DataFile, known: Mapping[str, Field]) -> Source:
    """Return the rows of a Parquet file.

    Raises:
        ValueError: it is none, as pyarrow's own exceptions say, which are kinds of it.
        OSError: it cannot be read.
    """
    with _open(file) as opened:
        schema = opened.schema_arrow
    names = [str(name) for name in _to_frame(schema.empty_table()).columns]

    # few different texts: to read and check each of them once is faster, and pandas calls such a column a category
    few = [field.name for field in known.values() if field.kind == "string" and field.required and field.categories]
    few = [name for name in few if name in schema.names]

    def chunks(rows: int) -> Iterator[pd.DataFrame]:
        with _open(file, few) as opened:
            for batch in opened.iter_batches(batch_size=rows):
                yield mend_frame(_to_frame(pa.Table.from_batches([batch])), known)

    return Source(columns={name: _plain_type(schema.field(name).type) for name in names}, chunks=chunks)


@contextmanager
def _open(file: DataFile, encoded: Sequence[str] = ()) -> Iterator[pq.ParquetFile]:
    with ExitStack() as opened:
        # a path is read by threads that need no Python
        held = opened.enter_context(file.open(seekable=True)) if file.path is None else file.path
        yield opened.enter_context(pq.ParquetFile(held, read_dictionary=list(encoded)))


def _plain_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _to_frame(table: pa.Table) -> pd.DataFrame:
    """Return a table as pandas saved it, a named index as a column again, and nested values as lists."""
    frame: pd.DataFrame = table.to_pandas()
    frame = frame.reset_index(drop=all(name is None for name in frame.index.names))
    for field in table.schema:
        if pa.types.is_nested(field.type) and field.name in frame.columns:
            frame[field.name] = pd.Series(table[field.name].to_pylist(), dtype=object)
    return frame
