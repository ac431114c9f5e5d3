"""When schedules are due: over changes of the clock, leap days, and whatever people write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nb2svc.batch.errors import BatchError
from nb2svc.batch.schedules.catch_up import GRACE, choose
from nb2svc.batch.schedules.due import check_cron, due_times, last_time, next_time, read_zone

NEW_YORK = "America/New_York"
FIRST, LAST = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (2020, 2030))  # as hypothesis wants


def due(cron, zone, start, end):
    times = due_times(
        check_cron(cron),
        read_zone(zone),
        after=datetime.fromisoformat(start).replace(tzinfo=UTC),
        until=datetime.fromisoformat(end).replace(tzinfo=UTC),
    )
    return [time.isoformat(timespec="minutes") for time in times]


@pytest.mark.parametrize(
    ("cron", "zone", "start", "end", "expected"),
    [
        # the night on which clocks skip 02:00 to 03:00
        ("30 2 * * *", NEW_YORK, "2026-03-07", "2026-03-10",
         ["2026-03-07T02:30-05:00", "2026-03-08T03:00-04:00", "2026-03-09T02:30-04:00"]),
        # the night on which 01:00 to 02:00 comes twice: once for a job of a day, twice for one of an hour
        ("30 1 * * *", NEW_YORK, "2026-10-31", "2026-11-03",
         ["2026-10-31T01:30-04:00", "2026-11-01T01:30-04:00", "2026-11-02T01:30-05:00"]),
        ("0 * * * *", NEW_YORK, "2026-11-01T04:30", "2026-11-01T07:30",
         ["2026-11-01T01:00-04:00", "2026-11-01T01:00-05:00", "2026-11-01T02:00-05:00"]),
        ("0 6 29 2 *", "UTC", "2027-01-01", "2029-01-01", ["2028-02-29T06:00+00:00"]),
        ("0 6 * * 1-5", "Asia/Seoul", "2026-11-19T22:00", "2026-11-23T22:00",
         ["2026-11-23T06:00+09:00", "2026-11-24T06:00+09:00"]),
        ("@monthly", "UTC", "2026-11-19", "2027-01-02", ["2026-12-01T00:00+00:00", "2027-01-01T00:00+00:00"]),
        ("0 9 L * *", "UTC", "2028-02-01", "2028-03-01", ["2028-02-29T09:00+00:00"]),
        ("0 6 * * *", "UTC", "2026-11-19T06:00", "2026-11-20T06:00", ["2026-11-20T06:00+00:00"]),
    ],
)  # fmt: skip
def test_due_times(cron, zone, start, end, expected):
    """After the first time, up to the last one, as Debian's cron has it."""
    assert due(cron, zone, start, end) == expected


@settings(deadline=None)  # machines may be busy
@given(
    start=st.datetimes(min_value=FIRST, max_value=LAST, timezones=st.just(UTC)),
    cron=st.sampled_from(["*/7 * * * *", "30 2 * * *", "0 1 * * 0", "15 */3 * * *", "0 0 1 * *"]),
    zone=st.sampled_from(["UTC", NEW_YORK, "Europe/Berlin", "Asia/Seoul", "Australia/Lord_Howe"]),
)
def test_no_time_is_due_twice(start, cron, zone):
    """Each is later than the one before, and asking in pieces gives what asking at once does."""
    times = list(islice(due_times(cron, read_zone(zone), after=start, until=start + timedelta(days=800)), 40))
    utc = [time.astimezone(UTC) for time in times]
    assert all(earlier < later for earlier, later in pairwise(utc))
    again, reached = [], start
    while len(again) < len(times):
        reached = next_time(cron, read_zone(zone), after=reached).astimezone(UTC)
        again.append(reached)
    assert again == utc


FIELDS = (
    "`every morning` is no cron expression: it has five fields, minute, hour, day of the month, month and day "
    'of the week, as in "0 6 * * 1-5" (at six from Monday to Friday), or is one of @hourly, @daily, @midnight, '
    "@weekly, @monthly, @yearly, @annually"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("61 * * * *", "`61 * * * *` is no cron expression: bad minute"),
        ("0 6 * * 8", "`0 6 * * 8` is no cron expression: bad day-of-week"),
        ("0 0 30 2 *", "`0 0 30 2 *` is no cron expression: bad day-of-month"),
        ("every morning", FIELDS),
    ],
)
def test_a_bad_expression_says_which_part(text, message):
    """Before anything is scheduled."""
    with pytest.raises(BatchError) as caught:
        check_cron(text)
    assert caught.value.message == message


def test_a_time_zone_is_a_name():
    """A misspelt one is answered with the right one."""
    with pytest.raises(BatchError) as caught:
        read_zone("Asia/Soul")
    assert caught.value.message == "there is no time zone `Asia/Soul`; did you mean `Asia/Seoul`?"


NOW = datetime(2026, 11, 20, 6, 0, 30, tzinfo=UTC)
MISSED = [NOW - timedelta(days=2), NOW - timedelta(days=1), NOW - GRACE]


@pytest.mark.parametrize(
    ("policy", "times", "run", "skip"),
    [
        ("all", MISSED, MISSED, []),
        ("latest", MISSED, MISSED[2:], MISSED[:2]),
        ("none", MISSED, MISSED[2:], MISSED[:2]),
        ("none", MISSED[:2], [], MISSED[:2]),
        ("latest", MISSED[:2], MISSED[1:2], MISSED[:1]),
        ("latest", [], [], []),
    ],
)
def test_missed_times_are_caught_up_as_wanted(policy, times, run, skip):
    """What is passed over is told, so that the history shows it."""
    assert choose(times, policy, now=NOW) == (run, skip)


@pytest.mark.parametrize(
    ("cron", "zone", "by", "last"),
    [
        ("0 6 * * 1-5", "Asia/Seoul", "2026-11-19T06:00+09:00", "2026-11-19T06:00+09:00"),
        ("0 6 * * 1-5", "Asia/Seoul", "2026-11-19T05:59:59+09:00", "2026-11-18T06:00+09:00"),
        ("0 6 * * 1-5", "Asia/Seoul", "2026-11-22T12:00+09:00", "2026-11-20T06:00+09:00"),
        ("* * * * *", "UTC", "2026-11-19T06:00:59+00:00", "2026-11-19T06:00+00:00"),
        ("0 0 29 2 *", "UTC", "2027-01-01T00:00+00:00", "2024-02-29T00:00+00:00"),
        ("30 2 * * *", "Europe/Berlin", "2027-03-28T03:30+02:00", "2027-03-28T03:00+02:00"),
        ("30 1 * * *", "America/New_York", "2026-11-01T01:30-05:00", "2026-11-01T01:30-04:00"),
    ],
    ids=["at-it", "before-it", "weekend", "minutes", "leap-day", "skipped", "twice"],
)
def test_the_last_time_is_that_of_the_forward_rules(cron, zone, by, last):
    """A run that is started late, or twice in an hour that comes twice, is for one and the same time."""
    found = last_time(cron, read_zone(zone), by=datetime.fromisoformat(by))
    assert found.astimezone(UTC) == datetime.fromisoformat(last).astimezone(UTC)
