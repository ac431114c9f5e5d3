"""What is counted of one version, cheaply: a request that takes 60 microseconds has no two to spare for each number.

The numbers of a request are packed behind those of others and sorted into buckets by numpy, hundreds at a time: half
a microsecond per request for all of them, where the counters and histograms of prometheus-client take two to four
each. What is counted here is read as plain numbers, which can be added up over processes (see `snapshots`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from struct import Struct
from typing import Any, Final

import numpy as np

__all__ = ["BATCH_BOUNDS", "SECONDS_BOUNDS", "STAGES", "Meter"]

SECONDS_BOUNDS: Final = (
    0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
    30.0,
)  # fmt: skip
"""Upper bounds of the buckets of times."""
BATCH_BOUNDS: Final = tuple(2**power for power in range(13))
"""Upper bounds of the buckets of batch sizes: 1, 2, 4 ... 4096 rows."""
STAGES: Final = ("parse", "queue", "preprocess", "predict", "encode")
"""The parts of a request's time, in their order."""

_TIMES: Final = 1 + len(STAGES)
_BUCKETS: Final = len(SECONDS_BOUNDS) + 1
_REQUEST: Final = Struct(f"{2 + _TIMES}d")
_MOST_WAITING: Final = 512 * _REQUEST.size
"""Bytes of requests that wait to be sorted: little enough that sorting them holds no other request up."""


class Meter:
    """The counts of one version in one process; belongs to its event loop.

    Attributes:
        is_loaded: whether the version is loaded now; what it has answered stays counted.
        queue_rows: says how many rows wait now; 0 where nobody has set it.
        lookups: says what is counted of the version's look-ups; nothing where it has none.
    """

    __slots__ = ("_batch_rows", "_batches", "_counts", "_requests", "_row_errors", "_rows", "_shadow", "_sums",
                 "_waiting", "is_loaded", "lookups", "queue_rows")  # fmt: skip

    def __init__(self) -> None:
        self.is_loaded = False
        self.queue_rows: Callable[[], int] = int
        self.lookups: Callable[[], dict[str, float]] = dict
        self._waiting = bytearray()
        self._requests: dict[int, int] = {}
        self._rows = 0
        self._row_errors: dict[str, int] = {}
        self._shadow: dict[str, int] = {}
        self._counts = np.zeros((_TIMES, _BUCKETS), dtype=np.int64)
        self._sums = np.zeros(_TIMES)
        self._batches = [0] * (len(BATCH_BOUNDS) + 1)
        self._batch_rows = 0

    def request(
        self,
        status: int,
        rows: int,
        seconds: float,
        parse: float,
        queue: float,
        preprocess: float,
        predict: float,
        encode: float,
    ) -> None:
        """Count a request that was answered.

        Args:
            status: the HTTP status.
            rows: rows answered.
            seconds: from its arrival to its answer.
            parse: seconds of reading and checking its body.
            queue: seconds of waiting for the model.
            preprocess: seconds of the notebook's preparation; of the whole batch, where it was answered in one.
            predict: seconds of the notebook's prediction; of the whole batch too.
            encode: seconds of writing the answer.
        """
        waiting = self._waiting
        waiting += _REQUEST.pack(status, rows, seconds, parse, queue, preprocess, predict, encode)
        if len(waiting) >= _MOST_WAITING:
            self._sort()

    def failure(self, status: int, seconds: float, row_errors: Iterable[str] = ()) -> None:
        """Count a request that got an error.

        Args:
            status: the HTTP status.
            seconds: from its arrival to its answer.
            row_errors: the kinds of its rows' faults.
        """
        self._requests[status] = self._requests.get(status, 0) + 1
        self._counts[0, bisect_left(SECONDS_BOUNDS, seconds)] += 1
        self._sums[0] += seconds
        for kind in row_errors:
            self._row_errors[kind] = self._row_errors.get(kind, 0) + 1

    def batch(self, rows: int) -> None:
        """Count one call of the model.

        Args:
            rows: how many it answered; at least 1.
        """
        self._batches[min((rows - 1).bit_length(), len(BATCH_BOUNDS))] += 1
        self._batch_rows += rows

    def shadow(self, result: str, rows: int) -> None:
        """Count rows that the version answered in the shadow.

        Args:
            result: `same`, `different`, `failed` or `skipped`.
            rows: how many.
        """
        self._shadow[result] = self._shadow.get(result, 0) + rows

    def snapshot(self) -> dict[str, Any]:
        """Return all counts, as plain numbers in dicts and lists that add up over processes."""
        self._sort()
        times = ("total", *STAGES)
        return {
            "loaded": int(self.is_loaded),
            "requests": {str(status): count for status, count in self._requests.items()},
            "rows": self._rows,
            "row_errors": dict(self._row_errors),
            "shadow_rows": dict(self._shadow),
            "seconds": {
                name: {"counts": counts.tolist(), "sum": float(total)}
                for name, counts, total in zip(times, self._counts, self._sums, strict=True)
            },
            "batch_rows": {"counts": list(self._batches), "sum": self._batch_rows},
            "lookups": self.lookups(),
            "queue_rows": self.queue_rows() if self.is_loaded else 0,
        }

    def _sort(self) -> None:
        """Sort the requests that wait into their buckets."""
        if not self._waiting:
            return
        requests = np.frombuffer(bytes(self._waiting)).reshape(-1, 2 + _TIMES)
        self._waiting.clear()
        for status, count in zip(*np.unique(requests[:, 0], return_counts=True), strict=True):
            self._requests[int(status)] = self._requests.get(int(status), 0) + int(count)
        times = requests[:, 2:]
        # one bincount for all times: each has buckets of its own behind those of the time before
        buckets = np.searchsorted(SECONDS_BOUNDS, times) + _BUCKETS * np.arange(_TIMES)
        self._counts += np.bincount(buckets.ravel(), minlength=_TIMES * _BUCKETS).reshape(_TIMES, _BUCKETS)
        self._rows += int(requests[:, 1].sum())
        self._sums += times.sum(axis=0)
