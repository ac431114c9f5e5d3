"""What a column holds, gathered piece by piece in memory that does not grow: for the report of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

__all__ = ["ColumnSummary"]

_SAMPLE: Final = 20_000
_MOST_WORDS: Final = 10_000


class ColumnSummary:
    """Counts, range and a fair sample of the values of one column.

    Args:
        name: of the column.
        kind: a field kind; numbers are sampled, text and booleans counted.
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
        self._keys = np.empty(0)
        self._random = np.random.default_rng(0)

    def watch(self, low: float, high: float) -> None:
        """Count from now on the numbers outside a range in `outside`."""
        self._bounds = (low, high)

    def add(self, values: Sequence[Any] | pd.Series[Any]) -> None:
        """Take in the next piece of the column."""
        series = values if isinstance(values, pd.Series) else pd.Series(values, dtype=object)
        known = series.dropna()
        self.rows += len(series)
        self.nulls += len(series) - len(known)
        if self.is_numeric:
            self._add_numbers(pd.to_numeric(known, errors="coerce").dropna().to_numpy(dtype="float64"))
        elif self.kind in ("string", "boolean"):
            self._add_words(known)

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
        self._total, self._numbers = self._total + float(numbers.sum()), self._numbers + len(numbers)
        low, high = float(numbers.min()), float(numbers.max())
        self.minimum = low if self.minimum is None else min(self.minimum, low)
        self.maximum = high if self.maximum is None else max(self.maximum, high)
        if self._bounds is not None:
            self.outside += int(((numbers < self._bounds[0]) | (numbers > self._bounds[1])).sum())
        self._add_words(pd.Series(numbers[:_MOST_WORDS]))
        # each value draws a number, and those with the smallest ones stay: every value has the same chance
        values = np.concatenate([self._values, numbers])
        keys = np.concatenate([self._keys, self._random.random(len(numbers))])
        if len(values) > _SAMPLE:
            kept = np.sort(np.argpartition(keys, _SAMPLE)[:_SAMPLE])
            values, keys = values[kept], keys[kept]
        self._values, self._keys = values, keys

    def _add_words(self, known: pd.Series[Any]) -> None:
        for word, count in known.value_counts().items():
            text = f"{word:g}" if isinstance(word, float) else str(word)
            if text in self.counts or len(self.counts) < _MOST_WORDS:
                self.counts[text] += int(count)
