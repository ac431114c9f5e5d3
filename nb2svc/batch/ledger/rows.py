"""Rows of the ledger's tables to values, and back; times as text that sorts as times do."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

import msgspec

from nb2svc.batch.errors import BatchError
from nb2svc.batch.ledger.entries import Alerts, RunEntry, Schedule, Slot
from nb2svc.batch.orders.order import read_order, write_order

__all__ = [
    "find_schedule",
    "get_run",
    "get_schedule",
    "insert",
    "read_time",
    "to_run",
    "to_schedule",
    "to_slot",
    "values_of",
    "write_time",
]


def insert(connection: sqlite3.Connection, table: str, values: Mapping[str, Any], *, replaces: bool = False) -> None:
    """Write a row; the names of tables and columns are ours."""
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    word = "INSERT OR REPLACE" if replaces else "INSERT"
    connection.execute(f"{word} INTO {table} ({names}) VALUES ({marks})", dict(values))


def find_schedule(connection: sqlite3.Connection, name: str) -> sqlite3.Row | None:
    """Return the row of a schedule, None where there is none."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM schedule WHERE name = ?", (name,)).fetchone()
    return row


def get_schedule(connection: sqlite3.Connection, name: str) -> sqlite3.Row:
    """Return the row of a schedule.

    Raises:
        BatchError: there is none of this name.
    """
    row = find_schedule(connection, name)
    if row is not None:
        return row
    names = [found["name"] for found in connection.execute("SELECT name FROM schedule ORDER BY name")]
    near = get_close_matches(name, names, n=1)
    listing = ", ".join(f"`{found}`" for found in names)
    guess = f"did you mean `{near[0]}`?" if near else f"there are {listing}" if names else "there are none at all"
    raise BatchError(f"there is no schedule `{name}`; {guess}")


def get_run(connection: sqlite3.Connection, run_id: str) -> sqlite3.Row:
    """Return the row of a run.

    Raises:
        BatchError: there is none with this key.
    """
    row: sqlite3.Row | None = connection.execute("SELECT * FROM run WHERE id = ?", (run_id,)).fetchone()
    if row is None:
        raise BatchError(f"there is no run `{run_id}`; `nb2svc batch history` lists them")
    return row


def values_of(schedule: Schedule) -> dict[str, Any]:
    """Return what a schedule's row holds."""
    plain = ("name", "cron", "timezone", "catch_up", "retries", "retry_seconds", "late_seconds")
    return {
        **{name: getattr(schedule, name) for name in plain},
        "orders": write_order(schedule.order),
        "alerts": msgspec.json.encode(schedule.alerts).decode(),
        "is_paused": int(schedule.is_paused),
        "created": write_time(schedule.created),
        "reached": write_time(schedule.reached),
    }


def to_schedule(row: sqlite3.Row) -> Schedule:
    """Return a row as a value."""
    return Schedule(
        name=row["name"],
        order=read_order(row["orders"]),
        cron=row["cron"],
        timezone=row["timezone"],
        catch_up=row["catch_up"],
        retries=row["retries"],
        retry_seconds=row["retry_seconds"],
        late_seconds=row["late_seconds"],
        alerts=msgspec.json.decode(row["alerts"], type=Alerts),
        is_paused=bool(row["is_paused"]),
        created=read_time(row["created"]),
        reached=read_time(row["reached"]),
    )


def to_slot(row: sqlite3.Row) -> Slot:
    """Return a row as a value."""
    return Slot(
        id=row["id"],
        schedule=row["schedule"],
        time=read_time(row["time"]),
        state=row["state"],
        attempts=row["attempts"],
        not_before=read_time(row["not_before"]),
        by_hand=bool(row["by_hand"]),
    )


def to_run(row: sqlite3.Row) -> RunEntry:
    """Return a row as a value."""
    return RunEntry(
        id=row["id"],
        service=row["service"],
        version=row["version"],
        schedule=row["schedule"] or "",
        slot=row["slot"],
        time=read_time(row["time"]),
        attempt=row["attempt"],
        state=row["state"],
        order=read_order(row["orders"]),
        created=read_time(row["created"]),
        ended=read_time(row["ended"]) if row["ended"] else None,
        pid=row["pid"],
        host=row["host"],
        cell=row["cell"],
        message=row["message"],
        facts=msgspec.json.decode(row["facts"]),
    )


def write_time(time: datetime) -> str:
    """Return a time as text that sorts as times do."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def read_time(text: str) -> datetime:
    """Return a time that `write_time` wrote."""
    return datetime.fromisoformat(text)
