"""Columns of tables: their types in a result, and text or database values as training saw them.

The rule is that a batch answers what the notebook would have answered for the same file. So numbers of a CSV file are
parsed by `read_csv` as in the notebook, with its words for a missing value; text stays text, whatever it looks like.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from nb2svc.manifest import Field
from nb2svc.runtime.formats.answer_columns import list_type
from nb2svc.runtime.results.columns import ERROR

__all__ = ["ERROR", "field_type", "infer_type", "mend", "to_arrow"]

_TYPES: Final[Mapping[str, pa.DataType]] = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "string": pa.string(),
    "datetime": pa.string(),  # a time in a text file: passed on as it is written
}
_PYTHON_TYPES: Final[Mapping[type, pa.DataType]] = {
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    datetime: pa.timestamp("us"),
    date: pa.date32(),
}


def field_type(field: Field) -> pa.DataType:
    """Return the type of a request field in a result that comes from text or JSON."""
    return list_type(field.dtype, len(field.shape)) if field.kind == "array" else _TYPES[field.kind]


def infer_type(kinds: Iterable[type]) -> pa.DataType:
    """Return the narrowest type that holds values of these Python types; text when there is none."""
    found = set(kinds) - {type(None)}
    if len(found) == 1 and (only := next(iter(found))) in _PYTHON_TYPES:
        return _PYTHON_TYPES[only]
    return pa.float64() if found and found <= {int, float, Decimal} else pa.string()


def mend(values: pd.Series[Any], field: Field, *, from_text: bool = False) -> pd.Series[Any]:
    """Return a column as training had it where that loses nothing; a value that does not fit stays as it is.

    One bad word in a numeric column makes `read_csv` leave the whole column as text; here only that value stays text,
    so that only its row is refused.

    Args:
        values: the column as it was read.
        field: what the service expects.
        from_text: whether the source is a text file, in which numbers are text too. In a typed source text where a
            number belongs is a fault of the row, as it is in a request.
    """
    if str(values.dtype) == field.dtype and field.dtype != "object":
        return values
    if values.dtype == object or pd.api.types.is_string_dtype(values.dtype):
        values = _mend_objects(values, field, _TEXT_PARSERS if from_text else _VALUE_PARSERS)
    if field.dtype == "float64" and pd.api.types.is_integer_dtype(values.dtype):
        return values.astype("float64")
    return values


def _mend_objects(values: pd.Series[Any], field: Field, parsers: Mapping[str, Parser]) -> pd.Series[Any]:
    if field.kind not in parsers:
        is_text = field.dtype == "str" and all(isinstance(v, str) or _is_missing(v) for v in values)
        return values.astype("str") if is_text else values
    mended = [None if _is_missing(v) else parsers[field.kind](v) for v in values]
    dtype, types = _DTYPES.get(field.kind, ("object", set()))
    return pd.Series(mended, index=values.index, dtype=dtype if {type(v) for v in mended} <= types else "object")


def _parse_number(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    with contextlib.suppress(ValueError):
        return int(text)
    number = pd.to_numeric(text, errors="coerce")
    return text if _is_missing(number) else float(number)


def _parse_boolean(text: Any) -> Any:
    return {"true": True, "false": False}.get(text.lower(), text) if isinstance(text, str) else text


def _parse_array(text: Any) -> Any:
    if isinstance(text, str):
        with contextlib.suppress(ValueError):
            return json.loads(text)
    return text


def _from_decimal(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _from_flag(value: Any) -> Any:
    return bool(value) if type(value) is int and value in (0, 1) else value  # how SQLite holds true and false


Parser = Callable[[Any], Any]
_TEXT_PARSERS: Final[Mapping[str, Parser]] = {
    "integer": _parse_number,
    "number": _parse_number,
    "boolean": _parse_boolean,
    "array": _parse_array,
}
_VALUE_PARSERS: Final[Mapping[str, Parser]] = {
    "integer": _from_decimal,
    "number": _from_decimal,
    "boolean": _from_flag,
    "array": _parse_array,  # databases have no lists
}
_DTYPES: Final[Mapping[str, tuple[str, set[type]]]] = {
    "integer": ("int64", {int}),
    "number": ("float64", {int, float, type(None)}),  # a missing number is NaN
    "boolean": ("bool", {bool}),
}


def _is_missing(value: Any) -> bool:
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def to_arrow(values: Sequence[Any] | pd.Series[Any], kind: pa.DataType) -> pa.Array:
    """Return a column of a result; what does not fit its type (the reason is in the row's error) becomes null.

    Text that pandas holds as a category stays a dictionary of texts.
    """
    if isinstance(values, pd.Series) and (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        if isinstance(values.dtype, pd.StringDtype):
            return pa.array(values, type=kind, from_pandas=True)
        if isinstance(values.dtype, pd.CategoricalDtype) and isinstance(values.cat.categories.dtype, pd.StringDtype):
            return _to_dictionary(values, kind)
    if pa.types.is_string(kind):
        values = [None if _is_missing(v) else v if isinstance(v, str) else _as_text(v) for v in values]
    try:
        return pa.array(values, type=kind, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        return pa.array([_fit(v, kind) for v in values], type=kind)


def _to_dictionary(values: pd.Series[Any], kind: pa.DataType) -> pa.DictionaryArray:
    codes = values.cat.codes.to_numpy(dtype="int32")
    is_missing = codes < 0
    indices = pa.array(codes, mask=is_missing) if is_missing.any() else pa.array(codes)
    return pa.DictionaryArray.from_arrays(indices, pa.array(values.cat.categories, type=kind))


def _as_text(value: Any) -> str:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _fit(value: Any, kind: pa.DataType) -> Any:
    if isinstance(value, str) and pa.types.is_timestamp(kind):
        value = pd.Timestamp(value)
    try:
        return pa.scalar(value, type=kind, from_pandas=True).as_py()
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        return None
