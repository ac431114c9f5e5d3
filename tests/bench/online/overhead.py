"""What a request costs one client beyond the call of the bundle's Python function, both timed in the same seconds."""

import itertools
import statistics
import time
from collections.abc import Callable

from artefact import Artefact

import nb2svc

__all__ = ["time_function"]


def time_function(artefact: Artefact, seconds: float) -> Callable[[], float]:
    """Return a function that gives the median seconds of `nb2svc.load(...).predict([row])`, called in a loop."""
    service = nb2svc.load(artefact.name, store=artefact.store)

    def median() -> float:
        end, taken = time.perf_counter() + seconds, []
        for row in itertools.cycle(artefact.rows):
            started = time.perf_counter()
            service.predict([row])
            now = time.perf_counter()
            taken.append(now - started)
            if now > end:
                return statistics.median(taken[len(taken) // 10 :])
        raise AssertionError("there are no rows")

    return median
