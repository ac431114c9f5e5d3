"""When a schedule is due, in the words of other schedulers; what one of them cannot say is refused, never bent.

Everything starts from the sets of numbers that cronsim reads out of an expression, so that all engines mean the same
times: `5/15` and `7` for Sunday are understood in some crons only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from cronsim import CronSim

from nb2svc.batch.errors import BatchError
from nb2svc.batch.schedules.due import due_times

__all__ = [
    "CronTimes",
    "longest_gap",
    "read_times",
    "shift_times",
    "shortest_gap",
    "skipped_by_clocks",
    "steady_offset",
]

_STAR: Final = re.compile(r"\*(/\d+)?")
_SPECIAL: Final = re.compile(r"[L#]", re.IGNORECASE)
_DAY: Final = 24 * 60
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_AHEAD: Final = timedelta(days=2 * 366)
_MOST: Final = 2000
"""Due times that are looked at to find the gaps between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CronTimes:
    """A cron expression, read.

    Attributes:
        text: as it was written, in five fields.
        minutes: 0 to 59.
        hours: 0 to 23.
        days: of the month, 1 to 31.
        months: 1 to 12.
        weekdays: 0 (Sunday) to 6.
        is_both: whether a day has to be among days and weekdays; else one of them is enough.
    """

    text: str
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    is_both: bool

    @property
    def any_day(self) -> bool:
        """Whether every day of every month is meant."""
        return len(self.days) == 31 and len(self.weekdays) == 7 and len(self.months) == 12

    def cron(self, *, as_debian: bool = False) -> str:
        """Return the expression as every cron understands it: numbers, ranges, commas, stars and their steps.

        Args:
            as_debian: whether Debian's cron reads it.

        Raises:
            BatchError: days and weekdays are meant together, as only Debian's cron reads a step (`*/2`).
        """
        if not as_debian and self.is_both and len(self.days) < 31 and len(self.weekdays) < 7:
            raise BatchError(
                f"`{self.text}` restricts days of the month and days of the week, one of them by a step after a star: "
                "Debian's cron then means days that are both, other schedulers take either. Make a schedule with one "
                "of the two, and it can be handed over"
            )
        texts = self.text.split()
        sets = (self.minutes, self.hours, self.days, self.months, self.weekdays)
        said = [_field(text, numbers) for text, numbers in zip(texts, sets, strict=True)]
        for place, full in ((2, 31), (3, 12), (4, 7)):
            if len(sets[place]) == full:
                said[place] = "*"
        return " ".join(said)

    def systemd(self, timezone: str) -> list[str]:
        """Return calendar events of systemd, which together are these times."""
        every_day, every_weekday = len(self.days) == 31, len(self.weekdays) == 7
        months = "*" if len(self.months) == 12 else _ranges(self.months, _two_digits, "..")
        days = f"*-{months}-*" if every_day else f"*-{months}-{_ranges(self.days, _two_digits, '..')}"
        from_monday = {(day - 1) % 7 for day in self.weekdays}
        weekdays = "" if every_weekday else _ranges(from_monday, _WEEKDAYS.__getitem__, "..") + " "
        is_one = self.is_both or every_day or every_weekday
        dates = [weekdays + days] if is_one else [days, f"{weekdays}*-{months}-*"]
        hours = "*" if len(self.hours) == 24 else _ranges(self.hours, _two_digits, "..")
        minutes = "*" if len(self.minutes) == 60 else _ranges(self.minutes, _two_digits, "..")
        return [f"{date} {hours}:{minutes}:00 {timezone}" for date in dates]


def read_times(cron: str) -> CronTimes:
    """Return what a cron expression means.

    Args:
        cron: five fields, checked.

    Raises:
        BatchError: it says `L` or `#`, which only our own scheduler knows.
    """
    if any(_SPECIAL.search(field) for field in (cron.split()[2], cron.split()[4])):
        raise BatchError(
            f"`{cron}` counts days within a month by `L` or `#`, which other schedulers read in other ways, or not at "
            "all: run this schedule with `nb2svc batch scheduler`"
        )
    read = CronSim(cron, datetime(2024, 1, 1, tzinfo=UTC))
    days, weekdays = frozenset(read.days), frozenset(day % 7 for day in read.weekdays if isinstance(day, int))
    if not read.day_and and (len(days) == 31 or len(weekdays) == 7):  # one of them is enough, and always there
        days, weekdays = frozenset(range(1, 32)), frozenset(range(7))
    return CronTimes(
        text=cron,
        minutes=frozenset(read.minutes),
        hours=frozenset(read.hours),
        days=days,
        months=frozenset(read.months),
        weekdays=weekdays,
        is_both=read.day_and,
    )


