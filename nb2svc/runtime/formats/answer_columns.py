"""Answers as the columns of a table, with nothing lost."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from nb2svc.manifest import OutputField
from nb2svc.runtime.formats.exchange import Answers

__all__ = ["answer_columns", "answer_type", "find_misfits", "list_type"]

_TYPES: Final = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "string": pa.string()}
_HELD: Final[dict[pa.DataType, type]] = {
    pa.int64(): int,
    pa.float64(): float,
    pa.bool_(): bool,
    pa.string(): str,
    pa.timestamp("us"): pd.Timestamp,
}
_EXACT: Final = 2**53  # the largest whole number up to which a float holds each
_KINDS: Final = {"b": pa.bool_(), "i": pa.int64(), "u": pa.int64(), "f": pa.float64(), "U": pa.string()}


def answer_type(field: OutputField) -> pa.DataType:
    """Return the type of an answer in a table."""
    if field.kind == "array":
        return list_type(field.dtype, len(field.shape))
    if field.kind == "datetime":
        return pa.string() if "," in field.dtype else pa.timestamp("us")
    return _TYPES[field.kind]


def list_type(dtype: str, depth: int) -> pa.DataType:
    """Return the type of nested lists of a dtype's values; JSON as text where the dtype does not tell what they are."""
    try:
        element = _KINDS.get(np.dtype(dtype.removeprefix("torch.")).kind)
    except TypeError:
        element = None
    if element is None:
        return pa.string()
    for _ in range(max(1, depth)):
        element = pa.list_(element)
    return element


def answer_columns(answers: Answers, response: Sequence[OutputField]) -> pa.Table:
    """Return answers as a table, with nothing lost: a value that its type cannot hold gives the column another type.

    Args:
        answers: one per row.
        response: the fields of an answer.
    """
    columns = [_answer_column([answer[field.name] for answer in answers], answer_type(field)) for field in response]
    return pa.Table.from_arrays(columns, names=[field.name for field in response])


def _answer_column(values: list[Any], kind: pa.DataType) -> pa.Array:
    typed = [_as_time(value) for value in values] if pa.types.is_timestamp(kind) else values
    for column, attempt in ((typed, kind), (values, pa.float64())):
        if not find_misfits(column, attempt):
            with contextlib.suppress(pa.ArrowException, OverflowError):
                return pa.array(column, type=attempt)
    return pa.array([None if value is None else _as_text(value) for value in values], type=pa.string())


def find_misfits(values: Sequence[Any], kind: pa.DataType) -> list[int]:
    """Return the positions of values that a type does not hold as they are; pyarrow makes 2 of 2.5 without a word.

    Args:
        values: JSON values, or times.
        kind: the type of a column of answers.
    """
    if {type(value) for value in values} <= {_HELD.get(kind), type(None)}:
        return []
    return [position for position, value in enumerate(values) if not _holds(kind, value)]


def _holds(kind: pa.DataType, value: Any) -> bool:
    if value is None:
        return True
    if pa.types.is_list(kind):
        return isinstance(value, list) and all(_holds(kind.value_type, item) for item in value)
    if pa.types.is_floating(kind):
        return type(value) is float or (type(value) is int and abs(value) <= _EXACT)
    return isinstance(value, _HELD[kind]) and (type(value) is not bool or pa.types.is_boolean(kind))


def _as_time(value: Any) -> Any:
    """Return a time that is told as text as a time; what is none, or has a zone, stays text."""
    try:
        moment = None if value is None else pd.Timestamp(value)
    except (ValueError, TypeError):
        return value
    return moment if moment is None or moment.tz is None else value


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
