"""What one process counts: a meter per version, and what is of no version."""

from __future__ import annotations

from collections.abc import Iterable

from nb2svc.runtime.watch.meter import Meter
from nb2svc.runtime.watch.snapshots import Snapshot

__all__ = ["Meters"]


class Meters:
    """The meters of a server's versions, also of those that are no longer loaded: no counter ever falls."""

    def __init__(self) -> None:
        self._meters: dict[tuple[str, int], Meter] = {}
        self._reloads: dict[str, int] = {}
        self._refused: dict[str, int] = {}
        self._results: dict[str, dict[str, int]] = {}
        self._results_seconds: dict[str, float] = {}

    def of(self, service: str, number: int) -> Meter:
        """Return the meter of a version; of one that was there before, as it was left.

        Args:
            service: its name.
            number: the version's.
        """
        return self._meters.setdefault((service, number), Meter())

    def count_reload(self, result: str) -> None:
        """Count a change of the versions that answer; the result is `done` or `failed`."""
        self._reloads[result] = self._reloads.get(result, 0) + 1

    def count_refused(self, status: int) -> None:
        """Count a request that was refused before it was read to its end."""
        self._refused[str(status)] = self._refused.get(str(status), 0) + 1

    def count_results(self, name: str, outcomes: Iterable[str], seconds: float) -> None:
        """Count a request for results of batch runs.

        Args:
            name: of the results.
            outcomes: what became of each key that was asked for.
            seconds: from its arrival to its answer.
        """
        counts = self._results.setdefault(name, {})
        for outcome in outcomes:
            counts[outcome] = counts.get(outcome, 0) + 1
        self._results_seconds[name] = self._results_seconds.get(name, 0.0) + seconds

    def snapshot(self) -> Snapshot:
        """Return all counts as plain numbers."""
        versions: Snapshot = {}
        for (service, number), meter in self._meters.items():
            versions.setdefault(service, {})[str(number)] = meter.snapshot()
        results = {
            name: {"outcomes": dict(counts), "seconds": self._results_seconds[name]}
            for name, counts in self._results.items()
        }
        return {
            "versions": versions,
            "reloads": dict(self._reloads),
            "refused": dict(self._refused),
            "results": results,
        }
