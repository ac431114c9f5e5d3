"""Metrics of a whole pipeline, by the names that `sklearn.metrics` has for them."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import numpy as np

from nb2svc.diagnostics import Nb2svcError

__all__ = ["MetricError", "check_metrics", "measure"]


class MetricError(Nb2svcError):
    """A metric is unknown, or cannot be computed from these values.

    Args:
        message: what is wrong.
        metric: its name.
    """

    def __init__(self, message: str, metric: str) -> None:
        super().__init__(message)
        self.metric = metric


def check_metrics(names: Sequence[str]) -> list[MetricError]:
    """Return what is wrong with the names of metrics."""
    from sklearn import metrics  # only where a pipeline is measured: a plain check stays quick

    known = [name for name in metrics.__all__ if name.islower() and callable(getattr(metrics, name))]
    faults = []
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            guess = f"; did you mean `{near[0]}`?" if near else ""
            faults.append(MetricError(f"`sklearn.metrics` has no function `{name}`{guess}", name))
    return faults


def measure(pairs: Sequence[tuple[Any, Any]], names: Sequence[str], *, target: str, answer: str) -> dict[str, float]:
    """Return metric -> value.

    Args:
        pairs: truth and answer of each row; at least one.
        names: functions of `sklearn.metrics` that take truth and answer.
        target: what the truth is called.
        answer: what the answer is called.

    Raises:
        MetricError: one of them is no number, or cannot be computed; the message says why.
    """
    from sklearn import metrics  # see check_metrics

    truth, found = (np.array([pair[side] for pair in pairs]) for side in (0, 1))
    values = {}
    for name in names:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a metric that is not defined here: its value says so
                value = getattr(metrics, name)(truth, found)
            values[name] = float(value)
            if not math.isfinite(values[name]):
                raise ValueError(f"it is {values[name]}")  # noqa: TRY301 - told as scikit-learn's own refusals are
        except (ValueError, TypeError) as error:
            first = str(error).strip().split("\n")[0]
            message = f"`{name}` of `{target}` and `{answer}` cannot be computed: {first}"
            raise MetricError(message, name) from error
    return values
