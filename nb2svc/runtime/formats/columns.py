"""Columns of a table against the request schema, before any row is looked at; answers as columns."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from nb2svc.diagnostics import RowError
from nb2svc.manifest import OutputField, RequestSchema
from nb2svc.runtime.formats.exchange import Answers, BodyError, ColumnsError
from nb2svc.runtime.rows.values import suggest

__all__ = ["answer_columns", "answer_type", "check_columns", "find_misfits", "list_type", "refuse_twice"]

_MANY: Final = 100
"""How many columns at fault are listed: a wrong file may have any number."""
_TYPES: Final = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "string": pa.string()}
_HELD: Final[dict[pa.DataType, type]] = {
    pa.int64(): int,
    pa.float64(): float,
    pa.bool_(): bool,
    pa.string(): str,
    pa.timestamp("us"): pd.Timestamp,
}
_EXACT: Final = 2**53  # the largest whole number up to which a float holds each
_KINDS: Final = {"b": pa.bool_(), "i": pa.int64(), "u": pa.int64(), "f": pa.float64()}


def check_columns(names: Iterable[str], schema: RequestSchema) -> None:
    """Check that a table has the columns that the service reads, and none that it does not know.

    Raises:
        ColumnsError: some are missing or unknown.
        BodyError: one is there twice.
    """
    given = list(names)
    there = refuse_twice(given)
    known = {field.name for field in schema.fields}
    errors = [
        RowError(row=0, field=name, type="unknown-field", message=f"no such field{suggest(name, known)}")
        for name in [name for name in given if name not in known][:_MANY]
    ]
    errors += [
        RowError(row=0, field=field.name, type="missing", message="the column is missing")
        for field in schema.fields
        if field.required and field.name not in there
    ]
    if errors:
        raise ColumnsError(tuple(errors[:_MANY]))


def refuse_twice(names: Iterable[str]) -> set[str]:
    """Refuse a name that is there twice: which of the two is meant cannot be told; else return the names.

    Raises:
        BodyError: there is one.
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise BodyError(f"the column `{name[:60]}` is there twice", type="duplicate-column", status=422)
        seen.add(name)
    return seen


def answer_type(field: OutputField) -> pa.DataType:
    """Return the type of an answer in a table."""
    if field.kind == "array":
        return list_type(field.dtype, len(field.shape))
    if field.kind == "datetime":
        return pa.string() if "," in field.dtype else pa.timestamp("us")
    return _TYPES[field.kind]


def list_type(dtype: str, depth: int) -> pa.DataType:
    """Return the type of nested lists of a dtype's values."""
    try:
        element = _KINDS.get(np.dtype(dtype.removeprefix("torch.")).kind, pa.string())
    except TypeError:
        element = pa.string()
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
