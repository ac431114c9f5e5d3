"""The page of a run: its facts, what a person should see first, what has changed, then what its notebook shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any, Final

from nb2svc.batch.report.changes import Change, LastRun, find_changes
from nb2svc.batch.report.markup import code, table
from nb2svc.batch.report.wording import show_count, show_duration, show_moment, show_share
from nb2svc.build.report import write_report

__all__ = ["Background", "RunFacts", "write_run_page"]

_MOST_REASONS: Final = 3
_MOST_FIELDS: Final = 6
_MOST_CHANGES: Final = 4
_LONGEST_VALUE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What is known of a run beside what it does itself.

    Attributes:
        schedule: whose run it is; empty for one that a person started.
        attempt: 1 for the first run of a logical time.
        aliases: of the version, when the run began.
        last: the run before; None where this is the first one.
    """

    schedule: str = ""
    attempt: int = 1
    aliases: tuple[str, ...] = ()
    last: LastRun | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What the page says of a run.

    Attributes:
        run_id: its key.
        time: its logical time.
        began: when it was started.
        version: what answered, `churn@7`.
        built: when that was built, and from which notebook.
        input: address of the rows, without a password.
        output: address of the answers.
        rejects: address of the rows without one; empty where they are among the others.
        parameters: of the notebook.
        found: what the notebook of the run has found: rows, rejected, seconds, reasons, digest.
        failures: report cells that failed: number of the cell -> why.
        background: what else is known; None where nothing is.
    """

    run_id: str
    time: datetime
    began: datetime
    version: str
    built: str
    input: str
    output: str
    rejects: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    found: Mapping[str, Any]
    failures: Mapping[int, str] = field(default_factory=dict)
    background: Background | None = None


def write_run_page(executed: Path, page: Path, facts: RunFacts) -> None:
    """Write the report of a run.

    Args:
        executed: its notebook.
        page: where it goes.
        facts: what is said of it.
    """
    last = facts.background.last if facts.background else None
    changes = find_changes(last.facts, {**facts.found, "version": facts.version}) if last else []
    found = facts.found
    write_report(
        executed,
        page,
        title=facts.version,
        kicker="Batch run",
        subtitle=f"for {show_moment(facts.time)}",
        notices=_draw_notices(facts, changes),
        tiles={
            "rows": f"{found['rows']:,}",
            "answered": f"{found['rows'] - found['rejected']:,}",
            "without an answer": f"{found['rejected']:,}",
            "duration": show_duration(found["seconds"]),
        },
        notes={"without an answer": show_share(found["rejected"], found["rows"])} if found["rejected"] else {},
        facts=dict(_list_facts(facts)),
        opening=_draw_changes(facts.background, changes),
        run_id=facts.run_id,
    )


def _list_facts(facts: RunFacts) -> Iterator[tuple[str, str]]:
    known = facts.background or Background()
    yield "Run", facts.run_id
    zone = facts.time.tzinfo
    yield "Started", f"{facts.began.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}"
    yield "Version", facts.version + (f" ({', '.join(known.aliases)})" if known.aliases else "")
    yield "Built", facts.built
    if known.schedule:
        yield "Schedule", known.schedule + (f", attempt {known.attempt}" if known.attempt > 1 else "")
    yield "Input", facts.input
    yield "Output", facts.output
    if facts.rejects:
        yield "Rejects", facts.rejects
    if facts.parameters:
        values = [f"{name} = {value!r}" for name, value in facts.parameters.items()]
        yield "Parameters", ", ".join(v if len(v) <= _LONGEST_VALUE else f"{v[: _LONGEST_VALUE - 1]}…" for v in values)


def _draw_notices(facts: RunFacts, changes: list[Change]) -> str:
    notices = [
        *_notice_rows(facts.found),
        *_notice_fields(facts.found),
        *_notice_changes(changes),
        *_notice_failures(facts.failures),
    ]
    if not notices:
        return '<ul class="notices"><li class="good">Every row has an answer, and nothing stands out.</li></ul>'
    return '<ul class="notices">' + "".join(f'<li class="{kind}">{text}</li>' for kind, text in notices) + "</ul>"


def _notice_rows(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not found["rows"]:
        yield "bad", "<b>The input has no rows.</b>"
    if found["rejected"]:
        reasons = found.get("reasons", [])
        shown = [
            f"{show_count(reason['rows'], 'row')}: "
            f"{code(reason['field']) + ' ' if reason['field'] else ''}{escape(reason['message'])}"
            for reason in reasons[:_MOST_REASONS]
        ]
        count = f"{found['rejected']:,} of {show_count(found['rows'], 'row')}"
        yield "bad", f"<b>{count} without an answer.</b>{_listing(shown, len(reasons))}"


def _notice_fields(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    told = {reason["field"] for reason in found.get("reasons", [])}
    for kind, head in (
        ("inputs", "The input is not like the training rows."),
        ("answers", "The answers are not like those of the notebook."),
    ):
        fields = found.get("digest", {}).get(kind, {})
        # of a field whose rows have no answer for it, the reason is said already
        notable = [
            (name, held)
            for name, held in fields.items()
            if "remarks" in held and (held["level"] != "none" or name not in told)
        ]
        notable.sort(key=lambda item: ("large", "moderate", "none").index(item[1]["level"]))
        if notable:
            shown = [_say_field(name, held) for name, held in notable[:_MOST_FIELDS]]
            yield "look", f"<b>{head}</b>{_listing(shown, len(notable))}"


def _say_field(name: str, held: Mapping[str, Any]) -> str:
    words = {"large": "far away, ", "moderate": "shifted, ", "none": ""}[held["level"]]
    shift = f" {words}shift {held['shift']:.2f}" if words else ""
    remarks = escape("; ".join(held["remarks"]))
    return f"{code(name)}{shift}{': ' if remarks else ''}{remarks}"


def _notice_changes(changes: list[Change]) -> Iterator[tuple[str, str]]:
    notable = [change for change in changes if change.is_notable]
    if notable:
        shown = [_say_change(change) for change in notable[:_MOST_CHANGES]]
        head = '<b><a href="#changes">It has changed since the last run.</a></b>'
        yield "look", head + _listing(shown, len(notable))


def _say_change(change: Change) -> str:
    about = f"{code(change.about)} " if change.about else ""
    match change.difference:
        case "new" | "gone" if change.what == "field":
            told = f"is a field that only {'this' if change.difference == 'new' else 'the last'} run has"
        case "new":
            told = f"{change.what} that the last run did not have: {change.now}"
        case "gone":
            told = f"{change.what} that only the last run had: {change.before}"
        case _:
            told = f"{change.what} {change.now}, was {change.before}"
    return about + escape(told)


def _listing(shown: list[str], count: int) -> str:
    more = [f"and {count - len(shown):,} more, below"] if count > len(shown) else []
    return "<ul>" + "".join(f"<li>{line}</li>" for line in (*shown, *more)) + "</ul>"


def _notice_failures(failures: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    for number, why in failures.items():
        yield "look", f"Cell {number} of the notebook, which draws for this report, failed: {escape(why)}"


def _draw_changes(background: Background | None, changes: list[Change]) -> str:
    if background is None:
        return ""
    head = '<section class="words"><h2 id="changes">Since the last run</h2>'
    if background.last is None:
        whole = "schedule" if background.schedule else "output"
        return f'{head}<p class="quiet">This is the first run of this {whole}.</p></section>'
    last = background.last
    told = f'<p class="quiet">The last run was {escape(show_moment(last.time))}: {code(last.id)}</p></section>'
    rows = [
        (
            (code(change.about) + " " if change.about else "") + escape(change.what),
            escape(change.before),
            escape(change.now),
            f'<span class="{"notable" if change.is_notable else "same"}">{escape(change.difference) or "="}</span>',
        )
        for change in changes
    ]
    shown = table(
        ("what", "last run", "this run", "change"),
        rows,
        numbers=(1, 2, 3),
        label="What has changed since the last run",
        is_broad=False,
    )
    note = '<p class="quiet">Of the input only what has changed by more than chance is listed.</p>'
    return f"{head}{told}{shown}{note}"
