"""Which columns have to be there for an operation, whatever they hold: it names them, or counts on their positions.

A request has neither the target nor what nothing reads. `df.iloc[:, 1:]` and `df.columns = [...]` mean the columns of
the training frame all the same.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.probe.columns import Trial
from nb2svc.build.probe.experiment import FAILED
from nb2svc.build.probe.records import Carried
from nb2svc.build.probe.values import same
from nb2svc.compiler.operations import tolerates_absence
from nb2svc.compiler.sites import Site

__all__ = ["expected_columns"]

_EXTRA = ("extra column in front", "extra column at the end")


def expected_columns(
    site: Site, function: Callable[..., Any], operands: Sequence[Carried], shadow: Any
) -> frozenset[int]:
    """Return what the columns stand on that have to be there.

    Args:
        site: the operation.
        function: it, as a function of its operands.
        operands: what it is about.
        shadow: its result on the first sample.
    """
    if tolerates_absence(site.node):
        return frozenset()
    found: frozenset[int] = frozenset()
    for position, operand in enumerate(operands):
        if operand.record is None or operand.record.columns is None:
            continue
        trial = Trial(function=function, operands=operands, position=position)
        if not trial.can_try or not isinstance(trial.sample, pd.DataFrame) or _counts_columns(trial, shadow):
            expected = set(trial.columns)
        elif site.calls_helper:
            expected = {c for c in trial.columns if trial.run(trial.sample.drop(columns=[c])) is FAILED}
        else:
            expected = _named(site, operands, trial.columns)
        found = found.union(*(trial.columns[c] for c in expected))
    return found


def _counts_columns(trial: Trial, shadow: Any) -> bool:
    """Whether two more columns make a difference to the others."""
    sample = trial.sample
    wider = sample.copy()
    wider.insert(0, _EXTRA[0], np.full(len(sample), 1.5))
    wider.insert(wider.shape[1], _EXTRA[1], np.full(len(sample), 1.5))
    result = trial.run(wider)
    if isinstance(result, pd.DataFrame) and isinstance(shadow, pd.DataFrame):
        result = result.drop(columns=list(_EXTRA), errors="ignore")
    return result is FAILED or not same(result, shadow)


def _named(site: Site, operands: Sequence[Carried], columns: dict[Any, frozenset[int]]) -> set[Any]:
    """Return the columns that an operation names, in its text or in the value of an operand."""
    literals = [part.value for part in ast.walk(site.body) if isinstance(part, ast.Constant)]
    values = [label for o in operands if o.record is None for label in _labels(o.full)]
    return {label for label in (*literals, *values) if label in columns}


def _labels(value: Any) -> list[Any]:
    """Return what may be labels of columns in a value: itself, or its entries."""
    if isinstance(value, str | int):
        return [value]
    if isinstance(value, list | tuple | set | frozenset | dict | pd.Index | np.ndarray):
        return [label for label in value if isinstance(label, str | int)]
    return []
