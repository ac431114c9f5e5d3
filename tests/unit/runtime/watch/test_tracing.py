"""Spans of requests, as an exporter gets them."""

from __future__ import annotations

import sys

import pytest

from nb2svc.diagnostics import MissingExtraError
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.watch.meter import STAGES
from nb2svc.runtime.watch.tracing import Tracing, make_tracing, trace_id_of

pytest.importorskip("opentelemetry.sdk")
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased
from opentelemetry.trace import SpanKind, StatusCode

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TIMES = (0.001, 0.0, 0.002, 0.004, 0.001)


@pytest.fixture
def exporter():
    return InMemorySpanExporter()


def tracing_to(exporter, **options):
    provider = TracerProvider(**options)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return Tracing(provider)


def test_a_request_has_a_span_and_one_per_stage(exporter):
    """The stages follow each other inside the request."""
    tracing = tracing_to(exporter)
    trace_id = tracing.record(
        "POST /predict", headers={}, seconds=0.01, stages=TIMES, status=200, attributes={"nb2svc.version": "churn@7"}
    )
    *stages, request = exporter.get_finished_spans()
    assert (request.name, request.kind, request.parent) == ("POST /predict", SpanKind.SERVER, None)
    assert dict(request.attributes) == {"http.response.status_code": 200, "nb2svc.version": "churn@7"}
    assert request.end_time - request.start_time == pytest.approx(10_000_000, abs=1000)
    assert f"{request.context.trace_id:032x}" == trace_id
    assert [each.name for each in stages] == list(STAGES)
    assert {each.parent.span_id for each in stages} == {request.context.span_id}
    assert [each.end_time - each.start_time for each in stages] == pytest.approx([t * 1e9 for t in TIMES], abs=1000)
    assert [each.start_time for each in stages[1:]] == [each.end_time for each in stages[:-1]]
    assert stages[0].start_time == request.start_time


def test_the_trace_of_the_caller_is_continued(exporter):
    """W3C traceparent and tracestate."""
    tracing = tracing_to(exporter)
    headers = {"traceparent": f"00-{TRACE}-{PARENT}-01", "tracestate": "vendor=1"}
    assert tracing.record("x", headers=headers, seconds=0.01, status=422) == TRACE
    (span,) = exporter.get_finished_spans()
    assert f"{span.parent.span_id:016x}" == PARENT
    assert span.context.trace_state.get("vendor") == "1"
    assert span.status.status_code == StatusCode.UNSET


def test_an_error_of_the_server_is_marked(exporter):
    """And a header that is no traceparent starts a trace."""
    tracing_to(exporter).record("x", headers={"traceparent": "nonsense"}, seconds=0.01, status=500)
    (span,) = exporter.get_finished_spans()
    assert (span.parent, span.status.status_code) == (None, StatusCode.ERROR)


def test_a_trace_that_is_not_sampled_gives_no_spans(exporter):
    """The caller's flag decides, as everywhere."""
    tracing = tracing_to(exporter, sampler=ParentBased(ALWAYS_OFF))
    tracing.record("x", headers={"traceparent": f"00-{TRACE}-{PARENT}-00"}, seconds=0.01, stages=TIMES, status=200)
    tracing.record("x", headers={}, seconds=0.01, stages=TIMES, status=200)
    assert exporter.get_finished_spans() == ()


@pytest.mark.parametrize(
    ("header", "found"), [(f"00-{TRACE}-{PARENT}-01", TRACE), ("", ""), ("x", ""), (f"00-{TRACE}-{PARENT}-01\n", "")]
)
def test_the_trace_id_of_a_header_is_read(header, found):
    """For the log, also where nothing is traced here."""
    assert trace_id_of(header) == found


def test_tracing_is_off_unless_wanted(monkeypatch):
    """Off is no object at all; on, it sends where OpenTelemetry's own variables say."""
    assert make_tracing(Settings()) is None
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    tracing = make_tracing(Settings(tracing="otlp"))
    assert tracing is not None
    tracing.close()


def test_the_extra_is_named_where_it_is_missing(monkeypatch):
    """A server that is told to trace does not start without what traces."""
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(MissingExtraError, match=r"tracing requests .*nb2svc\[otel\]"):
        make_tracing(Settings(tracing="otlp"))
