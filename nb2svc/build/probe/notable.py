"""Rows worth looking at: gaps, extremes, rare words. A sample by chance holds none of them in a large table."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

__all__ = ["notable_rows"]

MOST_COLUMNS: Final = 60
MOST_CATEGORIES: Final = 50
GAPS: Final = 2
RARE: Final = 5


def notable_rows(value: Any) -> np.ndarray:
    """Return the positions of notable rows, most notable first, each once.

    For each column: two rows with a missing value, the smallest and the largest, one of each of its rarest words.
    """
    if isinstance(value, pd.DataFrame):
        columns = [value.iloc[:, i] for i in range(min(value.shape[1], MOST_COLUMNS))]
    elif isinstance(value, pd.Series):
        columns = [value]
    else:
        array = np.asarray(value)
        if array.dtype.kind not in "iufb" or array.ndim == 0:
            return np.array([], dtype=np.int64)
        columns = [pd.Series(array.reshape(len(array), -1).mean(axis=1))]
    found = [position for column in columns for position in _notable(column.reset_index(drop=True))]
    return np.array(list(dict.fromkeys(found)), dtype=np.int64)


def _notable(values: pd.Series) -> list[int]:
    gaps = [int(i) for i in np.flatnonzero(values.isna().to_numpy())[:GAPS]]
    known = values.dropna()
    if known.empty or isinstance(known.iloc[0], list | tuple | np.ndarray | dict | set):
        return gaps
    if pd.api.types.is_numeric_dtype(values.dtype) or pd.api.types.is_datetime64_any_dtype(values.dtype):
        return [*gaps, *_extremes(known)]
    words = known.astype(str)
    counts = words.value_counts()
    if len(counts) > MOST_CATEGORIES:
        return [*gaps, *_extremes(words.str.len())]
    spoken = words.to_numpy()
    positions = words.index.to_numpy()
    return [*gaps, *(int(positions[np.argmax(spoken == word)]) for word in counts.index[-RARE:])]


def _extremes(known: pd.Series) -> list[int]:
    values, positions = known.to_numpy(), known.index.to_numpy()
    return [int(positions[np.argmin(values)]), int(positions[np.argmax(values)])]
