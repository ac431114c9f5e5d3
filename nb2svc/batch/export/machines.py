"""Exports for the machine that this is: its cron, its systemd."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from nb2svc.batch.errors import BatchError
from nb2svc.batch.export.handover import Exported, Handover
from nb2svc.batch.export.quoting import quote_crontab, quote_exec, quote_shell, quote_specifiers
from nb2svc.batch.export.times import shift_times, shortest_gap, skipped_by_clocks, steady_offset
from nb2svc.runtime.templates import render_template

__all__ = ["export_cron", "export_systemd"]

_LONGEST_COMMAND = 990
"""Characters that Debian's cron takes in a line."""


def export_cron(handover: Handover) -> Exported:
    """Return a line for the crontab of this machine.

    Raises:
        BatchError: its times cannot be said on this machine's clock, or the line gets too long.
    """
    schedule = handover.schedule
    limits = (
        *_limits_of_cron(handover),
        *handover.common_limits(told_by="cron mails you where a run comes to no result, see MAILTO in crontab(5)"),
    )
    log = f"{handover.slug}.cron.log"
    lock = str(Path(schedule.order.store) / ".batch" / f"{handover.slug}.cron.lock")
    command = f"cd {quote_crontab([schedule.order.folder])} && flock -n {quote_crontab([lock, *handover.command])}"
    command += f" >> {log} 2>&1 || echo {handover.slug}: no result, see {quote_crontab([schedule.order.folder])}/{log}"
    if len(command) > _LONGEST_COMMAND:
        raise BatchError(
            f"the line for cron has {len(command)} characters, it takes {_LONGEST_COMMAND}: move the folders"
        )
    name = f"{handover.slug}.crontab"
    values = {
        **handover.values(),
        "limits": limits,
        "machine": _clock(),
        "cron": _local_cron(handover),
        "command": command,
        "log": str(Path(schedule.order.folder) / log),
    }
    install = f"(crontab -l 2>/dev/null; cat {quote_shell([str(handover.folder / name)])}) | crontab -"
    return Exported(
        files={name: render_template("schedulers/crontab.j2", {**values, "install": install})},
        limits=limits,
        install=install,
    )


def _local_cron(handover: Handover) -> str:
    """Return the expression on this machine's clock, which is the only one that Debian's cron knows."""
    ahead = steady_offset(handover.zone, None, after=handover.schedule.created)
    if ahead == 0:
        return handover.times.cron(as_debian=True)
    refusal = (
        f"cron goes by the clock of this machine ({_clock()}), and `{handover.schedule.cron}` in "
        f"{handover.schedule.timezone} is not one time there all year: hand it over to systemd, which knows time zones"
    )
    if ahead is None:
        raise BatchError(refusal)
    try:
        return shift_times(handover.times, ahead).cron(as_debian=True)
    except BatchError as error:
        raise BatchError(f"{refusal} ({error.message})") from error


def _clock() -> str:
    return datetime.now().astimezone().tzname() or "local time"


def _limits_of_cron(handover: Handover) -> Iterator[str]:
    if handover.schedule.retries:
        yield "cron does not try a failed run again"
    if handover.schedule.catch_up != "none":
        yield "times that pass while the machine is off or asleep are not made up for"


def export_systemd(handover: Handover) -> Exported:
    """Return a service and its timer, as units of the user."""
    schedule = handover.schedule
    limits = (
        *_limits_of_systemd(handover),
        *handover.common_limits(told_by="a unit named by OnFailure= can tell of a failure"),
    )
    unit = f"nb2svc-{handover.slug}"
    paths = [quote_shell([str(handover.folder / f"{unit}.{ending}")]) for ending in ("service", "timer")]
    install = f"systemctl --user link {' '.join(paths)} && systemctl --user enable --now {unit}.timer"
    values = {
        **handover.values(),
        "limits": limits,
        "unit": unit,
        "install": install,
        "description": quote_specifiers(handover.title),
        "folder": quote_specifiers(schedule.order.folder),
        "env_file": quote_specifiers(str(Path(schedule.order.folder) / f"{handover.slug}.env")),
        "command": quote_exec(handover.command),
        "events": handover.times.systemd(schedule.timezone),
        "is_persistent": schedule.catch_up != "none",
        # tries count within this time; it ends before the next due time, whose tries count anew
        "tries_seconds": int(shortest_gap(handover.times, after=schedule.created).total_seconds() * 0.9),
    }
    files = {
        f"{unit}.{ending}": render_template(f"schedulers/systemd.{ending}.j2", values)
        for ending in ("service", "timer")
    }
    return Exported(files=files, limits=limits, install=install)


def _limits_of_systemd(handover: Handover) -> Iterator[str]:
    schedule = handover.schedule
    if schedule.catch_up == "all":
        yield "of several times that passed while the machine was off, only the last one is made up for"
    if schedule.retries > 1:
        yield "before each new try the wait is the same; it is not doubled"
    skipped = skipped_by_clocks(handover.times, handover.zone, after=schedule.created)
    if skipped is not None:
        yield f"where clocks skip a time, as on {skipped:%Y-%m-%d}, systemd leaves that run out"
