"""Arrow IPC, as a stream and as a file, in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import pyarrow as pa

from nb2svc.manifest import OutputField, RequestSchema
from nb2svc.runtime.formats.answer_columns import answer_columns
from nb2svc.runtime.formats.arrow_columns import check_schema, refuse_size, to_rows
from nb2svc.runtime.formats.arrow_sizes import unpacked_size
from nb2svc.runtime.formats.exchange import Answers, BodyError, Decoded, Limits, refuse_rows

__all__ = ["decode_file", "decode_stream", "encode_file", "encode_stream"]

_MAGIC: Final = b"ARROW1"
_BATCHES: Final = ("record batch", "dictionary")


def decode_stream(body: bytes, schema: RequestSchema, limits: Limits) -> Decoded:
    """Return the rows of an Arrow IPC stream.

    Args:
        body: the stream.
        schema: what a row is.
        limits: how much a request may hold; packed buffers are counted before they are unpacked.

    Raises:
        BodyError: the body is no Arrow stream, or too large.
        ColumnsError: columns are missing, unknown or of a wrong type.
    """
    return to_rows(_read_table(memoryview(body), schema, limits), schema, limits)


def decode_file(body: bytes, schema: RequestSchema, limits: Limits) -> Decoded:
    """Return the rows of an Arrow IPC file; see `decode_stream`. A file is a stream between two marks."""
    if not body.startswith(_MAGIC) or not body.endswith(_MAGIC):
        raise _broken("it has not the marks at start and end of an Arrow file; a stream has another content type")
    return to_rows(_read_table(memoryview(body)[8:], schema, limits), schema, limits)


def _read_table(body: memoryview, schema: RequestSchema, limits: Limits) -> pa.Table:
    try:
        source = pa.py_buffer(body)
        with pa.ipc.open_stream(source) as reader:
            taken = check_schema(reader.schema, schema)
        refuse_size(_unpacked(source), limits)
        options = pa.ipc.IpcReadOptions(included_fields=taken, use_threads=False)
        with pa.ipc.open_stream(source, options=options) as reader:
            return pa.Table.from_batches(_counted(reader, limits), schema=reader.schema)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise _broken(str(error)[:200]) from error


def _unpacked(source: pa.Buffer) -> int:
    """Return the size of all batches of a stream in memory; none of them is unpacked for this."""
    messages = pa.ipc.MessageReader.open_stream(source)
    size = 0
    while True:
        try:
            message = messages.read_next_message()
        except StopIteration:
            return size
        if message.type in _BATCHES:
            size += unpacked_size(memoryview(message.metadata), memoryview(message.body or b""))


def _counted(batches: Any, limits: Limits) -> Iterator[pa.RecordBatch]:
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        refuse_rows(rows, limits)
        yield batch


def _broken(why: str) -> BodyError:
    return BodyError(f"the body is no Arrow data: {why}", type="arrow-invalid", status=400)


def encode_stream(answers: Answers, response: Sequence[OutputField]) -> bytes:
    """Return answers as an Arrow IPC stream."""
    return _encode(answers, response, pa.ipc.new_stream)


def encode_file(answers: Answers, response: Sequence[OutputField]) -> bytes:
    """Return answers as an Arrow IPC file."""
    return _encode(answers, response, pa.ipc.new_file)


def _encode(answers: Answers, response: Sequence[OutputField], open_writer: Callable[..., Any]) -> bytes:
    table = answer_columns(answers, response)
    sink = pa.BufferOutputStream()
    with open_writer(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())
