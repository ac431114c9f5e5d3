"""Has a value changed in place? Asked of the whole value: a change that hits few rows shows on no sample."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.values import copy_value, same

__all__ = ["changed_columns", "copies_on_write", "has_changed", "keep"]

_COPY_ON_WRITE: Final = 3


def copies_on_write() -> bool:
    """Whether a column taken out of a frame is one of its own: since pandas 3 changes of it do not reach the frame."""
    return int(pd.__version__.split(".")[0]) >= _COPY_ON_WRITE


def keep(value: Any) -> Any:
    """Return a copy that later changes do not reach; pandas 3 copies a frame only where it is changed."""
    if isinstance(value, pd.DataFrame | pd.Series) and copies_on_write():
        return value.copy(deep=False)
    return copy_value(value)


def has_changed(before: Any, after: Any) -> bool:
    """Whether a value is not what was kept of it."""
    if isinstance(before, pd.DataFrame) and isinstance(after, pd.DataFrame):
        return (
            not before.columns.equals(after.columns)
            or not before.index.equals(after.index)
            or bool(changed_columns(before, after))
        )
    if isinstance(before, pd.Series) and isinstance(after, pd.Series):
        return not before.equals(after)
    if isinstance(before, np.ndarray) and isinstance(after, np.ndarray) and before.dtype != object:
        return not np.array_equal(before, after, equal_nan=before.dtype.kind in "fc")
    return not same(before, after)


def changed_columns(before: pd.DataFrame, after: pd.DataFrame) -> set[Any]:
    """Return the columns of a frame that are new or hold other values than before, whatever its rows are called."""
    if not before.columns.is_unique or not after.columns.is_unique or len(before) != len(after):
        return set(after.columns)
    if not before.index.equals(after.index):
        before, after = before.reset_index(drop=True), after.reset_index(drop=True)
    return {c for c in after.columns if c not in before.columns or not _equal(before[c], after[c])}


def _equal(before: pd.Series, after: pd.Series) -> bool:
    try:
        return bool(before.dtype == after.dtype and before.equals(after))
    except (TypeError, ValueError):  # cells that hold arrays or lists
        return same(before, after)
