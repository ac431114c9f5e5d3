"""From checked columns to the value that the notebook's code takes, with the training dtypes and column order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.manifest import Field, RequestSchema
from nb2svc.runtime.rows.reader import CheckedRows

__all__ = ["build_arguments", "build_input"]

_SIZED: Final = [
    f"{kind}{bits}" for kind in ("int", "uint", "float") for bits in (8, 16, 32, 64) if (kind, bits) != ("float", 8)
]
_NUMPY_KINDS: Final = {name: np.dtype(name) for name in ("bool", *_SIZED)}
"""Dtypes whose values numpy holds as they are."""


def build_input(checked: CheckedRows, positions: Sequence[int], schema: RequestSchema) -> Any:
    """Return the rows at some positions as the input of `preprocess`.

    The value is made anew each time, because the notebook's code may change it in place.

    Args:
        checked: validated rows; those at the positions have no fault.
        positions: which rows, in order.
        schema: what a row is.
    """
    values = _build_values(checked, positions, schema)
    if not schema.entry:
        return values
    from sklearn.utils import Bunch  # only a service of a notebook that starts from one has scikit-learn for sure

    return Bunch(**{schema.entry: values})


def _build_values(checked: CheckedRows, positions: Sequence[int], schema: RequestSchema) -> Any:
    fields = [field for field in schema.fields if field.required]
    if schema.input == "frame":
        columns = {number: _frame_column(checked, field, positions) for number, field in enumerate(fields)}
        frame = pd.DataFrame(columns, index=pd.RangeIndex(len(positions)), copy=False)
        # making an index of names anew costs more than the rest of the frame
        frame.columns = _column_index(tuple(field.name for field in fields)).view()
        return frame
    field = fields[0]
    if schema.input == "series":
        return _series(checked, field, positions).rename(schema.name)
    values = _take(checked.columns[field.name], positions)
    if schema.input == "list":
        return values
    array = np.array([np.nan if value is None else value for value in values], dtype=field.dtype)
    return array.reshape((len(values), *field.shape))


def build_arguments(checked: CheckedRows, position: int, schema: RequestSchema) -> dict[str, Any]:
    """Return one request as the arguments of `predict`, by field; lists are new ones each time.

    Args:
        checked: validated rows; the one at the position has no fault.
        position: which row.
        schema: what a row is.
    """
    return {field.name: _take(checked.columns[field.name], [position])[0] for field in schema.fields}


@lru_cache(maxsize=64)
def _column_index(names: tuple[str, ...]) -> pd.Index[Any]:
    """Return the columns of a frame that is made of such names; shared, so that each frame takes a view of it."""
    return pd.DataFrame(dict.fromkeys(names, ())).columns


def _frame_column(checked: CheckedRows, field: Field, positions: Sequence[int]) -> Any:
    """Return a column as what a frame is made of quickest: an array that nothing else holds, where there is one."""
    column = checked.columns[field.name]
    if isinstance(column, pd.Series):
        return _series(checked, field, positions)
    values = _take(column, positions)
    kind = _NUMPY_KINDS.get(field.dtype)
    if kind is not None:
        return np.array(values, dtype=kind)  # None becomes NaN in a column of floats; others have none
    return pd.array(values, dtype="str") if field.dtype == "str" else _to_series(values, field)


def _series(checked: CheckedRows, field: Field, positions: Sequence[int]) -> pd.Series[Any]:
    column = checked.columns[field.name]
    if isinstance(column, pd.Series):
        taken = column if len(positions) == checked.count else column.iloc[list(positions)]
        fresh: pd.Series[Any] = taken.reset_index(drop=True)
        return fresh
    return _to_series(_take(column, positions), field)


def _take(column: Sequence[Any] | pd.Series[Any], positions: Sequence[int]) -> list[Any]:
    values: list[Any] = column.tolist() if isinstance(column, pd.Series) else column  # type: ignore[assignment]
    if isinstance(positions, range) and len(positions) == len(values):
        return list(values)  # all of them, in order
    return [values[position] for position in positions]


def _to_series(values: Any, field: Field) -> pd.Series[Any]:
    dtype: Any = field.dtype
    if dtype == "category" and field.categories is not None:
        dtype = pd.CategoricalDtype(list(field.categories))
    if field.dtype == "object":
        # what `read_csv` leaves for a missing value in such a column
        filled = np.empty(len(values), dtype=object)
        for position, value in enumerate(values):
            filled[position] = np.nan if value is None else value
        values, dtype = filled, object
    series: pd.Series[Any] = pd.Series(values, dtype=dtype, index=pd.RangeIndex(len(values)))
    return series
