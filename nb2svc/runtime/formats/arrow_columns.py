"""An Arrow table as columns for the reader: types are held to the schema, sizes to the limits, values are as in JSON.

A NaN is a missing value, as it is in pandas; an infinite number is a fault, as there is none in JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from nb2svc.diagnostics import RowError
from nb2svc.manifest import Field, RequestSchema
from nb2svc.runtime.formats.columns import check_columns
from nb2svc.runtime.formats.exchange import BodyError, ColumnsError, Decoded, Limits

__all__ = ["check_schema", "refuse_size", "to_rows"]

_CALENDAR: Final = (-62_135_424_000, 253_402_128_000)
"""Seconds from 1970 to the years 1 and 9999, less two days, by which time zones may differ."""
_PER_SECOND: Final = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_WORD: Final = 8  # bytes that one value takes, at the least, once Python sees it


def check_schema(schema: pa.Schema, request: RequestSchema) -> list[int]:
    """Return the positions of the columns that the service reads, after a check of names and types.

    The index that pandas writes beside the columns is left out, unless it is a field.

    Raises:
        ColumnsError: columns are missing or unknown, or of a type that can hold no value of the field.
        BodyError: a column is there twice.
    """
    known = {field.name: field for field in request.fields}
    index = _index_names(schema)
    taken = {i: name for i, name in enumerate(schema.names) if name in known or name not in index}
    check_columns(taken.values(), request)
    read = [i for i, name in taken.items() if known[name].required]
    errors = [_check_type(known[schema.names[i]], schema.field(i).type) for i in read]
    if any(errors):
        raise ColumnsError(tuple(error for error in errors if error))
    return read


def _index_names(schema: pa.Schema) -> set[str]:
    try:
        found = (schema.pandas_metadata or {}).get("index_columns", [])
        return {name for name in found if isinstance(name, str)}
    except (ValueError, AttributeError, TypeError):  # whatever somebody has written there
        return set()


def _check_type(field: Field, kind: pa.DataType) -> RowError | None:
    plain = _plain_type(kind)
    fits, expected = _EXPECTED[field.kind]
    if types.is_null(plain) or fits(plain):
        return None
    message = f"the column has the Arrow type {str(kind)[:60]}, expected {expected}"
    return RowError(row=0, field=field.name, type="wrong-type", message=message)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if isinstance(kind, pa.BaseExtensionType):
        return _plain_type(kind.storage_type)
    return _plain_type(kind.value_type) if types.is_dictionary(kind) else kind


def _is_number(kind: pa.DataType) -> bool:
    return bool(types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind))


def _is_text(kind: pa.DataType) -> bool:
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _is_moment(kind: pa.DataType) -> bool:
    return types.is_timestamp(kind) or types.is_date(kind) or _is_text(kind)


def _is_list(kind: pa.DataType) -> bool:
    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def _is_array(kind: pa.DataType) -> bool:
    if not _is_list(kind):
        return False
    inner = kind.value_type
    return _is_array(inner) or types.is_boolean(inner) or _is_number(inner) or _is_text(inner) or types.is_null(inner)


_EXPECTED: Final[dict[str, tuple[Callable[[pa.DataType], bool], str]]] = {
    "integer": (_is_number, "whole numbers"),
    "number": (_is_number, "numbers"),
    "boolean": (types.is_boolean, "bool"),
    "string": (_is_text, "text"),
    "datetime": (_is_moment, "timestamps, dates, or ISO 8601 as text"),
    "array": (_is_array, "lists of numbers, text or bool"),
}


def to_rows(table: pa.Table, request: RequestSchema, limits: Limits) -> Decoded:
    """Return a table of the columns that the service reads as rows.

    Args:
        table: of columns that `check_schema` has let pass.
        request: what a row is.
        limits: how much a request may hold.

    Raises:
        BodyError: it is larger in memory than the limit, or holds what its types do not allow.
    """
    known = {field.name: field for field in request.fields}
    try:
        table.validate(full=True)  # offsets of a foreign table may point anywhere
        plain = {name: _plain_column(table.column(i)) for i, name in enumerate(table.column_names)}
        left = limits.bytes
        for column in plain.values():
            left -= _size(column, left)
            refuse_size(limits.bytes - left, limits)
        columns = {name: _to_series(column, known[name]) for name, column in plain.items()}
    except (pa.ArrowException, ValueError, OverflowError) as error:
        raise BodyError(f"the table is broken: {str(error)[:200]}", type="arrow-invalid", status=400) from error
    frame = pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows))
    return Decoded(rows=frame, count=table.num_rows)


def refuse_size(size: int, limits: Limits) -> None:
    """Refuse a table that is larger in memory than a body may be.

    Raises:
        BodyError: it is.
    """
    if size > limits.bytes:
        message = f"the table unpacks to more than {limits.bytes} bytes; send fewer rows, or set NB2SVC_MAX_BODY_BYTES"
        raise BodyError(message, type="too-large", status=413)


def _plain_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if not isinstance(kind, pa.BaseExtensionType):
        return column
    return pa.chunked_array([chunk.storage for chunk in column.chunks], type=kind.storage_type)


def _size(column: pa.ChunkedArray, limit: int) -> int:
    """Return how many bytes the values take in memory when each stands by itself, or some size over the limit."""
    size = _WORD * len(column)
    if size > limit:
        return size
    kind = column.type
    if types.is_dictionary(kind):
        return size + (sum(map(_repeated_size, column.chunks)) if _is_text(kind.value_type) else 0)
    if _is_text(kind):
        return size + sum(map(_text_size, column.chunks))
    if not _is_list(kind):
        return size
    size += _WORD * (pc.sum(pc.list_value_length(column)).as_py() or 0)
    if size > limit:
        return size
    return size + _size(pc.list_flatten(column), limit - size)


def _text_size(text: pa.Array) -> int:
    return int(_text_lengths(text).sum())


def _repeated_size(chunk: pa.DictionaryArray) -> int:
    lengths = _text_lengths(chunk.dictionary)
    used = chunk.indices.drop_null().to_numpy(zero_copy_only=False)
    return int(lengths[used].sum()) if len(lengths) else 0


def _text_lengths(text: pa.Array) -> Any:
    if types.is_string_view(text.type):  # no kernel tells its lengths: the first four of the sixteen bytes of a view
        _, views, *_ = text.buffers()
        lengths = np.frombuffer(views, dtype="<i4")[4 * text.offset :][: 4 * len(text) : 4].astype("int64")
        return lengths * text.is_valid().to_numpy(zero_copy_only=False)
    return pc.fill_null(pc.binary_length(text), 0).to_numpy(zero_copy_only=False).astype("int64")


def _to_series(column: pa.ChunkedArray, field: Field) -> pd.Series[Any]:
    kind = column.type
    if types.is_dictionary(kind):
        return _objects(_look_up(column, field))
    if types.is_decimal(kind):
        number: Callable[[Decimal], Any] = int if kind.scale <= 0 else float
        return _objects([None if value is None else number(value) for value in column.to_pylist()])
    if types.is_timestamp(kind):
        return _times(column)
    if _is_text(kind):
        series: pd.Series[Any] = column.to_pandas()
        return series
    if types.is_floating(kind) or (column.null_count == 0 and (types.is_integer(kind) or types.is_boolean(kind))):
        return pd.Series(column.to_numpy())
    return _objects(column.to_pylist())


def _times(column: pa.ChunkedArray) -> pd.Series[Any]:
    """Return times; one for whose year Python has no word stays the number it is, as text."""
    counts = column.cast(pa.int64())
    scale = _PER_SECOND[column.type.unit]
    first, last = (min(max(end * scale, -(2**63)), 2**63 - 1) for end in _CALENDAR)
    has_word = pc.fill_null(pc.and_(pc.greater_equal(counts, first), pc.less_equal(counts, last)), fill_value=True)
    times: pd.Series[Any] = pc.if_else(has_word, column, pa.scalar(None, column.type)).to_pandas()
    if pc.all(has_word).as_py() is not False:
        return times
    told = zip(times.astype(object), has_word.to_pylist(), counts.to_pylist(), strict=True)
    return _objects([time if known else f"{count} {column.type.unit} since 1970" for time, known, count in told])


def _look_up(column: pa.ChunkedArray, field: Field) -> list[Any]:
    """Return the values of a dictionary column, each of them made once: a long text may stand in many rows."""
    values: list[Any] = []
    for chunk in column.chunks:
        words = [None if pd.isna(word) else word for word in _to_series(pa.chunked_array([chunk.dictionary]), field)]
        values += [None if position is None else words[position] for position in chunk.indices.to_pylist()]
    return values


def _objects(values: list[Any]) -> pd.Series[Any]:
    return pd.Series(values, dtype=object, index=pd.RangeIndex(len(values)))