def shift_times(times: CronTimes, minutes: int) -> CronTimes:
    """Return the same moments on a clock that is ahead by some minutes.

    Raises:
        BatchError: no one expression says them there.
    """
    moved = [hour * 60 + minute + minutes for hour in times.hours for minute in times.minutes]
    hours, ends = {value // 60 % 24 for value in moved}, {value % 60 for value in moved}
    days = {value // _DAY for value in moved}
    is_one_day = len(days) == 1 and len(times.days) == 31 and len(times.months) == 12
    if len(hours) * len(ends) != len(moved) or not (times.any_day or days == {0} or is_one_day):
        raise BatchError(f"`{times.text}` cannot be said on a clock that is {minutes / 60:+g} hours off")
    by = 0 if times.any_day else days.pop()
    weekdays = frozenset((day + by) % 7 for day in times.weekdays)
    fields = [_ranges(ends), _ranges(hours), *times.text.split()[2:]]
    if by:
        fields[4] = _ranges(weekdays) if len(weekdays) < 7 else "*"
    return CronTimes(
        text=" ".join(fields),
        minutes=frozenset(ends),
        hours=frozenset(hours),
        days=times.days,
        months=times.months,
        weekdays=weekdays,
        is_both=times.is_both,
    )


def steady_offset(zone: ZoneInfo, other: tzinfo | None, *, after: datetime) -> int | None:
    """Return by how many minutes another clock is ahead of a zone's; None where that changes within two years.

    Args:
        zone: a time zone.
        other: another one; that of this machine where it is None.
        after: from when on.
    """
    offsets = set()
    for hours in range(0, int(_AHEAD / timedelta(hours=1)), 6):
        moment = after + timedelta(hours=hours)
        there, here = moment.astimezone(other).utcoffset(), moment.astimezone(zone).utcoffset()
        offsets.add((there or timedelta()) - (here or timedelta()))
    return int(offsets.pop() / timedelta(minutes=1)) if len(offsets) == 1 else None


def skipped_by_clocks(times: CronTimes, zone: ZoneInfo, *, after: datetime) -> datetime | None:
    """Return the first due time in two years that stands for one that clocks skip; None where there is none."""
    if any(field.startswith("*") for field in times.text.split()[:2]):
        return None  # as of Debian's cron, those that come again and again are passed over, and not put off
    for time in due_times(times.text, zone, after=after, until=after + _AHEAD):
        if time.hour not in times.hours or time.minute not in times.minutes:
            return time
    return None


def shortest_gap(times: CronTimes, *, after: datetime) -> timedelta:
    """Return the shortest time between two due times."""
    return min(_gaps(times, after))


def longest_gap(times: CronTimes, *, after: datetime) -> timedelta:
    """Return the longest time between two due times."""
    return max(_gaps(times, after))


def _gaps(times: CronTimes, after: datetime) -> Sequence[timedelta]:
    simulation = CronSim(times.text, after.astimezone(UTC))
    found = [next(simulation)]
    while len(found) < 2 or (len(found) < _MOST and found[-1] - found[0] < _AHEAD):
        found.append(next(simulation))
    return [later - earlier for earlier, later in pairwise(found)]


def _field(text: str, numbers: Iterable[int]) -> str:
    return text if _STAR.fullmatch(text) else _ranges(numbers)


def _ranges(numbers: Iterable[int], shown: Callable[[int], str] = str, dash: str = "-") -> str:
    """Return numbers as `1-5,9`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    texts: list[str] = []
    for first, last in runs:
        if last - first < 2:
            texts += map(shown, range(first, last + 1))
        else:
            texts.append(f"{shown(first)}{dash}{shown(last)}")
    return ",".join(texts)


def _two_digits(number: int) -> str:
    return f"{number:02d}"
