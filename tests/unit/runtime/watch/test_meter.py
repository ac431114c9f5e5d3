"""What is counted, and how it adds up."""

from __future__ import annotations

import json
from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from nb2svc.runtime.watch.meter import BATCH_BOUNDS, SECONDS_BOUNDS, STAGES, Meter
from nb2svc.runtime.watch.snapshots import merge, render, take


def samples(snapshot):
    """Return what Prometheus reads: name and labels -> value."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(render(snapshot).decode())
        for sample in family.samples
    }


def value(snapshot, name, **labels):
    return samples(snapshot)[(name, *sorted({"service": "churn", "version": "7", **labels}.items()))]


def test_requests_are_counted_by_status_with_their_rows():
    """Answered ones, and those that got an error with the kinds of faults."""
    meter = Meter()
    for rows in (1, 2, 3):
        meter.request(200, rows, 0.004, 0.0001, 0.0, 0.002, 0.001, 0.00002)
    meter.failure(422, 0.0001, ["missing", "missing", "null"])
    meter.failure(503, 7.0)
    snapshot = take({("churn", 7): meter})
    assert value(snapshot, "nb2svc_requests_total", status="200") == 3
    assert value(snapshot, "nb2svc_requests_total", status="422") == 1
    assert value(snapshot, "nb2svc_requests_total", status="503") == 1
    assert value(snapshot, "nb2svc_rows_total") == 6
    assert value(snapshot, "nb2svc_row_errors_total", type="missing") == 2
    assert value(snapshot, "nb2svc_request_seconds_count") == 5
    assert value(snapshot, "nb2svc_request_seconds_sum") == pytest.approx(7.0121)
    assert value(snapshot, "nb2svc_request_seconds_bucket", le="0.005") == 4
    assert value(snapshot, "nb2svc_loaded") == 1


def test_the_time_of_a_request_is_split():
    """Only of answered ones: an error has no prediction."""
    meter = Meter()
    meter.request(200, 1, 0.004, 0.0001, 0.0, 0.002, 0.001, 0.00002)
    meter.failure(500, 0.1)
    snapshot = take({("churn", 7): meter})
    times = dict(zip(STAGES, (0.0001, 0.0, 0.002, 0.001, 0.00002), strict=True))
    for stage, seconds in times.items():
        assert value(snapshot, "nb2svc_stage_seconds_count", stage=stage) == 1
        assert value(snapshot, "nb2svc_stage_seconds_sum", stage=stage) == pytest.approx(seconds)
    assert value(snapshot, "nb2svc_stage_seconds_bucket", stage="preprocess", le="0.001") == 0
    assert value(snapshot, "nb2svc_stage_seconds_bucket", stage="preprocess", le="0.0025") == 1


def test_batches_and_the_queue_are_seen():
    """Sizes in powers of two; the queue as it is when somebody asks."""
    meter = Meter()
    waiting = [3]
    meter.queue_rows = lambda: waiting[0]
    for rows in (1, 1, 2, 3, 4096, 4097, 1_000_000):
        meter.batch(rows)
    snapshot = take({("churn", 7): meter})
    wanted = {"1": 2, "2": 3, "4": 4, "2048": 4, "4096": 5, "+Inf": 7}
    assert {bound: value(snapshot, "nb2svc_batch_rows_bucket", le=bound) for bound in wanted} == wanted
    assert value(snapshot, "nb2svc_batch_rows_sum") == 1_008_200
    assert value(snapshot, "nb2svc_queue_rows") == 3
    waiting[0] = 0
    assert value(take({("churn", 7): meter}), "nb2svc_queue_rows") == 0


@pytest.mark.property
@given(st.lists(st.tuples(st.sampled_from([200, 404]), st.floats(0, 100)), max_size=50), st.integers(1, 40))
def test_what_is_sorted_later_is_what_each_request_said(times, repeats):
    """Packing requests and sorting them hundreds at a time changes no count, at the borders of buckets neither."""
    meter = Meter()
    given_times = [*times, *((200, bound) for bound in SECONDS_BOUNDS)] * repeats
    for status, seconds in given_times:
        meter.request(status, 1, seconds, seconds / 2, 0.0, 0.0, 0.0, 0.0)
    counts = meter.snapshot()
    wanted = [0] * (len(SECONDS_BOUNDS) + 1)
    for _, seconds in given_times:
        wanted[bisect_left(SECONDS_BOUNDS, seconds)] += 1
    assert counts["seconds"]["total"]["counts"] == wanted
    assert counts["seconds"]["total"]["sum"] == pytest.approx(sum(seconds for _, seconds in given_times))
    assert sum(counts["requests"].values()) == counts["rows"] == len(given_times)


@pytest.mark.parametrize("rows", [1, 2, 3, 4, 5, 1023, 1024, 1025, 4096, 4097])
def test_a_batch_falls_into_the_bucket_that_holds_it(rows):
    """At the borders too."""
    meter = Meter()
    meter.batch(rows)
    assert meter.snapshot()["batch_rows"]["counts"].index(1) == bisect_left(BATCH_BOUNDS, rows)


def test_counts_of_workers_add_up():
    """As JSON from another process; a version that only one of them has is there too."""
    first, second, other = Meter(), Meter(), Meter()
    first.request(200, 2, 0.004, 0.0, 0.0, 0.0, 0.0, 0.0)
    second.request(200, 3, 0.006, 0.0, 0.0, 0.0, 0.0, 0.0)
    second.failure(500, 0.1, ["stage-error"])
    other.batch(4)
    snapshots = [take({("churn", 7): first}), take({("churn", 7): second, ("churn", 8): other})]
    total = merge(json.loads(json.dumps(snapshot)) for snapshot in snapshots)
    assert value(total, "nb2svc_rows_total") == 5
    assert value(total, "nb2svc_requests_total", status="200") == 2
    assert value(total, "nb2svc_requests_total", status="500") == 1
    assert value(total, "nb2svc_request_seconds_bucket", le="0.005") == 1
    assert value(total, "nb2svc_loaded") == 2
    assert value(total, "nb2svc_batch_rows_count", version="8") == 1
    assert merge([]) == {}
    assert merge([total]) == total


def test_names_cannot_break_the_format():
    """A service or a kind of fault may be called what it likes."""
    meter = Meter()
    meter.failure(422, 0.1, ['a"b\n\\'])
    assert (
        samples(take({('x"y', 1): meter}))[
            ("nb2svc_row_errors_total", ("service", 'x"y'), ("type", 'a"b\n\\'), ("version", "1"))
        ]
        == 1
    )
