"""Who is told that a schedule failed for good, is late, or works again: each way of telling, each of it once.

Only the ledger is asked, so it does not matter who ran what, or whether anybody lived to tell.
"""

from __future__ import annotations

import logging
import smtplib
import subprocess
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from nb2svc.batch.errors import BatchError
from nb2svc.batch.ledger.entries import AlertWay, Schedule, Slot
from nb2svc.batch.ledger.ledger import Ledger
from nb2svc.batch.schedules.letters import send_alert, write_alert

__all__ = ["Teller"]

_LOG: Final = logging.getLogger(__name__)
_PAUSE: Final = timedelta(minutes=1)
"""Until an alert that could not be sent is sent again."""
_LOOK_BACK: Final = timedelta(days=30)


class Teller:
    """Finds out what is worth telling, and tells it.

    Args:
        ledger: what happened.
        send: tells one way; raises OSError, or what `smtplib` and `subprocess` do, where that fails.
    """

    def __init__(self, ledger: Ledger, send: Callable[[AlertWay, str, Mapping[str, Any]], None] = send_alert) -> None:
        self._ledger = ledger
        self._send = send
        self._not_before: dict[tuple[int, str, AlertWay], datetime] = {}

    def tell(self, *, now: datetime) -> None:
        """Tell what has happened since it was last told."""
        for schedule in self._ledger.schedules():
            ways = schedule.alerts.ways
            if not ways:
                continue
            slots = self._ledger.slots(schedule.name, start=now - _LOOK_BACK)
            told = self._ledger.alerts(schedule.name)
            for slot, kind in _worth_telling(schedule, slots, now):
                for way, address in ways.items():
                    if (slot.id, kind, way) not in told:
                        self._tell(schedule, slot, kind, way, address, now)

    def _tell(self, schedule: Schedule, slot: Slot, kind: str, way: AlertWay, address: str, now: datetime) -> None:
        if now < self._not_before.get((slot.id, kind, way), now):
            return
        run = next(iter(self._ledger.runs(slot=slot.id, limit=1)), None)
        try:
            self._send(way, address, write_alert(schedule, slot, kind, run))
        except (OSError, BatchError, smtplib.SMTPException, subprocess.SubprocessError) as error:
            _LOG.error("%s: the alert `%s` cannot be sent by %s: %s", schedule.name, kind, way, error)
            self._not_before[slot.id, kind, way] = now + _PAUSE
        else:
            self._ledger.note_alert(schedule.name, slot.id, kind, way, now=now)


def _worth_telling(schedule: Schedule, slots: list[Slot], now: datetime) -> list[tuple[Slot, str]]:
    """Return slots with what is to be told of them: `failed`, `late` or `recovered`."""
    found = []
    is_failing = False
    for slot in slots:
        if slot.state == "failed":
            is_failing = True
            found.append((slot, "failed"))
        elif slot.state == "done" and is_failing:
            is_failing = False
            found.append((slot, "recovered"))
        late = schedule.late_seconds
        if late and slot.state in ("waiting", "running") and now - slot.time > timedelta(seconds=late):
            found.append((slot, "late"))
    return found
