"""How much of a call's time the notebook's prediction took; the rest is its preparation.

A call may run the stages several times, to find the row on which they fail, and each thread computes for itself: the
time is added up per thread, and taken by who began the call.
"""

from __future__ import annotations

import threading
import time

__all__ = ["count_predict", "take_predict_seconds"]


class _Clock(threading.local):
    seconds = 0.0


_CLOCK = _Clock()


def count_predict(started: float) -> None:
    """Count the time since a prediction started; a context manager would cost ten times as much as this.

    Args:
        started: what `time.perf_counter` said then.
    """
    _CLOCK.seconds += time.perf_counter() - started


def take_predict_seconds() -> float:
    """Return the time that was counted in this thread since this was last asked."""
    seconds, _CLOCK.seconds = _CLOCK.seconds, 0.0
    return seconds
