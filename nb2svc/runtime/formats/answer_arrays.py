"""Columns of answers as Arrow arrays, whole: where a column cannot be taken so, its values are looked at one by one."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from nb2svc.runtime.rows.answers import Column

__all__ = ["to_array"]

_EXACT: Final = 2**53  # the largest whole number up to which a float holds each
_YEARS: Final = (np.datetime64("0001-01-01", "us"), np.datetime64("9999-12-31", "us"))


def to_array(column: Column, kind: pa.DataType) -> pa.Array | None:
    """Return a column of answers as an array that holds the very same values, or None where that cannot be told.

    Args:
        column: answers as `answer_columns` returns them.
        kind: an `answer_type`.
    """
    if isinstance(column, pd.api.extensions.ExtensionArray):
        return _to_text(column) if pa.types.is_string(kind) else None
    if not isinstance(column, np.ndarray):
        return None
    if pa.types.is_list(kind):
        return _to_lists(column, kind)
    return _to_plain(column, kind) if column.ndim == 1 else None


def _to_plain(column: np.ndarray[Any, Any], kind: pa.DataType) -> pa.Array | None:
    held = column.dtype.kind
    if pa.types.is_floating(kind):
        return _to_numbers(column)
    if pa.types.is_integer(kind) and held in "iu" and column.dtype != np.uint64:
        return pa.array(column, type=kind)
    if pa.types.is_boolean(kind) and held == "b":
        return pa.array(column, type=kind)
    if pa.types.is_string(kind) and held in "UO":  # objects are texts here
        return pa.array(column, type=kind)
    return _to_times(column) if pa.types.is_timestamp(kind) and held == "M" else None


def _to_numbers(column: np.ndarray[Any, Any]) -> pa.Array | None:
    if column.dtype.kind == "f":
        numbers = column.astype("float64", copy=False)
        is_null = ~np.isfinite(numbers)
        return pa.array(numbers, mask=is_null) if is_null.any() else pa.array(numbers)
    if column.dtype.kind not in "iu" or (len(column) and max(int(column.max()), -int(column.min())) > _EXACT):
        return None
    return pa.array(column.astype("float64"))


def _to_times(column: np.ndarray[Any, Any]) -> pa.Array | None:
    if np.datetime_data(column.dtype) not in (("s", 1), ("ms", 1), ("us", 1)):  # finer ones may lose something
        return None
    known = column[~np.isnat(column)]
    if len(known) and not (known.min() >= _YEARS[0] and known.max() <= _YEARS[1]):
        return None
    return pa.array(column.astype("datetime64[us]"))


def _to_text(column: pd.api.extensions.ExtensionArray) -> pa.Array | None:
    try:
        text = pa.array(column, from_pandas=True)
        return text.cast(pa.string()) if pa.types.is_large_string(text.type) else text
    except pa.ArrowException:  # more text than one array of this type holds
        return None


def _to_lists(column: np.ndarray[Any, Any], kind: pa.DataType) -> pa.Array | None:
    depth, element = 0, kind
    while pa.types.is_list(element):
        depth, element = depth + 1, element.value_type
    if column.ndim != depth + 1 or column.size >= 2**31 or column.dtype.kind == "O":
        return None
    values = _to_plain(np.ascontiguousarray(column).reshape(-1), element)
    if values is None:
        return None
    for axis in range(column.ndim - 1, 0, -1):
        length, count = column.shape[axis], int(np.prod(column.shape[:axis]))
        values = pa.ListArray.from_arrays(pa.array(np.arange(count + 1, dtype="int32") * length, pa.int32()), values)
    return values
