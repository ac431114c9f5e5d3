"""Keeping a service's state what training left, whatever a request's code does to it.

`State` is frozen, but a list or a frame in it is not: `state.columns.append(...)` in one request would change the
answers to the next. Small mutable values are copied for each call; estimators and large values are shared.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pandas as pd

__all__ = ["make_state_source"]

_SMALL: Final = 1_000
"""Items of a container, or elements of an array, that are copied in a few microseconds."""


def make_state_source(state: Any, read_clock: Callable[[], dict[str, Any]] | None = None) -> Callable[[], Any]:
    """Return a function that gives each call a state it may spoil.

    Args:
        state: the decoded `State`, a dataclass instance.
        read_clock: gives the values that each call reads from the clock, under their names in the state.
    """
    if read_clock is not None:
        fresh = make_state_source(state)
        return lambda: dataclasses.replace(fresh(), **read_clock())
    values = {field.name: getattr(state, field.name) for field in dataclasses.fields(state)}
    copiers = {name: copier for name, value in values.items() if (copier := _copier(value))}
    if not copiers:
        return lambda: state
    return lambda: dataclasses.replace(state, **{name: copier(values[name]) for name, copier in copiers.items()})


def _copier(value: Any) -> Callable[[Any], Any] | None:
    if isinstance(value, (pd.DataFrame, pd.Series)):
        return lambda table: table.copy(deep=_copies_eagerly())
    if isinstance(value, np.ndarray) and not value.dtype.hasobject and value.size <= _SMALL:
        return np.copy
    if isinstance(value, (list, dict, set)) and _is_small_and_plain(value):
        return copy.deepcopy
    return None


def _copies_eagerly() -> bool:
    """Pandas 3 copies on write, so that a shallow copy is safe; before it only a deep copy is."""
    return int(pd.__version__.partition(".")[0]) < 3


def _is_small_and_plain(value: Any) -> bool:
    pending, count = [value], 0
    while pending and count <= _SMALL:
        item = pending.pop()
        count += 1
        if isinstance(item, dict):
            pending += [*item.keys(), *item.values()]
        elif isinstance(item, (list, tuple, set, frozenset)):
            pending += item
        elif not (item is None or isinstance(item, (str, bytes, int, float, np.generic))):
            return False
    return not pending
