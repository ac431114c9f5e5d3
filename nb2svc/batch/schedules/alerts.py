"""Who is told that a schedule failed for good, is late, or works again: each of it once.

Only the ledger is asked, so it does not matter who ran what, or whether anybody lived to tell.
"""

from __future__ import annotations

import json
import logging
import os
import smtplib
import subprocess
import urllib.request
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from nb2svc.batch.errors import BatchError
from nb2svc.batch.ledger.entries import Alerts, Schedule, Slot
from nb2svc.batch.ledger.ledger import Ledger

__all__ = ["Teller", "send_alert"]

_LOG: Final = logging.getLogger(__name__)
_SECONDS: Final = 20
_PAUSE: Final = timedelta(minutes=1)
"""Until an alert that could not be sent is sent again."""
_LOOK_BACK: Final = timedelta(days=30)


class Teller:
    """Finds out what is worth telling, and tells it.

    Args:
        ledger: what happened.
        send: tells somebody; raises OSError, or what `smtplib` and `subprocess` do, where that fails.
    """

    def __init__(self, ledger: Ledger, send: Callable[[Alerts, Mapping[str, Any]], None] | None = None) -> None:
        self._ledger = ledger
        self._send = send or send_alert
        self._not_before: dict[tuple[int, str], datetime] = {}

    def tell(self, *, now: datetime) -> None:
        """Tell what has happened since it was last told."""
        for schedule in self._ledger.schedules():
            if schedule.alerts == Alerts():
                continue
            slots = self._ledger.slots(schedule.name, start=now - _LOOK_BACK)
            told = self._ledger.alerts(schedule.name)
            for slot, kind in _worth_telling(schedule, slots, told, now):
                self._tell(schedule, slot, kind, now)

    def _tell(self, schedule: Schedule, slot: Slot, kind: str, now: datetime) -> None:
        if now < self._not_before.get((slot.id, kind), now):
            return
        run = next(iter(self._ledger.runs(slot=slot.id, limit=1)), None)
        alert = {
            "kind": kind,
            "schedule": schedule.name,
            "service": schedule.order.service,
            "logical_time": slot.time.isoformat(),
            "attempts": slot.attempts,
            "run": run.id if run else "",
            "state": run.state if run else slot.state,
            "cell": run.cell if run else "",
            "message": run.message if run else "",
        }
        try:
            self._send(schedule.alerts, alert)
        except (OSError, BatchError, smtplib.SMTPException, subprocess.SubprocessError) as error:
            _LOG.error("%s: the alert `%s` cannot be sent: %s", schedule.name, kind, error)
            self._not_before[slot.id, kind] = now + _PAUSE
        else:
            self._ledger.note_alert(schedule.name, slot.id, kind, now=now)


def _worth_telling(
    schedule: Schedule, slots: list[Slot], told: Mapping[tuple[int, str], datetime], now: datetime
) -> list[tuple[Slot, str]]:
    """Return what is to be told and has not been: slots with `failed`, `late` or `recovered`."""
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
    return [(slot, kind) for slot, kind in found if (slot.id, kind) not in told]


def send_alert(alerts: Alerts, alert: Mapping[str, Any]) -> None:
    """Tell everybody that a schedule names.

    Raises:
        OSError: a webhook or mail server does not take it.
        SMTPException: a mail server refuses it.
        SubprocessError: the command fails.
        BatchError: a setting that it needs is missing.
    """
    content = json.dumps(dict(alert)).encode()
    if alerts.command:
        subprocess.run(alerts.command, shell=True, input=content, timeout=_SECONDS, check=True)  # noqa: S602 - the user's own command
    if alerts.webhook:
        request = urllib.request.Request(  # noqa: S310 - the user's own address
            _resolve(alerts.webhook), data=content, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=_SECONDS):  # noqa: S310
            pass
    if alerts.mail:
        _send_mail(alerts.mail, alert)


def _send_mail(to: str, alert: Mapping[str, Any]) -> None:
    server = urlsplit(_resolve("env:NB2SVC_SMTP_URL"))
    message = EmailMessage()
    message["Subject"] = f"{alert['schedule']}: {alert['kind']} ({alert['logical_time'][:10]})"
    message["From"] = os.environ.get("NB2SVC_SMTP_FROM", to)
    message["To"] = to
    message.set_content("\n".join(f"{name}: {value}" for name, value in alert.items()))
    kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    with kind(server.hostname or "localhost", server.port or 0, timeout=_SECONDS) as connection:
        if server.username:
            if server.scheme != "smtps":
                connection.starttls()
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(message)


def _resolve(text: str) -> str:
    """Return a text, or what a reference names: `env:NAME`."""
    if not text.startswith("env:"):
        return text
    name = text.removeprefix("env:")
    value = os.environ.get(name)
    if not value:
        raise BatchError(f"the variable {name} is not set, and an alert needs it")
    return value
