"""A whole column against its field: taken as training had it, with the few values that must be looked at one by one.

What a value may be is said in `values.py`, value by value. Here is only what can be told of all values at once; a
column that cannot be told of is not taken, and a value that is not surely right is left to its check.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.manifest import Field

__all__ = ["Screened", "screen"]

Screened = tuple["pd.Series[Any]", Sequence[int]]
"""A column with the training dtype, and the positions of values in it that may be at fault."""

_NONE: Final[Sequence[int]] = ()


def screen(series: pd.Series[Any], field: Field) -> Screened | None:
    """Return a column with the dtype of training and the positions that are in doubt, or None where all of it is.

    Args:
        series: a column of a request.
        field: what is expected.
    """
    if field.kind == "array" or field.dtype in ("object", "category"):
        return None
    if isinstance(series.dtype, pd.CategoricalDtype):
        return _screen_categorical(series, field)
    if str(series.dtype) == field.dtype:
        return series, _positions(_doubts(series, field))
    convert = _CONVERSIONS.get((series.dtype.kind, field.kind)) if isinstance(series.dtype, np.dtype) else None
    found = convert(series, field) if convert is not None else None
    if found is None:
        return None
    converted, doubts = found
    return converted, _positions(doubts | _doubts(converted, field, also_missing=False))


def _screen_categorical(series: pd.Series[Any], field: Field) -> Screened | None:
    """Look at each category once instead of at each value."""
    words, codes = series.cat.categories, series.cat.codes.to_numpy()
    if field.kind != "string" or str(words.dtype) != field.dtype:
        return None
    known = np.ones(len(words) + 1, dtype=bool)  # the last one is that of a missing value, whose code is -1
    known[-1] = field.nullable
    if field.categories is not None:
        expected = frozenset(field.categories)
        known[:-1] = [word in expected for word in words]
    taken: pd.Series[Any] = pd.Series(words.array.take(codes, allow_fill=True))
    return taken, _NONE if known.all() else _positions(~known[codes])


def _doubts(series: pd.Series[Any], field: Field, *, also_missing: bool = True) -> Any:
    """Return which values of a column with the right dtype may be at fault."""
    is_plain = isinstance(series.dtype, np.dtype)
    if series.dtype.kind == "f":
        numbers = series.to_numpy() if is_plain else series.to_numpy(dtype="float64", na_value=np.nan)
        doubts = np.isinf(numbers) if field.nullable or not also_missing else ~np.isfinite(numbers)
    elif field.nullable or not also_missing or (is_plain and series.dtype.kind in "biu"):
        doubts = np.zeros(len(series), dtype=bool)
    else:
        doubts = series.isna().to_numpy()
    if field.categories is not None:
        doubts = doubts | ~(series.isin(list(field.categories)) | series.isna()).to_numpy()
    return doubts


def _positions(doubts: Any) -> Sequence[int]:
    return np.flatnonzero(doubts).tolist() if doubts.any() else _NONE


def _to_float(series: pd.Series[Any], field: Field) -> tuple[pd.Series[Any], Any] | None:
    if field.dtype != "float64":
        return None
    return series.astype("float64"), np.zeros(len(series), dtype=bool)


def _to_integer(series: pd.Series[Any], field: Field) -> tuple[pd.Series[Any], Any] | None:
    """Return numbers as whole ones of a dtype; those that are not whole, or too large, are in doubt."""
    try:
        limits = np.iinfo(field.dtype)
    except (ValueError, TypeError):
        return None
    low, high = limits.min, limits.max
    if series.dtype.kind == "f":
        numbers = series.to_numpy(dtype="float64")
        # a float below 2**63 is at most the last one before it; its neighbour above the largest whole number is not in
        fits = (numbers >= float(low)) & (numbers < float(high) + 1) & (numbers == np.trunc(numbers))
    else:
        numbers = series.to_numpy()
        own = np.iinfo(numbers.dtype)
        fits = (numbers >= max(low, own.min)) & (numbers <= min(high, own.max))
    whole: pd.Series[Any] = pd.Series(np.where(fits, numbers, 0).astype(field.dtype))
    return whole, ~fits


def _to_time(series: pd.Series[Any], field: Field) -> tuple[pd.Series[Any], Any] | None:
    """Return times in another unit; those that lose something by it are in doubt."""
    with contextlib.suppress(ValueError, TypeError, OverflowError):  # beyond the calendar of the unit
        times = series.astype(field.dtype)  # type: ignore[call-overload]  # any dtype of times
        lost = (times.astype(series.dtype) != series) & series.notna()
        missing = series.isna() if not field.nullable else False
        return times, (lost | missing).to_numpy()
    return None


_CONVERSIONS: Final[dict[tuple[str, str], Callable[[pd.Series[Any], Field], tuple[pd.Series[Any], Any] | None]]] = {
    ("i", "number"): _to_float,
    ("u", "number"): _to_float,
    ("i", "integer"): _to_integer,
    ("u", "integer"): _to_integer,
    ("f", "integer"): _to_integer,
    ("M", "datetime"): _to_time,
}
"""Kinds of numpy dtype and of field -> how a column is taken. A naive time is no time with a zone: those are left."""
