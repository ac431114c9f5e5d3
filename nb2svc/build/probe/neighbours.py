"""Do rows look at each other? Asked on made-up values: the notebook's own may hide it.

`cumsum` over a column of zeros, `ffill` where nothing is missing, `duplicated` where nothing is double: on every sample
one row gives what all rows give, and the next batch of requests would not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.experiment import EMPTY, FAILED, try_shadows
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.values import count_rows, has_rows, same, take

__all__ = ["looks_around"]

ROWS: Final = 24
GAP: Final = 0.3


def looks_around(function: Callable[..., Any], operands: Sequence[Carried]) -> bool:
    """Whether a row's result changes with the rows beside it, on values that repeat, differ and miss.

    Where the operation accepts none of the made-up values, nothing is known, and the answer is yes.
    """
    outcomes = [_differs_alone(function, operands, gaps=gaps) for gaps in (False, True)]
    known = [outcome for outcome in outcomes if outcome is not None]
    return any(known) or not known


def _differs_alone(function: Callable[..., Any], operands: Sequence[Carried], *, gaps: bool) -> bool | None:
    """Whether rows alone give other results than together; None if the operation refuses such values."""
    made = _Made(gaps=gaps)
    together = try_shadows(function, [_only(o, made.value(o)) for o in operands], 1)[0]
    count = made.count
    if together is FAILED or together is EMPTY or not has_rows(together) or count_rows(together) != count:
        return None
    for row in range(count):
        alone = try_shadows(function, [_only(o, made.value(o, row)) for o in operands], 1)[0]
        if alone is FAILED or not has_rows(alone) or count_rows(alone) != 1:
            return True
        if not same(take(together, np.array([row])), take(alone, np.array([0]))):
            return True
    return False


def _only(operand: Carried, value: Any) -> Carried:
    """Return an operand that holds a value as its only sample."""
    if operand.record is None:
        return operand
    return Carried(full=None, record=Record(kind="view", shadows=[value], nodes=frozenset()))


class _Made:
    """Made-up values for operands, the same for the same operand."""

    def __init__(self, *, gaps: bool) -> None:
        self.gaps = gaps
        self.count = 0
        self._values: dict[int, Any] = {}

    def value(self, operand: Carried, row: int | None = None) -> Any:
        """Return what stands for an operand: all made-up rows of it, or one."""
        record = operand.record
        if record is None:
            return operand.full
        if record.kind == "view" and record.again is not None:
            function, sources = record.again
            made = [_only(source, self.value(source, row)) for source in sources]
            return try_shadows(function, made, 1)[0]
        if record.kind != "rows":
            return record.shadows[0]
        sample = record.shadows[0]
        if sample is FAILED or sample is EMPTY:
            return sample
        if id(record) not in self._values:
            first = take(sample, np.arange(min(ROWS, count_rows(sample))))
            self._values[id(record)] = _made_up(first, np.random.default_rng(len(self._values)), gaps=self.gaps)
        value = self._values[id(record)]
        self.count = max(self.count, count_rows(value))
        return value if row is None else take(value, np.array([row]))


def _made_up(value: Any, random: np.random.Generator, *, gaps: bool) -> Any:
    """Return a value of the same kind: few different numbers, words of its own, and gaps where its kind has them."""
    if isinstance(value, pd.DataFrame):
        made = value.copy()
        for i in range(made.shape[1]):
            made.isetitem(i, _made_up(value.iloc[:, i], random, gaps=gaps))
        return made
    if isinstance(value, pd.Series):
        made_values = _made_up(value.to_numpy(), random, gaps=False)
        made_series = pd.Series(made_values, index=value.index, name=value.name)
        try:
            made_series = made_series.astype(value.dtype)
        except (TypeError, ValueError):
            made_series = value
        return made_series.mask(random.random(len(value)) < GAP) if gaps and _may_miss(value) else made_series
    if isinstance(value, np.ndarray):
        if value.dtype.kind in "iuf":
            made_array: np.ndarray = random.integers(1, 4, size=value.shape).astype(value.dtype)
            if gaps and value.dtype.kind == "f":
                made_array[random.random(value.shape) < GAP] = np.nan
            return made_array
        return value[random.integers(0, max(1, len(value)), size=len(value))] if value.ndim else value
    return value


def _may_miss(values: pd.Series) -> bool:
    return not (pd.api.types.is_integer_dtype(values.dtype) or pd.api.types.is_bool_dtype(values.dtype))
