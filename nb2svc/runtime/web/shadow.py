"""A version that answers in the shadow of another: same rows, answers compared and counted, never sent."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from typing import Any, Final

from nb2svc.diagnostics import RowError
from nb2svc.runtime.rows.reader import CheckedRows, to_records
from nb2svc.runtime.service import Service
from nb2svc.runtime.watch.meter import Meter

__all__ = ["Shadow", "is_same_answer"]

_LOG: Final = logging.getLogger(__name__)
_WAITING: Final = 100
"""Requests that may wait for a shadow; what comes beyond that is not compared, for the shadow must not cost answers."""


class Shadow:
    """A version in the shadow of others.

    Args:
        service: the version.
        executor: threads of its own, so that it does not hold up those that answer.
        meter: where comparisons are counted.
    """

    def __init__(self, service: Service, executor: Executor, meter: Meter) -> None:
        self.service = service
        self._executor = executor
        self._meter = meter
        self._waiting = 0

    def compare(self, checked: CheckedRows, answers: Sequence[Mapping[str, Any]]) -> None:
        """Answer the rows of a request some time later, and count how many answers are the same.

        Args:
            checked: the rows.
            answers: what was sent.
        """
        if self._waiting >= _WAITING:
            self._meter.shadow("skipped", len(answers))
            return
        self._waiting += 1
        loop = asyncio.get_running_loop()
        self._executor.submit(self._compare, checked, answers).add_done_callback(
            lambda _: loop.call_soon_threadsafe(self._end)
        )

    def _end(self) -> None:
        self._waiting -= 1

    def _compare(self, checked: CheckedRows, answers: Sequence[Mapping[str, Any]]) -> None:
        try:
            found = self.service.predict_each(to_records(checked))
        except Exception:  # noqa: BLE001 - a shadow's failure is counted, and reaches nobody
            _LOG.exception("%s fails in the shadow", self.service.version)
            self._meter.shadow("failed", len(answers))
            return
        for ours, sent in zip(found, answers, strict=True):
            if isinstance(ours, RowError):
                self._meter.shadow("failed", 1)
            else:
                self._meter.shadow("same" if is_same_answer(ours, sent) else "different", 1)


def is_same_answer(one: Any, other: Any) -> bool:
    """Return whether two answers say the same; numbers may differ by a millionth of their size."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(is_same_answer(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same_answer, one, other))
    if isinstance(one, bool) or isinstance(other, bool) or not isinstance(one, (int, float)):
        return type(one) is type(other) and bool(one == other)
    return isinstance(other, (int, float)) and math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-12)
