"""Writes the pages of all runs into a folder, such that whoever looks at it meanwhile sees whole pages only.

Reports come first, then the pages of groups, then the list of all: each is written beside its place and renamed, so
that no page links what is not there yet. Reports are linked where the file system can, else copied: a run's report
stays on the pages when a later run has replaced the file that it was in.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any, Final

import nb2svc
from nb2svc.batch.errors import BatchError
from nb2svc.batch.ledger.entries import RunEntry, Schedule
from nb2svc.batch.ledger.ledger import Ledger
from nb2svc.batch.report.whose import is_report_of
from nb2svc.batch.site.lines import Group, Line, group_lines, make_line
from nb2svc.batch.site.trends import draw_states, find_trends
from nb2svc.runtime.templates import render_template
from nb2svc.store.locks import hold_lock

__all__ = ["Site", "write_site"]

_ALL_RUNS: Final = 1_000_000
_MARK: Final = '<meta name="generator" content="nb2svc">'
_REPORTS: Final = "reports"
_TITLE: Final = "Batch runs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What was written.

    Attributes:
        index: the page of all runs.
        runs: how many are on it.
        reports: how many of them have their report.
    """

    index: Path
    runs: int
    reports: int


def write_site(ledger: Ledger, folder: Path, *, title: str = "", now: datetime | None = None) -> Site:
    """Write the pages; those of an earlier call are replaced, and reports that are there already stay.

    Args:
        ledger: whose runs are shown.
        folder: where the pages go; it is made where there is none.
        title: the headline; that of an earlier call where it is empty.
        now: the time.

    Raises:
        BatchError: the folder holds somebody else's page, or cannot be written.
    """
    now = now or datetime.now(UTC)
    try:
        (folder / _REPORTS).mkdir(parents=True, exist_ok=True)
        title = title or _read_title(folder / "index.html") or _TITLE
        with hold_lock(folder / ".lock"):  # runs that end at the same time write one after the other
            return _write(ledger, folder, title, now)
    except OSError as error:
        raise BatchError(f"`{folder}` cannot be written: {error.strerror or error}") from error


def _read_title(index: Path) -> str:
    """Return the headline of the pages that are there; empty where there are none.

    Raises:
        BatchError: somebody else has made that page.
    """
    if not index.is_file():
        return ""
    text = index.read_text(encoding="utf-8", errors="replace")
    found = re.search(r"<title>(.*?)</title>", text)
    if _MARK not in text or found is None:
        raise BatchError(f"`{index}` is a page that nb2svc has not made: name another folder for the runs")
    return unescape(found[1])


def _write(ledger: Ledger, folder: Path, title: str, now: datetime) -> Site:
    runs = [(run, _make_line(run, folder, now)) for run in ledger.runs(limit=_ALL_RUNS)]
    groups = group_lines(runs)
    schedules = {schedule.name: schedule for schedule in ledger.schedules()}
    common = {"site": title, "now": now.astimezone(), "made_by": nb2svc.__version__}
    pages = {(group.kind, group.name): group.page for group in groups}
    for group in groups:
        schedule = schedules.get(group.name) if group.kind == "schedule" else None
        _replace(folder / group.page, _draw_group(group, schedule, common))
    lines = [line for _, line in runs]
    links = [pages["schedule" if run.schedule else "by hand", line.group] for run, line in runs]
    overview = [{"group": group, "states": draw_states(group.lines), "last": group.lines[0]} for group in groups]
    values = {**common, "groups": overview, "lines": list(zip(lines, links, strict=True)), "counts": _count(lines)}
    _replace(folder / "index.html", render_template("site/index.html.j2", values))
    return Site(index=folder / "index.html", runs=len(lines), reports=sum(bool(line.report) for line in lines))


def _draw_group(group: Group, schedule: Schedule | None, common: Mapping[str, Any]) -> str:
    values = {
        **common,
        "group": group,
        "schedule": schedule,
        "trends": find_trends(group.lines),
        "lines": [(line, "") for line in group.lines],
        "counts": _count(group.lines),
    }
    return render_template("site/group.html.j2", values)


def _count(lines: list[Line] | tuple[Line, ...]) -> Mapping[str, int]:
    """Return how many runs ended how, by the words of their states."""
    found: dict[str, int] = {}
    for line in lines:
        found[line.state_text] = found.get(line.state_text, 0) + 1
    return found


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _make_line(run: RunEntry, folder: Path, now: datetime) -> Line:
    report = _take(run, folder, ".html") if run.state == "done" else ""
    pdf = _take(run, folder, ".pdf") if report else ""
    return make_line(run, now=now, report=report, pdf=pdf)


def _take(run: RunEntry, folder: Path, ending: str) -> str:
    """Put the report of a run, or its PDF, among the pages; return its address there, empty where it is gone."""
    kept = folder / _REPORTS / f"{run.id}{ending}"
    address = f"{_REPORTS}/{kept.name}"
    if kept.is_file():
        return address
    page = Path(run.facts.get("report", ""))
    source = page if ending == ".html" else Path(run.facts.get("pdf") or "")
    if not source.is_file() or not is_report_of(run.id, page):
        return ""
    part = kept.with_name(f".{kept.name}.part")
    part.unlink(missing_ok=True)
    try:
        part.hardlink_to(source)
    except OSError:  # another file system, or one that has no links
        shutil.copyfile(source, part)
    part.replace(kept)
    return address
