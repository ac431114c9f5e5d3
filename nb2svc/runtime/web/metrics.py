"""Counters of a server in Prometheus' text format; one registry per app, so that two apps never mix."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

__all__ = ["Metrics"]

_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)


class Metrics:
    """What a server counts; labels are the service and its version number."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ("service", "version")
        self._requests = Counter(
            "nb2svc_requests", "Requests to predict, by HTTP status.", (*labels, "status"), registry=self._registry
        )
        self._rows = Counter("nb2svc_rows", "Rows answered.", labels, registry=self._registry)
        self._row_errors = Counter(
            "nb2svc_row_errors", "Faults of rows, by kind.", (*labels, "type"), registry=self._registry
        )
        self._shadow = Counter(
            "nb2svc_shadow_rows",
            "Rows that a version answered in the shadow, and whether as the one that was asked.",
            (*labels, "result"),
            registry=self._registry,
        )
        self._reloads = Counter(
            "nb2svc_reloads", "Changes of the versions that answer, by result.", ("result",), registry=self._registry
        )
        self._seconds = Histogram(
            "nb2svc_request_seconds",
            "Time from a request's arrival to its answer, by service.",
            labels,
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._loaded = Gauge("nb2svc_loaded", "1 for every version that is loaded.", labels, registry=self._registry)

    def add_service(self, service: str, number: int) -> None:
        """Show a version as loaded, with its counters at zero or where they were."""
        self._loaded.labels(service, number).set(1)
        self._rows.labels(service, number)
        self._seconds.labels(service, number)

    def remove_service(self, service: str, number: int) -> None:
        """Show a version as no longer loaded; what it has answered stays counted."""
        self._loaded.labels(service, number).set(0)

    def count_request(self, service: str, number: int, *, status: int, seconds: float, rows: int) -> None:
        """Count one request to predict.

        Args:
            service: its name.
            number: the version that answered.
            status: the HTTP status.
            seconds: from arrival to answer.
            rows: rows answered.
        """
        self._requests.labels(service, number, status).inc()
        self._rows.labels(service, number).inc(rows)
        self._seconds.labels(service, number).observe(seconds)

    def count_row_errors(self, service: str, number: int, types: list[str]) -> None:
        """Count faults of rows by their kind."""
        for kind in types:
            self._row_errors.labels(service, number, kind).inc()

    def count_shadow(self, service: str, number: int, result: str, rows: int) -> None:
        """Count rows answered in the shadow; the result is `same`, `different`, `failed` or `skipped`."""
        self._shadow.labels(service, number, result).inc(rows)

    def count_reload(self, result: str) -> None:
        """Count a change of the versions that answer; the result is `done` or `failed`."""
        self._reloads.labels(result).inc()

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return bytes(generate_latest(self._registry))
