"""The scheduler: makes slots for what is due, starts runs for them, closes what died, and tells who wants to know.

It keeps nothing but the list of its own children: everything else stands in the ledger, where each step is one
transaction. So it may be killed at any moment, two may run beside each other, and the machine may sleep for days.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from nb2svc.batch.errors import BatchError
from nb2svc.batch.ledger.entries import RunEntry
from nb2svc.batch.ledger.ledger import Ledger
from nb2svc.batch.schedules.alerts import Teller
from nb2svc.batch.schedules.catch_up import choose
from nb2svc.batch.schedules.due import due_times, read_zone

__all__ = ["Scheduler", "start_run"]

_LOG: Final = logging.getLogger(__name__)
_MOST_TIMES: Final = 10_000
"""Due times that are looked at in one go: a job of every minute after a week."""


def start_run(ledger: Ledger, entry: RunEntry) -> subprocess.Popen[bytes]:
    """Start the process of a run; it goes on when this one ends.

    Args:
        ledger: where the run stands.
        entry: the run.
    """
    log = ledger.log_of(entry.id)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as file:
        return subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-P", "-m", "nb2svc.batch.runs.runner", str(ledger.folder.parent), entry.id],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )


class Scheduler:
    """Runs what is due.

    Args:
        ledger: what was ordered.
        parallel: how many runs it has at the same time, over all schedules.
        clock: the time, UTC.
        start: starts the process of a run.
        teller: tells of failures, lateness and recovery.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        parallel: int = 2,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        start: Callable[[Ledger, RunEntry], subprocess.Popen[bytes]] = start_run,
        teller: Teller | None = None,
    ) -> None:
        self._ledger = ledger
        self._parallel = parallel
        self._clock = clock
        self._start = start
        self._teller = teller or Teller(ledger)
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def work(self, *, stop: threading.Event, seconds: float = 1.0) -> None:
        """Tick again and again.

        Args:
            stop: is set when it is enough.
            seconds: between two ticks.
        """
        while not stop.is_set():
            try:
                self.tick()
            except (BatchError, OSError) as error:  # a full disk, a locked file: the next tick tries again
                _LOG.error("%s", error)
            stop.wait(seconds)

    def tick(self) -> None:
        """Do what is to be done now."""
        now = self._clock()
        self._reap()
        for run_id in self._ledger.close_orphans(now=now):
            _LOG.warning("the run %s has died", run_id)
        self._open_slots(now)
        while len(self._children) < self._parallel:
            entry = self._ledger.claim(now=now)
            if entry is None:
                break
            _LOG.info("%s: run %s for %s, attempt %d", entry.schedule, entry.id, entry.time.isoformat(), entry.attempt)
            self._children[entry.id] = self._start(self._ledger, entry)
        self._teller.tell(now=now)

    def _open_slots(self, now: datetime) -> None:
        for schedule in self._ledger.schedules():
            if schedule.is_paused:
                continue
            zone = read_zone(schedule.timezone)
            due = due_times(schedule.cron, zone, after=schedule.reached, until=now)
            times = [time.astimezone(UTC) for time in islice(due, _MOST_TIMES)]
            if times:
                chosen = choose(times, schedule.catch_up, now=now)
                self._ledger.open_slots(schedule.name, run=chosen.run, skip=chosen.skip, reached=times[-1])

    def _reap(self) -> None:
        for run_id, child in [*self._children.items()]:
            if child.poll() is not None:
                del self._children[run_id]
