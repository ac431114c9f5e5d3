"""Rows are known by ids of our own: where labels repeat, an operation is run again on values with labels of ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.probe.records import Carried
from nb2svc.build.probe.samples import undisturbed
from nb2svc.build.probe.values import same

__all__ = ["kept_positions", "with_own_labels"]


def with_own_labels(
    function: Callable[..., Any], operands: Sequence[Carried], full: Any
) -> tuple[Sequence[Carried], Any]:
    """Return the operands and the result with labels that tell rows apart, where the notebook's do not.

    The operation is run again on relabelled values; if it gives other values then, labels mean something to it, and
    all stays as it is.
    """
    repeated = [v.index for o in operands if o.record is not None for v in (_labelled(o),) if v is not None]
    repeated = [index for index in repeated if not index.is_unique]
    if not repeated:
        return operands, full
    relabelled = [_relabel(o, repeated) for o in operands]
    try:
        with undisturbed():
            again = function(*[o.full for o in relabelled])
    except Exception:  # noqa: BLE001 - labels mean something to the operation
        return operands, full
    return (relabelled, again) if type(again) is type(full) and same(again, full) else (operands, full)


def _labelled(operand: Carried) -> Any:
    """Return the value with labels that an operand is, or gives access to."""
    record = operand.record
    value = record.base.full if record is not None and record.base is not None else operand.full
    return value if isinstance(value, pd.DataFrame | pd.Series) else None


def _relabel(operand: Carried, repeated: Sequence[pd.Index]) -> Carried:
    value, record = _labelled(operand), operand.record
    if value is None or not any(len(index) == len(value) and value.index.equals(index) for index in repeated):
        return operand
    fresh = value.set_axis(pd.RangeIndex(len(value)))
    if value is operand.full or record is None or record.base is None or record.again is None:
        return replace(operand, full=fresh)
    access, sources = record.again
    own = replace(record.base, full=fresh)
    view = access(*[own.full if o is record.base else o.full for o in sources])
    return replace(operand, full=view, record=replace(record, base=own))


def kept_positions(before: Any, after: Any, change: Callable[[Any], Any]) -> np.ndarray | None:
    """Return which rows of a frame a change in place has kept, by position; None where that cannot be told.

    Args:
        before: the frame as it was.
        after: the frame as it is.
        change: makes the same change to another frame.
    """
    if before.index.is_unique:
        found: np.ndarray = before.index.get_indexer(after.index)
    else:
        again = before.set_axis(pd.RangeIndex(len(before)))
        try:
            with undisturbed():
                change(again)
        except Exception:  # noqa: BLE001 - labels mean something to the change
            return None
        if not same(again, after):
            return None
        found = again.index.to_numpy()
    return found if (found >= 0).all() else None
