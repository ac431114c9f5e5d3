"""Cron times: when a schedule is due, in its own time zone.

The rules are those of Debian's cron (through cronsim). A job at 02:30 runs at 03:00 on the day on which clocks skip
that time, and a job at 01:30 runs once on the day on which it comes twice, while a job of every hour runs in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from cronsim import CronSim, CronSimError

from nb2svc.batch.errors import BatchError

__all__ = ["check_cron", "due_times", "last_time", "next_time", "read_zone"]

_NAMES: Final = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}


def check_cron(text: str) -> str:
    """Return a cron expression in five fields.

    Args:
        text: five fields, minute, hour, day of the month, month and day of the week, or a name as `@daily`.

    Raises:
        BatchError: it is no cron expression, or names a day that never comes.
    """
    cron = _NAMES.get(text.strip().lower(), text.strip())
    if len(cron.split()) != 5:
        raise BatchError(
            f"`{text}` is no cron expression: it has five fields, minute, hour, day of the month, month and day of "
            'the week, as in "0 6 * * 1-5" (at six from Monday to Friday), or is one of ' + ", ".join(_NAMES)
        )
    try:
        next(CronSim(cron, datetime(2024, 1, 1, tzinfo=UTC)))
    except CronSimError as error:
        raise BatchError(f"`{text}` is no cron expression: {str(error).lower()}") from error
    except StopIteration as error:
        raise BatchError(f"`{text}` names a day that never comes") from error
    return cron


def read_zone(name: str) -> ZoneInfo:
    """Return a time zone.

    Raises:
        BatchError: there is none of this name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        near = get_close_matches(name, available_timezones(), n=1)
        guess = f"did you mean `{near[0]}`?" if near else "write a name as `Asia/Seoul` or `UTC`"
        raise BatchError(f"there is no time zone `{name}`; {guess}") from error


def due_times(cron: str, zone: ZoneInfo, *, after: datetime, until: datetime) -> Iterator[datetime]:
    """Yield when a schedule is due after one time and up to another, in its time zone, in order.

    Args:
        cron: five fields.
        zone: the time zone that they are meant in.
        after: with a time zone; due times are later.
        until: with a time zone; due times are not later.
    """
    for time in CronSim(cron, after.astimezone(zone)):
        if time > until:
            return
        yield time


def next_time(cron: str, zone: ZoneInfo, *, after: datetime) -> datetime:
    """Return when a schedule is due for the first time after a time."""
    return next(CronSim(cron, after.astimezone(zone)))


def last_time(cron: str, zone: ZoneInfo, *, by: datetime) -> datetime:
    """Return the last time at which a schedule was due by a time, or at it.

    Raises:
        BatchError: there was none in the eight years before.
    """
    for days in (1, 32, 366, 8 * 366):
        last = None
        for last in due_times(cron, zone, after=by - timedelta(days=days), until=by):  # noqa: B007 - the last one
            pass
        if last is not None:
            return last
    raise BatchError(f"`{cron}` was not due in the eight years before {by:%Y-%m-%d}")
