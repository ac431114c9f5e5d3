"""Runs for times that are past: those that are missing, or failed, or all of them again."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, TypeAlias

from nb2svc.batch.ledger.entries import RunEntry, Slot, SlotState
from nb2svc.batch.ledger.ledger import Ledger
from nb2svc.batch.schedules.due import due_times, read_zone
from nb2svc.batch.schedules.scheduler import start_run

__all__ = ["Again", "backfill", "plan_backfill"]

Again: TypeAlias = Literal["missing", "failed", "all"]

_AGAIN: Final[dict[Again, tuple[SlotState, ...]]] = {
    "missing": ("skipped", "cancelled"),
    "failed": ("skipped", "cancelled", "failed"),
    "all": ("skipped", "cancelled", "failed", "done"),
}
_TICK_SECONDS: Final = 0.5


def plan_backfill(
    ledger: Ledger, name: str, *, start: datetime, end: datetime, again: Again
) -> tuple[list[datetime], list[datetime]]:
    """Return the times of a schedule that a backfill would run, and those that it leaves alone.

    Args:
        ledger: what was ordered.
        name: the schedule.
        start: the first time.
        end: the last one; times that have not come yet are left out.
        again: what is run that has been run before.

    Raises:
        BatchError: there is no such schedule.
    """
    schedule = ledger.schedule(name)
    until = min(end, datetime.now(UTC))
    zone = read_zone(schedule.timezone)
    due = due_times(schedule.cron, zone, after=start - timedelta(seconds=1), until=until)
    times = [found.astimezone(UTC) for found in due]
    states = {slot.time: slot.state for slot in ledger.slots(name, start=start, end=end)}
    wanted = [found for found in times if found not in states or states[found] in (*_AGAIN[again], "waiting")]
    return wanted, [found for found in times if found not in wanted]


def backfill(
    ledger: Ledger,
    name: str,
    times: Sequence[datetime],
    *,
    again: Again,
    parallel: int = 1,
    start: Callable[[Ledger, RunEntry], subprocess.Popen[bytes]] = start_run,
    tell: Callable[[Slot], None] = lambda _: None,
) -> list[Slot]:
    """Run a schedule for some times, and return their slots as they ended.

    It may be interrupted, and goes on where it was when it is begun again.

    Args:
        ledger: what was ordered.
        name: the schedule.
        times: as `plan_backfill` returned them.
        again: the same.
        parallel: how many runs at the same time.
        start: starts the process of a run.
        tell: told of each slot that is settled.
    """
    wanted = {slot.id for slot in ledger.reopen_for_backfill(name, times, _AGAIN[again])}
    children: list[subprocess.Popen[bytes]] = []
    told: set[int] = set()
    while True:
        now = datetime.now(UTC)
        ledger.close_orphans(now=now)
        children = [child for child in children if child.poll() is None]
        while len(children) < parallel and (entry := ledger.claim(now=now, names=[name], by_hand=True)) is not None:
            children.append(start(ledger, entry))
        slots = [slot for slot in ledger.slots(name) if slot.id in wanted]
        for slot in slots:
            if slot.state not in ("waiting", "running") and slot.id not in told:
                told.add(slot.id)
                tell(slot)
        if len(told) == len(wanted):
            return slots
        time.sleep(_TICK_SECONDS)
