"""What is counted, and how it adds up."""

from __future__ import annotations

import json
from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from nb2svc.runtime.watch.meter import BATCH_BOUNDS, SECONDS_BOUNDS, STAGES
from nb2svc.runtime.watch.meters import Meters
from nb2svc.runtime.watch.places import Place
from nb2svc.runtime.watch.snapshots import merge, render


def loaded(meters, service, number):
    meter = meters.of(service, number)
    meter.is_loaded = True
    return meter


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
    meters = Meters()
    meter = loaded(meters, "churn", 7)
    for rows in (1, 2, 3):
        meter.request(200, rows, 0.004, 0.0001, 0.0, 0.002, 0.001, 0.00002)
    meter.failure(422, 0.0001, ["missing", "missing", "null"])
    meter.failure(503, 7.0)
    snapshot = meters.snapshot()
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
    meters = Meters()
    meter = loaded(meters, "churn", 7)
    meter.request(200, 1, 0.004, 0.0001, 0.0, 0.002, 0.001, 0.00002)
    meter.failure(500, 0.1)
    snapshot = meters.snapshot()
    times = dict(zip(STAGES, (0.0001, 0.0, 0.002, 0.001, 0.00002), strict=True))
    for stage, seconds in times.items():
        assert value(snapshot, "nb2svc_stage_seconds_count", stage=stage) == 1
        assert value(snapshot, "nb2svc_stage_seconds_sum", stage=stage) == pytest.approx(seconds)
    assert value(snapshot, "nb2svc_stage_seconds_bucket", stage="preprocess", le="0.001") == 0
    assert value(snapshot, "nb2svc_stage_seconds_bucket", stage="preprocess", le="0.0025") == 1


def test_batches_and_the_queue_are_seen():
    """Sizes in powers of two; the queue as it is when somebody asks."""
    meters = Meters()
    meter = loaded(meters, "churn", 7)
    waiting = [3]
    meter.queue_rows = lambda: waiting[0]
    for rows in (1, 1, 2, 3, 4096, 4097, 1_000_000):
        meter.batch(rows)
    snapshot = meters.snapshot()
    wanted = {"1": 2, "2": 3, "4": 4, "2048": 4, "4096": 5, "+Inf": 7}
    assert {bound: value(snapshot, "nb2svc_batch_rows_bucket", le=bound) for bound in wanted} == wanted
    assert value(snapshot, "nb2svc_batch_rows_sum") == 1_008_200
    assert value(snapshot, "nb2svc_queue_rows") == 3
    waiting[0] = 0
    assert value(meters.snapshot(), "nb2svc_queue_rows") == 0


@pytest.mark.property
@given(st.lists(st.tuples(st.sampled_from([200, 404]), st.floats(0, 100)), max_size=50), st.integers(1, 40))
def test_what_is_sorted_later_is_what_each_request_said(times, repeats):
    """Packing requests and sorting them hundreds at a time changes no count, at the borders of buckets neither."""
    meters = Meters()
    meter = loaded(meters, "churn", 7)
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
    meters = Meters()
    meter = loaded(meters, "churn", 7)
    meter.batch(rows)
    assert meter.snapshot()["batch_rows"]["counts"].index(1) == bisect_left(BATCH_BOUNDS, rows)


def test_counts_of_workers_add_up():
    """As JSON from another process; a version that only one of them has is there too."""
    one, two = Meters(), Meters()
    first, second, other = loaded(one, "churn", 7), loaded(two, "churn", 7), loaded(two, "churn", 8)
    first.request(200, 2, 0.004, 0.0, 0.0, 0.0, 0.0, 0.0)
    second.request(200, 3, 0.006, 0.0, 0.0, 0.0, 0.0, 0.0)
    second.failure(500, 0.1, ["stage-error"])
    other.batch(4)
    total = merge(json.loads(json.dumps(each.snapshot())) for each in (one, two))
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
    meters = Meters()
    loaded(meters, 'x"y', 1).failure(422, 0.1, ['a"b\n\\'])
    labels = (("service", 'x"y'), ("type", 'a"b\n\\'), ("version", "1"))
    assert samples(meters.snapshot())["nb2svc_row_errors_total", *labels] == 1


def test_a_version_that_is_gone_keeps_its_counts():
    """And goes on with them when it comes back; nothing of it waits meanwhile."""
    meters = Meters()
    meter = loaded(meters, "churn", 7)
    meter.queue_rows = lambda: 3
    meter.failure(500, 0.1)
    meter.is_loaded = False
    meters.count_reload("done")
    gone = meters.snapshot()
    assert (value(gone, "nb2svc_loaded"), value(gone, "nb2svc_queue_rows")) == (0, 0)
    assert value(gone, "nb2svc_requests_total", status="500") == 1
    assert samples(gone)["nb2svc_reloads_total", ("result", "done")] == 1
    assert meters.of("churn", 7) is meter
    meter.is_loaded = True
    assert value(meters.snapshot(), "nb2svc_loaded") == 1


def test_rows_answered_in_the_shadow_are_counted_by_result():
    """How often two versions agree is what a shadow is for."""
    meters = Meters()
    meter = loaded(meters, "churn", 7)
    meter.shadow("same", 3)
    meter.shadow("different", 1)
    meter.shadow("same", 2)
    assert value(meters.snapshot(), "nb2svc_shadow_rows_total", result="same") == 5
    assert value(meters.snapshot(), "nb2svc_shadow_rows_total", result="different") == 1


def test_workers_share_a_folder_and_a_replaced_one_goes_on(tmp_path):
    """Any worker shows the sum of all; what a worker that ended has counted stays, and is not loaded any more."""
    one, two = Meters(), Meters()
    places = [Place(tmp_path, 0), Place(tmp_path, 1)]
    loaded(one, "churn", 7).failure(500, 0.1)
    loaded(two, "churn", 7).failure(500, 0.1)
    for place, meters in zip(places, (one, two), strict=True):
        place.write(meters.snapshot())
        place.write(meters.snapshot())
    for place, meters in zip(places, (one, two), strict=True):
        total = place.add_up(meters.snapshot())
        assert (value(total, "nb2svc_requests_total", status="500"), value(total, "nb2svc_loaded")) == (2, 2)
    next_one, next_place = Meters(), Place(tmp_path, 0)
    loaded(next_one, "churn", 8)
    next_place.write(next_one.snapshot())
    total = places[1].add_up(two.snapshot())
    assert (value(total, "nb2svc_requests_total", status="500"), value(total, "nb2svc_loaded")) == (2, 1)
    assert value(total, "nb2svc_loaded", version="8") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["counts-0.json", "counts-1.json"]
