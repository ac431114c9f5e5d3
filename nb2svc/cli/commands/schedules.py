"""`nb2svc batch schedule` and what belongs to it: repeated runs, and the process that starts them."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

import nb2svc
from nb2svc.build.extras import require_build_extra
from nb2svc.cli.options import (
    InputOption,
    JsonOption,
    OutputOption,
    ParameterOption,
    ServiceArgument,
    StoreOption,
    TimeoutOption,
    parse_day,
)
from nb2svc.cli.orders import make_order
from nb2svc.cli.output import draw_table, print_error, print_json, print_text
from nb2svc.diagnostics import Nb2svcError

if TYPE_CHECKING:
    from nb2svc.batch.ledger.entries import Schedule

__all__ = [
    "KeyOption",
    "MaxRejectsOption",
    "PdfOption",
    "ProcessesOption",
    "RejectsOption",
    "ScheduleArgument",
    "SiteOption",
    "batch_backfill",
    "batch_pause",
    "batch_remove",
    "batch_resume",
    "batch_schedule",
    "batch_scheduler",
    "batch_schedules",
]

ScheduleArgument = Annotated[str, typer.Argument(metavar="NAME", help="A schedule, as `batch schedules` lists it.")]
RejectsOption = Annotated[
    str, typer.Option("--rejects", metavar="ADDRESS", help="Where rows without an answer go; else into the output.")
]
MaxRejectsOption = Annotated[
    float,
    typer.Option("--max-rejects", metavar="PART", min=0, max=1, help="Part of the rows that may have no answer."),
]
KeyOption = Annotated[
    str,
    typer.Option("--key", metavar="COLUMN", help="Column by which `serve --from-results` finds rows: no two alike."),
]

ProcessesOption = Annotated[
    str, typer.Option("--processes", metavar="N", help="How many answer a large table; `auto` for all cores.")
]
PdfOption = Annotated[bool, typer.Option("--pdf", help="Print the report, too: needs Chromium or Chrome.")]
SiteOption = Annotated[
    Path | None,
    typer.Option("--site", metavar="DIR", help="Bring these pages of all runs up to date: `batch site`."),
]


def batch_schedule(
    service: ServiceArgument,
    source: InputOption,
    target: OutputOption,
    cron: Annotated[str, typer.Option("--cron", metavar="CRON", help='When: "0 6 * * 1-5", or a name as @daily.')],
    timezone: Annotated[str, typer.Option("--timezone", metavar="ZONE", help="Time zone of --cron: Asia/Seoul.")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Its name; else that of the service.")] = "",
    catch_up: Annotated[
        Literal["all", "latest", "none"], typer.Option("--catch-up", help="Which missed times are made up for.")
    ] = "latest",
    retries: Annotated[int, typer.Option("--retries", min=0, help="How often a failed run is tried again.")] = 0,
    retry_wait: Annotated[
        float, typer.Option("--retry-wait", metavar="SECONDS", min=0, help="Before the first retry; then doubled.")
    ] = 60.0,
    late_after: Annotated[
        float, typer.Option("--late-after", metavar="SECONDS", min=0, help="Tell when there is no result by then.")
    ] = 0.0,
    alert_command: Annotated[
        str, typer.Option("--alert-command", metavar="COMMAND", help="Run on failure, lateness and recovery.")
    ] = "",
    alert_webhook: Annotated[
        str, typer.Option("--alert-webhook", metavar="URL", help="Told of the same by POST; `env:NAME` for a secret.")
    ] = "",
    alert_mail: Annotated[
        str, typer.Option("--alert-mail", metavar="ADDRESS", help="Told of the same; needs NB2SVC_SMTP_URL.")
    ] = "",
    rejects: RejectsOption = "",
    max_rejects: MaxRejectsOption = 1.0,
    key: KeyOption = "",
    report: Annotated[
        str, typer.Option("--report", metavar="FILE", help="Where reports go; else beside outputs.")
    ] = "",
    processes: ProcessesOption = "1",
    pdf: PdfOption = False,
    site: SiteOption = None,
    parameters: ParameterOption = None,
    timeout: TimeoutOption = None,
    replaces: Annotated[bool, typer.Option("--replace", help="Change the schedule of this name.")] = False,
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    as_json: JsonOption = False,
) -> int:
    """Repeat a batch run: every morning at six, say.

    Addresses and parameters may hold {{ logical_date }}, {{ yesterday }}, {{ logical_date - days(7) }} and
    {{ logical_date.strftime("%Y/%m") }}. Runs are started by `nb2svc batch scheduler`.
    """
    require_build_extra("running a batch")
    from nb2svc.batch.ledger.entries import Alerts, Schedule  # start-up: they bring SQLite and cron times
    from nb2svc.batch.ledger.ledger import ledger_of
    from nb2svc.batch.schedules.due import check_cron, next_time, read_zone

    order = make_order(
        service,
        store,
        parameters=parameters,
        is_kept=True,
        input=source,
        output=target,
        timezone=read_zone(timezone).key,
        report=report,
        timeout=timeout,
        rejects=rejects,
        max_rejects=max_rejects,
        key=key,
        processes=int(processes) if processes.isdecimal() else processes,
        pdf=pdf,
        site=str(site.absolute()) if site else "",
    )
    now = datetime.now(UTC)
    schedule = Schedule(
        name=name or service.partition("@")[0],
        order=order,
        cron=check_cron(cron),
        timezone=order.timezone,
        catch_up=catch_up,
        retries=retries,
        retry_seconds=retry_wait,
        late_seconds=late_after,
        alerts=Alerts(command=alert_command, webhook=alert_webhook, mail=alert_mail),
        created=now,
        reached=now,
    )
    ledger_of(store.resolve()).add(schedule, replaces=replaces)
    first = next_time(schedule.cron, read_zone(schedule.timezone), after=now)
    if as_json:
        print_json(_facts(schedule, now))
    else:
        print_text(f"`{schedule.name}` runs {schedule.order.service} for the first time at {first:%Y-%m-%d %H:%M %Z}")
        print_error(f"next: nb2svc batch scheduler --store {store}   (it starts what is due, and has to stay running)")
    return 0


def batch_schedules(store: StoreOption = Path(nb2svc.DEFAULT_STORE), as_json: JsonOption = False) -> int:
    """List the schedules, with their next and their last run."""
    from nb2svc.batch.ledger.ledger import ledger_of  # see batch_schedule

    ledger, now = ledger_of(store.resolve()), datetime.now(UTC)
    facts = []
    for schedule in ledger.schedules():
        last = next(iter(ledger.runs(schedule=schedule.name, limit=1)), None)
        facts.append({**_facts(schedule, now), "last": last.state if last else "", "last_run": last.id if last else ""})
    if as_json:
        print_json({"schedules": facts})
    elif not facts:
        print_text(f"no schedules in {store}: make one with `nb2svc batch schedule`")
    else:
        head = ("name", "service", "cron", "timezone", "next", "last")
        print_text(draw_table(head, [[fact[column] for column in head] for fact in facts]))
    return 0


def batch_pause(name: ScheduleArgument, store: StoreOption = Path(nb2svc.DEFAULT_STORE)) -> int:
    """Start no runs of a schedule until it is resumed."""
    return _pause(name, store, is_paused=True)


def batch_resume(name: ScheduleArgument, store: StoreOption = Path(nb2svc.DEFAULT_STORE)) -> int:
    """Let a schedule go on; times that passed meanwhile are made up for as it says."""
    return _pause(name, store, is_paused=False)


def batch_remove(name: ScheduleArgument, store: StoreOption = Path(nb2svc.DEFAULT_STORE)) -> int:
    """Forget a schedule; its runs stay in the history."""
    from nb2svc.batch.ledger.ledger import ledger_of  # see batch_schedule

    ledger_of(store.resolve()).remove(name)
    print_text(f"`{name}` is removed")
    return 0


def batch_scheduler(
    parallel: Annotated[int, typer.Option("--parallel", metavar="N", min=1, help="Runs at the same time.")] = 2,
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
) -> int:
    """Start what is due, until it is told to stop; runs that go on then come to their end by themselves.

    It may be killed at any time, and two beside each other start nothing twice.
    """
    require_build_extra("running a batch")
    import signal  # only this command waits for signals
    import threading

    from nb2svc.batch.ledger.ledger import ledger_of  # see batch_schedule
    from nb2svc.batch.schedules.scheduler import Scheduler

    if not store.is_dir():
        raise Nb2svcError(f"there is no store `{store}`: build a service first, or name its folder with --store")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    ledger = ledger_of(store.resolve())
    print_text(f"{len(ledger.schedules())} schedules in {store}; Ctrl-C ends the scheduler")
    Scheduler(ledger, parallel=parallel).work(stop=stop)
    return 0


def batch_backfill(
    name: ScheduleArgument,
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day, 2026-11-01, or a time.")],
    end: Annotated[str, typer.Option("--to", metavar="DATE", help="The last day, or a time.")],
    again: Annotated[
        Literal["missing", "failed", "all"], typer.Option("--again", help="What is run that was run before.")
    ] = "missing",
    parallel: Annotated[int, typer.Option("--parallel", metavar="N", min=1, help="Runs at the same time.")] = 1,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be run.")] = False,
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    as_json: JsonOption = False,
) -> int:
    """Run a schedule for times that are past; what was interrupted goes on when it is called again."""
    require_build_extra("running a batch")
    from nb2svc.batch.ledger.ledger import ledger_of  # see batch_schedule
    from nb2svc.batch.schedules.backfill import backfill, plan_backfill
    from nb2svc.batch.schedules.due import read_zone

    ledger = ledger_of(store.resolve())
    zone = read_zone(ledger.schedule(name).timezone)
    first, last = parse_day(start, zone), parse_day(end, zone, ends=True)
    times, others = plan_backfill(ledger, name, start=first, end=last, again=again)
    shown = [time.astimezone(zone).isoformat(timespec="minutes") for time in times]
    if dry_run or not times:
        if as_json:
            print_json({"schedule": name, "times": shown, "left_alone": len(others)})
        else:
            print_text("\n".join([f"{len(times)} runs of `{name}`, {len(others)} times are left alone", *shown]))
        return 0

    def tell(slot: Any) -> None:
        if not as_json:
            print_text(f"{slot.time.astimezone(zone).isoformat(timespec='minutes')}  {slot.state}")

    slots = backfill(ledger, name, times, again=again, parallel=parallel, tell=tell)
    failed = [slot for slot in slots if slot.state != "done"]
    if as_json:
        print_json({"schedule": name, "times": shown, "left_alone": len(others), "failed": len(failed)})
    elif failed:
        print_error(f"{len(failed)} of {len(slots)} runs failed: `nb2svc batch history --schedule {name}` tells more")
    return 1 if failed else 0


def _pause(name: str, store: Path, *, is_paused: bool) -> int:
    from nb2svc.batch.ledger.ledger import ledger_of  # see batch_schedule

    ledger_of(store.resolve()).pause(name, is_paused=is_paused)
    print_text(f"`{name}` {'waits until it is resumed' if is_paused else 'goes on'}")
    return 0


def _facts(schedule: Schedule, now: datetime) -> dict[str, Any]:
    from nb2svc.batch.schedules.due import next_time, read_zone  # see batch_schedule

    following = next_time(schedule.cron, read_zone(schedule.timezone), after=now)
    return {
        "name": schedule.name,
        "service": schedule.order.service,
        "cron": schedule.cron,
        "timezone": schedule.timezone,
        "next": "paused" if schedule.is_paused else following.isoformat(timespec="minutes"),
        "input": schedule.order.input,
        "output": schedule.order.output,
        "catch_up": schedule.catch_up,
        "retries": schedule.retries,
    }
