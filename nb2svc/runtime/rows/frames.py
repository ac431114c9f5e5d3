"""From checked columns to the value that the notebook's code takes, with the training dtypes and column order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.manifest import Field, RequestSchema
from nb2svc.runtime.rows.reader import CheckedRows

try:  # pandas 3 offers what costs a fifth of its constructor, to those who know their arrays
    from pandas.api import internals  # type: ignore[attr-defined]  # the stubs do not know it
except ImportError:
    internals = None

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
        return _build_frame(checked, positions, fields)
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


def _build_frame(checked: CheckedRows, positions: Sequence[int], fields: Sequence[Field]) -> pd.DataFrame:
    arrays: dict[int, Any] = {}
    alike: dict[np.dtype[Any], dict[int, list[Any]]] = {}
    for number, field in enumerate(fields):
        column = checked.columns[field.name]
        kind = _NUMPY_KINDS.get(field.dtype)
        if isinstance(column, pd.Series):
            arrays[number] = _series(checked, field, positions).array.copy()  # the caller's own must not change
        elif kind is not None:
            alike.setdefault(kind, {})[number] = _take(column, positions)
        else:
            arrays[number] = _to_array(_take(column, positions), field)
    # None becomes NaN in columns of floats; others have none
    blocks = {tuple(columns): np.array([*columns.values()], dtype=kind) for kind, columns in alike.items()}
    return _join(blocks, arrays, _column_index(tuple(field.name for field in fields)).view(), len(positions))


def _join(
    blocks: Mapping[tuple[int, ...], Any], arrays: Mapping[int, Any], names: pd.Index[Any], count: int
) -> pd.DataFrame:
    """Return a frame of arrays that nothing else holds.

    Args:
        blocks: numbers of columns -> their values, one column in each row of an array.
        arrays: number of a column -> its values.
        names: of all columns.
        count: of rows.
    """
    index = pd.RangeIndex(count)
    frame: pd.DataFrame
    if internals is None:
        columns = dict(arrays)
        for numbers, block in blocks.items():
            columns |= zip(numbers, block, strict=True)
        frame = pd.DataFrame({number: _as_series(values) for number, values in sorted(columns.items())}, index=index)
        frame.columns = names
        return frame
    parts = [(block, _places(numbers)) for numbers, block in blocks.items()]
    for number, values in arrays.items():
        plain = values.to_numpy() if isinstance(values, pd.arrays.NumpyExtensionArray) else values
        parts.append((plain[np.newaxis] if isinstance(plain, np.ndarray) else plain, _places((number,))))
    frame = internals.create_dataframe_from_blocks(parts, index=index, columns=names)
    return frame


@lru_cache(maxsize=1024)
def _places(numbers: tuple[int, ...]) -> Any:
    return np.array(numbers, dtype=np.intp)


@lru_cache(maxsize=64)
def _column_index(names: tuple[str, ...]) -> pd.Index[Any]:
    """Return the columns of a frame that is made of such names; shared, so that each frame takes a view of it.

    Making it anew costs more than the rest of a small frame.
    """
    return pd.DataFrame(dict.fromkeys(names, ())).columns


def _series(checked: CheckedRows, field: Field, positions: Sequence[int]) -> pd.Series[Any]:
    column = checked.columns[field.name]
    if isinstance(column, pd.Series):
        taken = column if len(positions) == checked.count else column.iloc[list(positions)]
        fresh: pd.Series[Any] = taken.reset_index(drop=True)
        return fresh
    return _as_series(_to_array(_take(column, positions), field))


def _take(column: Sequence[Any] | pd.Series[Any], positions: Sequence[int]) -> list[Any]:
    values: list[Any] = column.tolist() if isinstance(column, pd.Series) else column  # type: ignore[assignment]
    if isinstance(positions, range) and len(positions) == len(values):
        return list(values)  # all of them, in order
    return [values[position] for position in positions]


def _as_series(array: Any) -> pd.Series[Any]:
    series: pd.Series[Any] = pd.Series(array, dtype=array.dtype)  # or pandas would look for a better one for objects
    return series


def _to_array(values: Sequence[Any], field: Field) -> Any:
    if field.dtype == "object":
        # what `read_csv` leaves for a missing value in such a column
        filled = np.empty(len(values), dtype=object)
        for position, value in enumerate(values):
            filled[position] = np.nan if value is None else value
        return filled
    if field.dtype == "category" and field.categories is not None:
        return pd.Categorical(values, categories=list(field.categories))
    return pd.array(values, dtype="str") if field.dtype == "str" else pd.Series(values, dtype=field.dtype).array
