"""From what `predict` returns to JSON-ready rows.

A missing value is None, as JSON has no NaN; so is an infinite one. Times are ISO 8601. Everything else is the value
that the notebook computed, digit for digit.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd

from nb2svc.manifest import OutputField

__all__ = ["AnswerShapeError", "Column", "answer_columns", "split_answer", "to_json_value", "to_json_values"]

Column: TypeAlias = "np.ndarray[Any, Any] | pd.api.extensions.ExtensionArray | list[Any]"
"""One value per row: an array of numbers, booleans, times or texts, texts of pandas, or a list of JSON values."""

_COLUMNS: Final = (np.ndarray, pd.Series, pd.Index, pd.api.extensions.ExtensionArray)


class AnswerShapeError(Exception):
    """`predict` returned another number of values than there are rows.

    Args:
        message: what was returned.
        is_short: whether there are fewer answers than rows, as when a filter drops some.
    """

    def __init__(self, message: str, *, is_short: bool) -> None:
        super().__init__(message)
        self.is_short = is_short


def split_answer(answer: Any, response: Sequence[OutputField], count: int) -> list[dict[str, Any]]:
    """Return one JSON-ready object per row.

    Args:
        answer: what `predict` returned: output name -> one value per row.
        response: the fields of an answer.
        count: number of rows in the request.

    Raises:
        AnswerShapeError: an output is missing, or has another length than the request.
        TypeError: a value has no JSON form.
    """
    columns = _split(answer, response, count, _to_list)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def answer_columns(answer: Any, response: Sequence[OutputField], count: int) -> dict[str, Column]:
    """Return the columns of an answer as they are; only what is no array of plain values becomes a list of JSON values.

    A NaN or an infinite number in an array stands for a missing value. Arguments and errors are those of
    `split_answer`.
    """
    return _split(answer, response, count, _to_column)


def to_json_values(column: Column) -> list[Any]:
    """Return the values of a column as `split_answer` gives them."""
    return _to_list(column, None)


def _split(
    answer: Any, response: Sequence[OutputField], count: int, convert: Callable[[Any, int], Any]
) -> dict[str, Any]:
    if not isinstance(answer, Mapping):
        raise AnswerShapeError(f"`predict` returned a `{type(answer).__name__}`, not a dict", is_short=False)
    columns = {}
    for field in response:
        if field.name not in answer:
            raise AnswerShapeError(f"`predict` returned no `{field.name}`", is_short=False)
        values = convert(answer[field.name], count)
        if len(values) != count:
            raise AnswerShapeError(
                f"`{field.name}` has {len(values)} values for {count} rows", is_short=len(values) < count
            )
        columns[field.name] = values
    return columns


def to_json_value(value: Any) -> Any:
    """Return a value as JSON has it.

    Raises:
        TypeError: it has no JSON form.
    """
    if value is None or type(value) in (bool, str):
        return value
    if isinstance(value, Enum):
        return to_json_value(value.value)
    if isinstance(value, (int, float)) and type(value) in (int, float):
        return value if isinstance(value, int) or math.isfinite(value) else None
    if value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (pd.Timedelta, timedelta)):
        return pd.Timedelta(value).isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_json_value(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_json_value(item) for item in value]
    return _of_library(value)


def _of_library(value: Any) -> Any:
    if isinstance(value, (np.datetime64, np.timedelta64)):
        make: Any = pd.Timestamp if isinstance(value, np.datetime64) else pd.Timedelta
        return to_json_value(make(value))
    if isinstance(value, np.generic):
        return to_json_value(value.item())
    if isinstance(value, (*_COLUMNS, pd.DataFrame)) or _is_tensor(value):
        return _to_list(value, None)
    if isinstance(value, (pd.Interval, pd.Period, Decimal)):
        return str(value)
    if isinstance(value, (int, float, str)):  # subclasses
        return to_json_value(next(kind for kind in (int, float, str) if isinstance(value, kind))(value))
    raise TypeError(f"the answer holds a `{type(value).__qualname__}`, which has no JSON form")


def _to_list(values: Any, count: int | None) -> list[Any]:
    """Return a column as a list of JSON values; a single value stands for the only row of a request."""
    values = _to_array(values)
    if isinstance(values, pd.DataFrame):
        return [to_json_value(row) for row in values.to_dict("records")]
    if isinstance(values, np.ndarray):
        return _array_to_list(np.atleast_1d(values) if count == 1 else values)
    if isinstance(values, (str, bytes)) or not isinstance(values, Sequence):
        return [to_json_value(values)]
    return [to_json_value(value) for value in values]


def _to_array(values: Any) -> Any:
    """Return a tensor, or what pandas holds, as an array of numpy; everything else as it is."""
    if _is_tensor(values):
        return values.detach().cpu().float().numpy() if _is_half(values) else values.detach().cpu().numpy()
    if isinstance(values, _COLUMNS) and not isinstance(values, np.ndarray):
        return values.to_numpy(dtype=object) if not isinstance(values.dtype, np.dtype) else values.to_numpy()
    return values


def _to_column(values: Any, count: int) -> Column:
    if isinstance(values, pd.Series | pd.Index) and isinstance(values.dtype, pd.StringDtype):
        values = values.array
    if isinstance(values, pd.arrays.StringArray | pd.arrays.ArrowStringArray):
        return values
    array = _to_array(values)
    if type(array) is np.ndarray and array.ndim and (array.dtype.kind in "biufUM" or _holds_only_text(array)):
        return array
    return _to_list(array, count)


def _holds_only_text(array: np.ndarray[Any, Any]) -> bool:
    return array.dtype.kind == "O" and array.ndim == 1 and pd.api.types.infer_dtype(array, skipna=False) == "string"


def _array_to_list(values: Any) -> list[Any]:
    if values.dtype.kind == "f" and np.isfinite(values).all():
        listed: list[Any] = values.tolist()
        return listed
    if values.dtype.kind in "biuU":
        return list(values.tolist())
    if values.dtype.kind in "mM":
        return [to_json_value(value) for value in values]
    return [to_json_value(value) for value in values.tolist()]


def _is_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")  # a tensor cannot exist before torch is loaded
    return torch is not None and isinstance(value, torch.Tensor)


def _is_half(tensor: Any) -> bool:
    return str(tensor.dtype) == "torch.bfloat16"  # numpy has no such number
