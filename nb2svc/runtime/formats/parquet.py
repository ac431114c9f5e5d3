"""Parquet in and out. What a file says of its size is looked at before anything of it is unpacked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from nb2svc.manifest import OutputField, RequestSchema
from nb2svc.runtime.formats.answer_columns import answer_columns
from nb2svc.runtime.formats.arrow_columns import check_schema, refuse_size, to_rows
from nb2svc.runtime.formats.exchange import Answers, BodyError, Decoded, Limits, refuse_rows
from nb2svc.runtime.formats.parquet_sizes import read_footer

__all__ = ["decode_parquet", "encode_parquet"]

_OWN_SCHEMA: Final = b"ARROW:schema"


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
        footer = read_footer(body)
        refuse_rows(footer.rows, limits)
        refuse_size(footer.size, limits)
        table = _read_table(_without_own_schema(body, footer.start), schema)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        message = f"the body is no Parquet file: {str(error)[:200]}"
        raise BodyError(message, type="parquet-invalid", status=400) from error
    refuse_rows(table.num_rows, limits)
    return to_rows(table, schema, limits)


def _without_own_schema(body: bytes, footer: int) -> bytes:
    """Return a file without the Arrow schema that writers leave in it.

    The file's own types are enough, and texts can then be left behind their numbers, which Arrow does for this type of
    text alone: a long text that stands in every row is held once.
    """
    return body[:footer] + body[footer:].replace(_OWN_SCHEMA, _OWN_SCHEMA.lower(), 1)


def _read_table(body: bytes, schema: RequestSchema) -> pa.Table:
    with pq.ParquetFile(pa.BufferReader(body)) as file:
        found = file.schema_arrow
        names = [found.names[i] for i in check_schema(found, schema)]
        columns = [file.schema.column(i) for i in range(len(file.schema.names))]
        texts = [column.path for column in columns if column.physical_type == "BYTE_ARRAY"]
    with pq.ParquetFile(pa.BufferReader(body), read_dictionary=texts) as file:
        return file.read(columns=names, use_threads=False).select(names)


def encode_parquet(answers: Answers, response: Sequence[OutputField]) -> bytes:
    """Return answers as a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(answer_columns(answers, response), sink)
    return bytes(sink.getvalue())
