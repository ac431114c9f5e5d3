"""Parquet in and out. What a file says of its size is looked at before anything of it is unpacked."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from nb2svc.manifest import OutputField, RequestSchema
from nb2svc.runtime.formats.arrow_columns import check_schema, refuse_size, to_rows
from nb2svc.runtime.formats.columns import answer_columns
from nb2svc.runtime.formats.exchange import Answers, BodyError, Decoded, Limits, refuse_rows

__all__ = ["decode_parquet", "encode_parquet"]


def decode_parquet(body: bytes, schema: RequestSchema, limits: Limits) -> Decoded:
    """Return the rows of a Parquet file.

    Args:
        body: the file.
        schema: what a row is.
        limits: how much a request may hold.

    Raises:
        BodyError: the body is no Parquet file, or too large.
        ColumnsError: columns are missing, unknown or of a wrong type.
    """
    try:
        source = pa.BufferReader(body)
        with pq.ParquetFile(source) as file:
            refuse_rows(file.metadata.num_rows, limits)
            found = file.schema_arrow
            names = [found.names[i] for i in check_schema(found, schema)]
            refuse_size(_declared_size(file.metadata, names), limits)
        # texts stay behind numbers, as they are in the file: one long text may stand in every row
        texts = [name for name in names if pa.types.is_string(found.field(name).type)]
        with pq.ParquetFile(pa.BufferReader(body), read_dictionary=texts) as file:
            table = file.read(columns=names, use_threads=False)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        message = f"the body is no Parquet file: {str(error)[:200]}"
        raise BodyError(message, type="parquet-invalid", status=400) from error
    return to_rows(table.select(names), schema, limits)


def _declared_size(metadata: pq.FileMetaData, names: Sequence[str]) -> int:
    """Return the size of the columns: their pages unpacked, and at least a word per value, which packing may hide."""
    size = 0
    for group in range(metadata.num_row_groups):
        row_group = metadata.row_group(group)
        for position in range(row_group.num_columns):
            column = row_group.column(position)
            if any(column.path_in_schema == name or column.path_in_schema.startswith(f"{name}.") for name in names):
                size += max(column.total_uncompressed_size, 8 * column.num_values)
    return size


def encode_parquet(answers: Answers, response: Sequence[OutputField]) -> bytes:
    """Return answers as a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(answer_columns(answers, response), sink)
    return bytes(sink.getvalue())
