"""Counts of several versions and processes: added up, and written in Prometheus' text format.

A snapshot is `{"versions": {service: {number: counts of a Meter}}, ...}`: dicts whose ends are numbers or lists of
numbers. It travels between processes as JSON, and two of them are added up without knowing what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from nb2svc.runtime.watch.meter import BATCH_BOUNDS, SECONDS_BOUNDS

__all__ = ["CONTENT_TYPE", "Snapshot", "forget_gauges", "merge", "render"]

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

Snapshot = dict[str, Any]
_LABELS: Final = ("service", "version")


def merge(snapshots: Iterable[Snapshot]) -> Snapshot:
    """Return the sum of snapshots: of worker processes, and of those that have ended."""
    total: Snapshot = {}
    for snapshot in snapshots:
        total = _add(total, snapshot)
    return total


def forget_gauges(snapshot: Snapshot) -> Snapshot:
    """Return the counts of a process that has ended, without what was so only while it ran."""
    versions = {
        service: {number: counts | {"loaded": 0, "queue_rows": 0} for number, counts in numbers.items()}
        for service, numbers in snapshot.get("versions", {}).items()
    }
    return snapshot | {"versions": versions}


def render(snapshot: Snapshot) -> bytes:
    """Return a snapshot in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Collector(snapshot))
    return bytes(generate_latest(registry))


def _add(left: Any, right: Any) -> Any:
    if isinstance(left, dict):
        return {
            key: _add(left[key], right[key]) if key in left and key in right else left.get(key, right.get(key))
            for key in (*left, *(key for key in right if key not in left))
        }
    if isinstance(left, list):
        return [_add(*pair) for pair in zip(left, right, strict=True)]
    return left + right


class _Collector:
    """A snapshot as prometheus-client asks for it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._reloads: Mapping[str, int] = snapshot.get("reloads", {})
        self._refused: Mapping[str, int] = snapshot.get("refused", {})
        self._results: Mapping[str, Any] = snapshot.get("results", {})
        self._versions = [
            ((service, number), counts)
            for service, versions in sorted(snapshot.get("versions", {}).items())
            for number, counts in sorted(versions.items(), key=lambda item: int(item[0]))
        ]

    def collect(self) -> Iterator[Metric]:
        """Yield every metric, with all versions."""
        requests = CounterMetricFamily(
            "nb2svc_requests", "Requests to predict, by HTTP status.", labels=(*_LABELS, "status")
        )
        rows = CounterMetricFamily("nb2svc_rows", "Rows answered.", labels=_LABELS)
        row_errors = CounterMetricFamily("nb2svc_row_errors", "Faults of rows, by kind.", labels=(*_LABELS, "type"))
        shadow = CounterMetricFamily(
            "nb2svc_shadow_rows",
            "Rows that a version answered in the shadow, and whether as the one that was asked.",
            labels=(*_LABELS, "result"),
        )
        reloads = CounterMetricFamily(
            "nb2svc_reloads", "Changes of the versions that answer, by result.", labels=("result",)
        )
        seconds = HistogramMetricFamily(
            "nb2svc_request_seconds", "Time from a request's arrival to its answer.", labels=_LABELS
        )
        stages = HistogramMetricFamily(
            "nb2svc_stage_seconds",
            "Parts of the time of answered requests; those that share a call of the model share its time.",
            labels=(*_LABELS, "stage"),
        )
        batches = HistogramMetricFamily("nb2svc_batch_rows", "Rows of one call of the model.", labels=_LABELS)
        queue = GaugeMetricFamily("nb2svc_queue_rows", "Rows that wait for the model.", labels=_LABELS)
        lookups = CounterMetricFamily("nb2svc_lookups", "Look-ups, by result.", labels=(*_LABELS, "result"))
        lookup_seconds = CounterMetricFamily("nb2svc_lookup_seconds", "Time of all look-ups together.", labels=_LABELS)
        loaded = GaugeMetricFamily("nb2svc_loaded", "Processes in which the version is loaded.", labels=_LABELS)
        refused = CounterMetricFamily(
            "nb2svc_refused",
            "Requests that came too slowly, had too large headers or were no HTTP, by status.",
            labels=("status",),
        )
        for status, count in sorted(self._refused.items()):
            refused.add_metric((status,), count)
        for result, count in sorted(self._reloads.items()):
            reloads.add_metric((result,), count)
        for version, counts in self._versions:
            for status, count in sorted(counts["requests"].items()):
                requests.add_metric((*version, status), count)
            rows.add_metric(version, counts["rows"])
            for kind, count in sorted(counts["row_errors"].items()):
                row_errors.add_metric((*version, kind), count)
            for result, count in sorted(counts["shadow_rows"].items()):
                shadow.add_metric((*version, result), count)
            for name, times in counts["seconds"].items():
                family, labels = (seconds, version) if name == "total" else (stages, (*version, name))
                family.add_metric(labels, *_buckets(SECONDS_BOUNDS, times))
            batches.add_metric(version, *_buckets(BATCH_BOUNDS, counts["batch_rows"]))
            looked_up = counts.get("lookups") or {}
            for result in ("ok", "failed") if looked_up else ():
                lookups.add_metric((*version, result), looked_up[result])
            if looked_up:
                lookup_seconds.add_metric(version, looked_up["seconds"])
            queue.add_metric(version, counts["queue_rows"])
            loaded.add_metric(version, counts["loaded"])
        yield from (requests, rows, row_errors, shadow, reloads, refused, seconds, stages, batches, queue, loaded)
        yield from (lookups, lookup_seconds) if lookups.samples else ()
        yield from self._collect_results() if self._results else ()

    def _collect_results(self) -> Iterator[Metric]:
        asked = CounterMetricFamily(
            "nb2svc_results", "Keys for which results of batch runs were asked.", labels=("results", "outcome")
        )
        seconds = CounterMetricFamily(
            "nb2svc_results_seconds", "Time of all requests for results together.", labels=("results",)
        )
        for name, counts in sorted(self._results.items()):
            for outcome, count in sorted(counts["outcomes"].items()):
                asked.add_metric((name, outcome), count)
            seconds.add_metric((name,), counts["seconds"])
        yield from (asked, seconds)


def _buckets(bounds: Sequence[float], histogram: Mapping[str, Any]) -> tuple[list[tuple[str, float]], float]:
    """Return buckets as Prometheus has them, each with the counts of all smaller ones, and the sum."""
    names = [*map(str, bounds), "+Inf"]
    return list(zip(names, accumulate(histogram["counts"]), strict=True)), histogram["sum"]
