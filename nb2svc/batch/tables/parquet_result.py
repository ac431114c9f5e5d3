"""A Parquet file written piece by piece, in which texts that come as a dictionary are written as they come.

To hash every text anew costs more than to write it. Readers see the types that were asked for: plain text.
"""

from __future__ import annotations

import base64
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["ParquetResult"]

_TYPES_KEY: Final = "ARROW:schema"
"""Where a Parquet file says which Arrow types its columns had; a key of Arrow's own."""


class ParquetResult:
    """A file that tables are appended to.

    Args:
        path: the file; what is there is replaced.
        schema: the columns of every table, as readers see them. A column of text may come as a dictionary of texts.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path = path
        self._schema = schema
        self._writer: pq.ParquetWriter | None = None
        self._written = schema

    def write_table(self, table: pa.Table) -> None:
        """Append rows; which columns come as dictionaries is told by the first table."""
        if self._writer is None:
            self._open([field.name for field in table.schema if pa.types.is_dictionary(field.type)])
        assert self._writer is not None
        self._writer.write_table(table if table.schema.equals(self._written) else table.cast(self._written))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._writer is None:
            self._open([])
        assert self._writer is not None
        self._writer.close()

    def _open(self, encoded: list[str]) -> None:
        types = {name: pa.dictionary(pa.int32(), self._schema.field(name).type) for name in encoded}
        self._written = pa.schema([field.with_type(types.get(field.name, field.type)) for field in self._schema])
        bounded = [name for name in self._schema.names if name not in types]  # the bounds of a few words help nobody
        self._writer = pq.ParquetWriter(self._path, self._written, store_schema=False, write_statistics=bounded)
        told = base64.b64encode(self._schema.serialize().to_pybytes()).decode()
        self._writer.add_key_value_metadata({_TYPES_KEY: told})
