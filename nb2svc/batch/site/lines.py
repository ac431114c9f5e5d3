"""The runs of a ledger as lines of a page: everything in words, nothing of HTML."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nb2svc.batch.ledger.entries import FAILED, RunEntry
from nb2svc.batch.report.wording import show_duration, show_share

__all__ = ["Group", "Line", "group_lines", "make_line"]

_LONGEST_MESSAGE: Final = 400
_STATES: Final = {"timed-out": "timed out"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One run.

    Attributes:
        id: its key.
        state: as the ledger has it.
        state_text: in words.
        group: what runs it belongs to: the name of a schedule, or of a service.
        version: what answered, or the service that was asked.
        time: the logical time, in the time zone that it is meant in.
        began: when it was started, in the same zone.
        attempt: 1 for the first run of a slot.
        rows: how many; None where that is not known.
        rejected: how many of them have no answer.
        rejected_share: the same as a part of all rows.
        seconds: how long it took, or has taken so far.
        duration: the same in words.
        cell: at which it stopped.
        message: why.
        means: name of an answer -> its mean, or the share of its only other value.
        report: address of the report, relative to the pages; empty where there is none.
        pdf: the same of its PDF.
    """

    id: str
    state: str
    state_text: str
    group: str
    version: str
    time: datetime
    began: datetime
    attempt: int
    rows: int | None
    rejected: int
    rejected_share: str
    seconds: float
    duration: str
    cell: str
    message: str
    means: Mapping[str, float]
    report: str = ""
    pdf: str = ""

    @property
    def has_failed(self) -> bool:
        """Whether it came to no result."""
        return self.state in FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Runs that belong together: those of a schedule, or those of a service that people started.

    Attributes:
        name: of the schedule or the service.
        kind: `schedule` or `by hand`.
        page: file name of its page.
        lines: the last one first.
    """

    name: str
    kind: str
    page: str
    lines: tuple[Line, ...]


def make_line(run: RunEntry, *, now: datetime, report: str = "", pdf: str = "") -> Line:
    """Return a run as a line.

    Args:
        run: as the ledger has it.
        now: the time, for a run that goes on.
        report: address of its report.
        pdf: of its PDF.
    """
    zone = _zone_of(run.order.timezone)
    facts = run.facts
    seconds = ((run.ended or now) - run.created).total_seconds()
    rows, rejected = facts.get("rows"), facts.get("rejected", 0)
    return Line(
        id=run.id,
        state=run.state,
        state_text=_STATES.get(run.state, run.state),
        group=run.schedule or run.service.partition("@")[0],
        version=run.version or run.service,
        time=run.time.astimezone(zone),
        began=run.created.astimezone(zone),
        attempt=run.attempt,
        rows=rows,
        rejected=rejected,
        rejected_share=show_share(rejected, rows or 0),
        seconds=seconds,
        duration=show_duration(seconds),
        cell=run.cell,
        message=run.message if len(run.message) <= _LONGEST_MESSAGE else f"{run.message[: _LONGEST_MESSAGE - 1]}…",
        means=dict(_find_means(facts.get("digest", {}).get("answers", {}))),
        report=report,
        pdf=pdf,
    )


def _zone_of(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):  # the run was made on a machine that knew it
        return ZoneInfo("UTC")


def _find_means(answers: Mapping[str, Any]) -> Iterable[tuple[str, float]]:
    """Yield what can be followed over time: the mean of numbers, the share of `True`."""
    for name, held in answers.items():
        if held.get("mean") is not None:
            yield f"mean of {name}", held["mean"]
        elif set(held.get("words", {})) & {"True", "False"} and held.get("distinct", 0) <= 2:
            yield f"share of {name}", held["words"].get("True", 0) / max(1, held["rows"] - held["nulls"])


def group_lines(runs: Iterable[tuple[RunEntry, Line]]) -> list[Group]:
    """Return runs by schedule, or by service where people started them; the group with the newest run first.

    Args:
        runs: the last one first.
    """
    found: dict[tuple[str, str], list[Line]] = {}
    for run, line in runs:
        found.setdefault(("schedule" if run.schedule else "by hand", line.group), []).append(line)
    return [
        Group(name=name, kind=kind, page=_name_page(kind, name), lines=tuple(lines))
        for (kind, name), lines in found.items()
    ]


def _name_page(kind: str, name: str) -> str:
    """Return a file name that no other group has; names of services and schedules may hold anything."""
    plain = re.sub(r"[^a-z0-9.-]+", "-", name.lower()).strip(".-")[:60]
    mark = "" if plain == name else f"-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return f"{'schedule' if kind == 'schedule' else 'service'}-{plain}{mark}.html"
