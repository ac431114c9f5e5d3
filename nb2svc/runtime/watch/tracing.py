"""OpenTelemetry: a span per request and one per part of it, in the trace of the caller.

Spans are made when a request has been answered, from times that are measured anyway: a request that nobody samples
costs nothing before, and the hot path holds no tracing at all.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from nb2svc.diagnostics import MissingExtraError
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.watch.meter import STAGES

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

__all__ = ["Tracing", "make_tracing", "trace_id_of"]

_TRACEPARENT: Final = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_NANO: Final = 1_000_000_000


class Tracing:
    """Makes the spans of requests.

    Args:
        provider: where they go, and which are sampled.
    """

    def __init__(self, provider: TracerProvider) -> None:
        # an extra, which few servers need
        from opentelemetry import trace
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._provider = provider
        self._tracer = provider.get_tracer("nb2svc")
        self._propagator = TraceContextTextMapPropagator()
        self._trace = trace

    def record(
        self,
        name: str,
        *,
        headers: Mapping[str, str],
        seconds: float,
        stages: Sequence[float] = (),
        status: int,
        attributes: Mapping[str, str | int] | None = None,
    ) -> str:
        """Record a request that has just been answered, and return the id of its trace.

        Args:
            name: of its span, `POST /predict`.
            headers: `traceparent` and `tracestate`, where it has them.
            seconds: from its arrival to its answer.
            stages: seconds of each of `STAGES`, which follow each other; empty for a request that got an error.
            status: the HTTP status.
            attributes: what else is known of it; never a key.
        """
        end = time.time_ns()
        start = end - int(seconds * _NANO)
        span = self._tracer.start_span(
            name,
            context=self._propagator.extract(headers),
            kind=self._trace.SpanKind.SERVER,
            attributes={"http.response.status_code": status, **(attributes or {})},
            start_time=start,
        )
        if span.is_recording():
            if status >= 500:  # a caller's own mistake is no error of the server
                span.set_status(self._trace.StatusCode.ERROR)
            inside = self._trace.set_span_in_context(span)
            for stage, length in zip(STAGES, stages, strict=False):
                part = self._tracer.start_span(stage, context=inside, start_time=start)
                start += int(length * _NANO)
                part.end(start)
        span.end(end)
        return self._trace.format_trace_id(span.get_span_context().trace_id)

    def close(self) -> None:
        """Send what waits to be sent."""
        self._provider.shutdown()


def make_tracing(settings: Settings) -> Tracing | None:
    """Return the tracing that the settings want, or None: then nothing of it costs anything.

    It starts a thread: to be called in the process that serves, after any fork.

    Raises:
        MissingExtraError: OpenTelemetry is not installed.
    """
    if settings.tracing == "none":
        return None
    try:
        # an extra, which few servers need; address, headers and sampling come from the variables that it defines
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        raise MissingExtraError("tracing requests", "otel") from error
    provider = TracerProvider(resource=Resource.create(_resource()), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Tracing(provider)


def trace_id_of(traceparent: str) -> str:
    """Return the id of the trace that a header `traceparent` names; empty where it names none."""
    found = _TRACEPARENT.fullmatch(traceparent)
    return found[1] if found else ""


def _resource() -> dict[str, Any]:
    return {} if "OTEL_SERVICE_NAME" in os.environ else {"service.name": "nb2svc"}
