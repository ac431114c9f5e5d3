"""Alerts as people and programs get them: by a command, by a webhook, by mail."""

from __future__ import annotations

import json
import os
import smtplib
import ssl
import subprocess
import urllib.request
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from nb2svc.batch.errors import BatchError
from nb2svc.batch.ledger.entries import AlertWay, RunEntry, Schedule, Slot
from nb2svc.batch.tables.references import read_reference

__all__ = ["send_alert", "write_alert"]

_SECONDS: Final = 20
_WORDS: Final[Mapping[str, str]] = {
    "failed": "failed, and is not tried again by itself",
    "late": "is late: there is no result yet",
    "recovered": "works again",
}


def write_alert(schedule: Schedule, slot: Slot, kind: str, run: RunEntry | None) -> dict[str, Any]:
    """Return an alert as data; `text` says all of it in words, under the name that chat programs look for.

    Args:
        schedule: whose it is.
        slot: the time that it is about.
        kind: `failed`, `late` or `recovered`.
        run: the last run for that time; None where none was started.
    """
    when = slot.time.astimezone(ZoneInfo(schedule.timezone))
    lines = [f"{schedule.name} {_WORDS[kind]} ({when:%Y-%m-%d %H:%M %Z})"]
    if run is None:
        lines += ["", "No run was started for it."]
    elif kind != "recovered":
        lines += ["", f"run {run.id} of {run.version or run.service}: {run.state}, attempt {run.attempt}"]
        lines += [f"cell: {run.cell}"] if run.cell else []
        lines += [run.message] if run.message else []
        lines += ["", f"More: nb2svc batch show {run.id}", f"What it said: nb2svc batch logs {run.id}"]
        lines += [f"Once more: nb2svc batch retry {run.id}"] if kind == "failed" else []
    return {
        "kind": kind,
        "schedule": schedule.name,
        "service": schedule.order.service,
        "logical_time": slot.time.isoformat(),
        "attempts": slot.attempts,
        "run": run.id if run else "",
        "state": run.state if run else slot.state,
        "cell": run.cell if run else "",
        "message": run.message if run else "",
        "text": "\n".join(lines),
    }


def send_alert(way: AlertWay, address: str, alert: Mapping[str, Any]) -> None:
    """Tell one of those whom a schedule names.

    Args:
        way: how.
        address: a shell command, a URL (or `env:NAME`, or `file:/run/secrets/name`), or a mail address.
        alert: as `write_alert` returned it.

    Raises:
        OSError: a webhook or mail server does not take it, or is not what its certificate should say.
        SMTPException: a mail server refuses it.
        SubprocessError: the command fails.
        BatchError: a setting that it needs is missing.
    """
    match way:
        case "command":
            content = json.dumps(alert).encode()
            subprocess.run(address, shell=True, input=content, timeout=_SECONDS, check=True)  # noqa: S602 - the user's own command
        case "webhook":
            _post(read_reference(address, what="the address of a webhook"), alert)
        case "mail":
            _send_mail(address, alert)


def _post(url: str, alert: Mapping[str, Any]) -> None:
    request = urllib.request.Request(  # noqa: S310 - the user's own address
        url, data=json.dumps(alert).encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=_SECONDS):  # noqa: S310
        pass


def _send_mail(to: str, alert: Mapping[str, Any]) -> None:
    server = urlsplit(read_reference("env:NB2SVC_SMTP_URL", what="the address of a mail server"))
    message = EmailMessage()
    message["Subject"] = alert["text"].partition("\n")[0]
    message["From"] = os.environ.get("NB2SVC_SMTP_FROM", to)
    message["To"] = to
    message.set_content(alert["text"] + "\n")
    with _connect(server.scheme, server.hostname or "localhost", server.port or 0) as connection:
        if server.username:  # a password goes over an encrypted connection only
            if server.scheme != "smtps":
                connection.starttls(context=ssl.create_default_context())
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(message)


def _connect(scheme: str, host: str, port: int) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=ssl.create_default_context())
    if scheme == "smtp":
        return smtplib.SMTP(host, port, timeout=_SECONDS)
    raise BatchError("NB2SVC_SMTP_URL begins with smtp:// or smtps://, as in smtps://user:password@mail.example:465")
