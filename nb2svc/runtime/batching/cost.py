"""What a call with n rows costs, learned from the calls themselves.

The cost of most notebooks is a straight line: a fixed part (every pandas statement, every estimator costs as much for
one row as for a hundred) and a part for each row. The line is fitted by least squares that forget: a call of an hour
ago says little about a machine that is busy now.
"""

from __future__ import annotations

import math
import sys
from typing import Final

__all__ = ["CallCost"]

_MEMORY: Final = 0.98
"""How much a call counts after the next one; about the last fifty calls tell."""
_OUTLIER: Final = 4.0
"""A call that took this many times what was expected (a page fault, a garbage collection) counts as this many."""
_NOTHING: Final = 0.1
"""A fixed part below this part of a call with one row is taken for noise of the measurement."""
_WORTH: Final = 0.9
"""The part of the best throughput that a batch must reach; more rows than that only make the first one wait."""


class CallCost:
    """The cost of a call, `fixed + rows * per_row`, both in seconds and never negative."""

    def __init__(self) -> None:
        self.fixed = 0.0
        self.per_row = 0.0
        self._weight = self._rows = self._seconds = self._squares = self._products = 0.0

    @property
    def is_known(self) -> bool:
        """Whether any call was seen."""
        return self._weight > 0

    def learn(self, rows: int, seconds: float) -> None:
        """Take a call into account.

        Args:
            rows: how many it answered.
            seconds: how long it took.
        """
        expected = self.of(rows)
        if self._weight > 1 and expected > 0:
            seconds = min(seconds, _OUTLIER * expected)
        self._weight = self._weight * _MEMORY + 1
        self._rows = self._rows * _MEMORY + rows
        self._seconds = self._seconds * _MEMORY + seconds
        self._squares = self._squares * _MEMORY + rows * rows
        self._products = self._products * _MEMORY + rows * seconds
        self._fit()

    def of(self, rows: int) -> float:
        """Return the seconds that a call with so many rows will take; 0 where nothing is known."""
        return self.fixed + rows * self.per_row

    def rows_within(self, seconds: float) -> int:
        """Return how many rows a call can take in some time, at least one."""
        if self.per_row <= 0:
            return sys.maxsize
        return max(1, int((seconds - self.fixed) / self.per_row))

    def worthwhile_rows(self, waiting: int) -> int:
        """Return how many of the waiting rows one call should take.

        The smallest number that reaches nine tenths of the throughput of taking them all: where rows cost the same
        alone and together, that is one. Where it is most of them, all: the rest would cost a call of their own.
        """
        if waiting <= 1 or self.of(1) <= 0:
            return waiting
        if self.fixed <= _NOTHING * self.of(1):
            return 1
        # n / (fixed + n * per_row) >= share, solved for n
        share = _WORTH * waiting / self.of(waiting)
        needed = share * self.fixed / max(1 - share * self.per_row, 1e-12)
        return waiting if needed > waiting / 2 else max(1, math.ceil(needed))

    def _fit(self) -> None:
        spread = self._weight * self._squares - self._rows * self._rows
        mean_rows, mean_seconds = self._rows / self._weight, self._seconds / self._weight
        if spread <= 1e-9 * self._squares:  # calls of one size only: nothing tells the parts apart
            per_row = min(self.per_row, mean_seconds / mean_rows)
        else:
            per_row = (self._weight * self._products - self._rows * self._seconds) / spread
            per_row = min(max(per_row, 0.0), mean_seconds / mean_rows)
        self.per_row = per_row
        self.fixed = mean_seconds - per_row * mean_rows
