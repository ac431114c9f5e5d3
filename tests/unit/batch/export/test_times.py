"""Due times in the words of other schedulers: the same moments, or a refusal that says why."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from nb2svc.batch.errors import BatchError
from nb2svc.batch.export.times import (
    longest_gap,
    read_times,
    shift_times,
    shortest_gap,
    skipped_by_clocks,
    steady_offset,
)

START = datetime(2026, 11, 26, 5, 21, tzinfo=UTC)
SEOUL = ZoneInfo("Asia/Seoul")
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs Debian's package systemd")


def fields(low, high):
    """Everything that a field of numbers may say."""
    number = st.integers(low, high)
    span = st.tuples(number, number).map(lambda ends: "-".join(map(str, sorted(ends))))
    step = st.integers(1, high - low)
    term = st.one_of(number.map(str), span, st.tuples(span, step).map("{0[0]}/{0[1]}".format))
    return st.one_of(
        st.just("*"),
        step.map("*/{}".format),
        st.lists(term, min_size=1, max_size=3).map(",".join),
        st.tuples(number, step).map("{0[0]}/{0[1]}".format),
    )


CRONS = st.tuples(fields(0, 59), fields(0, 23), fields(1, 31), fields(1, 12), fields(0, 7)).map(" ".join)


def due(cron, count, start=START):
    try:
        return [*islice(CronSim(cron, start), count)]
    except Exception:  # noqa: BLE001 - a day that never comes: the command line refuses it before
        return []


def systemd_times(event, count):
    """Ask systemd itself."""
    done = subprocess.run(
        ["systemd-analyze", "calendar", f"--iterations={count}", f"--base-time={START:%Y-%m-%d %H:%M:%S} UTC", event],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.findall(r"(?:Next elapse|Iter\. #\d+|\(in UTC\)): \w+ (\S+ \S+) (\w+)", done.stdout)
    return [datetime.strptime(time, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC) for time, zone in found if zone == "UTC"]


@pytest.mark.property
@needs_systemd
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(CRONS)
def test_systemd_means_the_same_times(cron):
    """The next 50 times that systemd finds for the exported events are those at which the schedule is due."""
    expected = due(cron, 50)
    assume(len(expected) == 50)
    found = {time for event in read_times(cron).systemd("UTC") for time in systemd_times(event, 50)}
    assert sorted(found)[:50] == expected


@pytest.mark.property
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(CRONS)
def test_the_expression_for_other_crons_means_the_same_times(cron):
    """It has no form that a cron reads in its own way: no 7 for Sunday, no step without a range, no name."""
    expected = due(cron, 50)
    assume(expected)
    try:
        said = read_times(cron).cron()
    except BatchError:
        assume(False)
    assert due(said, 50) == expected
    for field in said.split():
        assert re.fullmatch(r"\*(/\d+)?|\d+(-\d+)?(,\d+(-\d+)?)*", field)
    assert "7" not in said.split()[4].replace("*/7", "")


@pytest.mark.property
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(CRONS, st.integers(-23 * 4, 23 * 4))
def test_times_on_another_clock_are_the_same_moments(cron, quarters):
    """Where they can be said there at all."""
    expected = due(cron, 50)
    assume(expected)
    ahead = timedelta(minutes=15 * quarters)
    try:
        said = shift_times(read_times(cron), 15 * quarters).cron()
    except BatchError:
        assume(False)
    assert [time - ahead for time in due(said, 50, START + ahead)] == expected


@pytest.mark.parametrize(
    ("cron", "events"),
    [
        ("0 6 * * 1-5", ["Mon..Fri *-*-* 06:00:00 Asia/Seoul"]),
        ("*/20 * * * *", ["*-*-* *:00,20,40:00 Asia/Seoul"]),
        ("30 6,18 1 1,7 *", ["*-01,07-01 06,18:30:00 Asia/Seoul"]),
        ("0 6 1,15 * 0", ["*-*-01,15 06:00:00 Asia/Seoul", "Sun *-*-* 06:00:00 Asia/Seoul"]),
        ("0 6 */10 * 1", ["Mon *-*-01,11,21,31 06:00:00 Asia/Seoul"]),
        ("0 6 1 * 1-7", ["*-*-* 06:00:00 Asia/Seoul"]),
    ],
)
def test_calendar_events_are_readable(cron, events):
    """A day of the month or a day of the week, where cron means either, is two events."""
    assert read_times(cron).systemd("Asia/Seoul") == events


@pytest.mark.parametrize("cron", ["0 6 L * *", "0 6 LW * *", "0 6 * * 5#2", "0 6 * * 5L"])
def test_days_within_a_month_are_refused(cron):
    """Each scheduler has its own reading of them."""
    with pytest.raises(BatchError) as raised:
        read_times(cron)
    assert raised.value.message == (
        f"`{cron}` counts days within a month by `L` or `#`, which other schedulers read in other ways, or not at all: "
        "run this schedule with `nb2svc batch scheduler`"
    )


def test_steps_that_only_debian_reads_that_way_are_refused():
    """`*/2` beside a day of the week means both there, and either elsewhere."""
    with pytest.raises(BatchError) as raised:
        read_times("0 6 */2 * 1").cron()
    assert raised.value.message == (
        "`0 6 */2 * 1` restricts days of the month and days of the week, one of them by a step after a star: Debian's "
        "cron then means days that are both, other schedulers take either. Make a schedule with one of the two, and it "
        "can be handed over"
    )


def test_debian_reads_a_step_beside_a_weekday_as_we_do():
    """So its crontab may have it."""
    assert read_times("0 6 */2 * MON").cron(as_debian=True) == "0 6 */2 * 1"


def test_clocks_are_compared_over_two_years():
    """An offset counts only where it never changes."""
    assert steady_offset(SEOUL, UTC, after=START) == -540
    assert steady_offset(SEOUL, ZoneInfo("Asia/Tokyo"), after=START) == 0
    assert steady_offset(ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Paris"), after=START) == 0
    assert steady_offset(ZoneInfo("Europe/Berlin"), UTC, after=START) is None


def test_a_time_that_clocks_skip_is_found():
    """In the night of the change the schedule is due at another time than its expression says."""
    berlin = ZoneInfo("Europe/Berlin")
    skipped = skipped_by_clocks(read_times("30 2 * * *"), berlin, after=START)
    assert skipped == datetime(2027, 3, 28, 3, tzinfo=berlin)
    assert skipped_by_clocks(read_times("30 3 * * *"), berlin, after=START) is None
    assert skipped_by_clocks(read_times("* * * * *"), berlin, after=START) is None
    assert skipped_by_clocks(read_times("30 2 * * *"), SEOUL, after=START) is None


def test_gaps_between_due_times():
    """From Friday to Monday it is three days."""
    times = read_times("0 6 * * 1-5")
    assert shortest_gap(times, after=START) == timedelta(days=1)
    assert longest_gap(times, after=START) == timedelta(days=3)
