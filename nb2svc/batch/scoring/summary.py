"""What a column holds, gathered piece by piece in memory that does not grow: for the report of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

__all__ = ["ColumnSummary"]

_SAMPLE: Final = 20_000
_MOST_WORDS: Final = 10_000
_FEW_ROWS: Final = 1_000
"""So many rows of a piece are counted once a column has shown more words than are counted."""


class ColumnSummary:
    """Counts, range and a fair sample of the values of one column.

    Args:
        name: of the column.
        kind: a field kind; numbers are sampled, text and booleans counted.

    Attributes:
        counts: how often each word is there. Of more than 10,000 different ones only some are counted, and not in
            all rows.
    """

    def __init__(self, name: str, kind: str) -> None:
        self.name = name
        self.kind = kind
        self.rows = 0
        self.nulls = 0
        self.minimum: Any = None
        self.maximum: Any = None
        self.counts: Counter[str] = Counter()
        self.outside = 0
        self._total, self._numbers = 0.0, 0
        self._bounds: tuple[float, float] | None = None
        self._values = np.empty(0)
        self._random = np.random.default_rng(0)

    def watch(self, low: float, high: float) -> None:
        """Count from now on the numbers outside a range in `outside`."""
        self._bounds = (low, high)

    def add(self, values: pd.Series[Any] | pa.Array) -> None:
        """Take in the next piece of the column."""
        series = values if isinstance(values, pd.Series) else values.to_pandas()
        self.rows += len(series)
        if self.is_numeric and series.dtype.kind in "iuf":
            numbers = _known_numbers(series)
            self.nulls += len(series) - len(numbers)
            self._add_numbers(numbers)
        elif isinstance(series.dtype, pd.CategoricalDtype) and self.kind == "string":
            per_code = np.bincount(series.cat.codes.to_numpy(dtype="int64") + 1, minlength=1).tolist()
            self.nulls += per_code[0]  # the code of a missing value is -1
            self._note((word, n) for word, n in zip(series.cat.categories, per_code[1:], strict=False) if n)
        else:
            self._add_objects(series)

    def _add_objects(self, series: pd.Series[Any]) -> None:
        known = series.dropna()
        self.nulls += len(series) - len(known)
        if self.is_numeric:
            self._add_numbers(pd.to_numeric(known, errors="coerce").dropna().to_numpy(dtype="float64"))
        elif self.kind in ("string", "boolean"):
            self._note(known.iloc[: None if self._counts_all else _FEW_ROWS].value_counts().items())

    @property
    def _counts_all(self) -> bool:
        return len(self.counts) < _MOST_WORDS

    @property
    def is_numeric(self) -> bool:
        """Whether the column holds numbers."""
        return self.kind in ("integer", "number")

    @property
    def known(self) -> int:
        """How many values are there."""
        return self.rows - self.nulls

    @property
    def mean(self) -> float:
        """The mean of the numbers; NaN when there are none."""
        return self._total / self._numbers if self._numbers else float("nan")

    @property
    def sample(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """All numbers while they are few, else a random sample of them, drawn with a fixed seed."""
        return self._values

    def _add_numbers(self, numbers: np.ndarray[Any, np.dtype[np.float64]]) -> None:
        if not len(numbers):
            return
        self._draw(numbers)
        self._total, self._numbers = self._total + float(numbers.sum()), self._numbers + len(numbers)
        low, high = float(numbers.min()), float(numbers.max())
        self.minimum = low if self.minimum is None else min(self.minimum, low)
        self.maximum = high if self.maximum is None else max(self.maximum, high)
        if self._bounds is not None and not (self._bounds[0] <= low and high <= self._bounds[1]):
            self.outside += int(((numbers < self._bounds[0]) | (numbers > self._bounds[1])).sum())

    def _draw(self, numbers: np.ndarray[Any, np.dtype[np.float64]]) -> None:
        """Keep a sample in which every number so far has the same chance to be."""
        room = _SAMPLE - len(self._values)
        if room:
            self._values = np.concatenate([self._values, numbers[:room]])
        later = numbers[room:]
        if len(later):  # how many of a sample of all numbers would be among these, and then which ones
            seen = self._numbers + room
            count = int(self._random.hypergeometric(len(later), seen, _SAMPLE))
            places = self._random.choice(_SAMPLE, count, replace=False, shuffle=False)
            self._values[places] = later[self._random.choice(len(later), count, replace=False, shuffle=False)]

    def _note(self, counted: Iterable[tuple[Any, int]]) -> None:
        for word, count in islice(counted, _MOST_WORDS):
            text = str(word)
            if text in self.counts or self._counts_all:
                self.counts[text] += int(count)


def _known_numbers(series: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the numbers of a column of them without those that are missing."""
    if not isinstance(series.dtype, np.dtype):
        numbers = series.to_numpy("float64", na_value=np.nan)
    elif series.dtype.kind == "f":
        numbers = series.to_numpy("float64")
    else:
        return series.to_numpy("float64")
    missing = np.isnan(numbers)
    return numbers[~missing] if missing.any() else numbers
