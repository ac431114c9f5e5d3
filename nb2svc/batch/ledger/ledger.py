"""The ledger: every change of it is one transaction, so that two schedulers, or ten, never do one thing twice."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec

from nb2svc.batch.errors import BatchError
from nb2svc.batch.ledger.entries import FAILED, AlertWay, RunEntry, RunState, Schedule, Slot, SlotState
from nb2svc.batch.ledger.ids import new_run_id
from nb2svc.batch.ledger.rows import (
    find_schedule,
    get_run,
    get_schedule,
    insert,
    read_time,
    to_run,
    to_schedule,
    to_slot,
    values_of,
    write_time,
)
from nb2svc.batch.ledger.schema import LedgerFile
from nb2svc.batch.orders.order import Order, read_order, write_order
from nb2svc.store.locks import try_lock

__all__ = ["Ledger", "ledger_of"]

_FOLDER: Final = ".batch"
_LONGEST_WAIT: Final = timedelta(hours=6)


def ledger_of(store: Path) -> Ledger:
    """Return the ledger of a store."""
    return Ledger(store / _FOLDER)


class Ledger:
    """What was ordered, what is due, what ran and how that ended.

    Args:
        folder: `<store>/.batch`; holds the file, and a lock and a log for each run.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = LedgerFile(folder / "ledger.db")

    # schedules

    def add(self, schedule: Schedule, *, replaces: bool = False) -> None:
        """Write a schedule down; where it replaces one, the slots of that one stay.

        Raises:
            BatchError: there is one of this name already.
        """
        with self._file.changing() as connection:
            if not replaces and find_schedule(connection, schedule.name) is not None:
                raise BatchError(
                    f"there is a schedule `{schedule.name}` already: give this one another name with --name, or "
                    "change that one with --replace"
                )
            insert(connection, "schedule", values_of(schedule), replaces=True)

    def schedules(self) -> list[Schedule]:
        """Return all schedules by name."""
        with self._file.reading() as connection:
            return [to_schedule(row) for row in connection.execute("SELECT * FROM schedule ORDER BY name")]

    def schedule(self, name: str) -> Schedule:
        """Return a schedule.

        Raises:
            BatchError: there is none of this name.
        """
        with self._file.reading() as connection:
            return to_schedule(get_schedule(connection, name))

    def pause(self, name: str, *, is_paused: bool) -> None:
        """Stop starting runs of a schedule, or start again; times that pass meanwhile are caught up as it says.

        Raises:
            BatchError: there is none of this name.
        """
        with self._file.changing() as connection:
            get_schedule(connection, name)
            connection.execute("UPDATE schedule SET is_paused = ? WHERE name = ?", (int(is_paused), name))

    def remove(self, name: str) -> None:
        """Forget a schedule; its runs stay in the history, what still waits is cancelled.

        Raises:
            BatchError: there is none of this name.
        """
        with self._file.changing() as connection:
            get_schedule(connection, name)
            connection.execute("DELETE FROM schedule WHERE name = ?", (name,))
            connection.execute("UPDATE slot SET state = 'cancelled' WHERE schedule = ? AND state = 'waiting'", (name,))

    # slots

    def open_slots(self, name: str, *, run: Sequence[datetime], skip: Sequence[datetime], reached: datetime) -> None:
        """Write down that times are due; what is there already stays as it is.

        Args:
            name: the schedule.
            run: times that are to be run.
            skip: times that are passed over.
            reached: all due times up to here are among them.
        """
        with self._file.changing() as connection:
            for state, times in (("waiting", run), ("skipped", skip)):
                connection.executemany(
                    "INSERT OR IGNORE INTO slot (schedule, time, state, not_before) VALUES (?, ?, ?, ?)",
                    [(name, write_time(time), state, write_time(time)) for time in times],
                )
            connection.execute(
                "UPDATE schedule SET reached = max(reached, ?) WHERE name = ?", (write_time(reached), name)
            )

    def slots(self, name: str, *, start: datetime | None = None, end: datetime | None = None) -> list[Slot]:
        """Return the slots of a schedule in the order of their times, from one time up to another."""
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM slot WHERE schedule = ? AND time >= ? AND time <= ? ORDER BY time",
                (name, write_time(start) if start else "", write_time(end) if end else "9"),
            )
            return [to_slot(row) for row in rows]

    def claim(self, *, now: datetime, names: Iterable[str] | None = None, by_hand: bool = False) -> RunEntry | None:
        """Start the run of the slot that has waited longest, or return None where nothing may be started.

        A schedule has one run at a time; those of a backfill are bounded by who makes it.

        Args:
            now: the time.
            names: the schedules; all where it is not given.
            by_hand: whether slots of backfills are meant.
        """
        with self._file.changing() as connection:
            rows = connection.execute(
                "SELECT slot.*, schedule.orders AS orders FROM slot JOIN schedule ON schedule.name = slot.schedule "
                "WHERE slot.state = 'waiting' AND slot.not_before <= ? AND slot.by_hand = ? "
                "AND (slot.by_hand OR NOT schedule.is_paused) "
                "AND (slot.by_hand OR NOT EXISTS (SELECT 1 FROM slot AS busy WHERE busy.schedule = slot.schedule "
                "AND busy.state = 'running')) ORDER BY slot.time",
                (write_time(now), int(by_hand)),
            )
            wanted = None if names is None else set(names)
            row = next((row for row in rows if wanted is None or row["schedule"] in wanted), None)
            if row is None:
                return None
            connection.execute("UPDATE slot SET state = 'running', attempts = attempts + 1 WHERE id = ?", (row["id"],))
            order = read_order(row["orders"])
            return _insert_run(connection, order, row["time"], now, slot=to_slot(row))

    # runs

    def begin(self, order: Order, *, time: datetime, now: datetime, schedule: str = "") -> RunEntry:
        """Write down a run that a person or another scheduler starts, without the passwords of its addresses.

        Args:
            order: what it does.
            time: its logical time.
            now: the time.
            schedule: the schedule that it belongs to, where another scheduler has started it.
        """
        with self._file.changing() as connection:
            run = _insert_run(connection, order, write_time(time), now, slot=None, schedule=schedule)
            return replace(run, order=order)

    def take_over(self, run_id: str) -> int:
        """Say that this process computes a run.

        Returns:
            An open file; as long as it is open, and no longer than this process lives, the run is not an orphan.

        Raises:
            BatchError: another process computes it, or it is closed already.
        """
        (self.folder / "runs").mkdir(parents=True, exist_ok=True)
        lock = try_lock(self._lock_of(run_id))
        if lock is None:
            raise BatchError(f"the run {run_id} is computed by another process")
        with self._file.changing() as connection:
            taken = connection.execute(
                "UPDATE run SET pid = ?, host = ? WHERE id = ? AND state = 'running'",
                (os.getpid(), socket.gethostname(), run_id),
            )
        if taken.rowcount != 1:
            os.close(lock)
            raise BatchError(f"the run {run_id} is closed already")
        return lock

    def note(self, run_id: str, *, version: str, order: Order) -> None:
        """Write down which version answers a run, and its order as it was filled in."""
        with self._file.changing() as connection:
            connection.execute(
                "UPDATE run SET version = ?, orders = ? WHERE id = ?", (version, write_order(order), run_id)
            )

    def end(
        self,
        run_id: str,
        state: RunState,
        *,
        now: datetime,
        cell: str = "",
        message: str = "",
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        """Write down how a run ended, and what becomes of its slot: done, or tried again, or failed for good."""
        with self._file.changing() as connection:
            row = connection.execute("SELECT * FROM run WHERE id = ?", (run_id,)).fetchone()
            if row is None or row["state"] != "running":
                return  # somebody else has closed it: what is written stays
            connection.execute(
                "UPDATE run SET state = ?, ended = ?, cell = ?, message = ?, facts = ? WHERE id = ?",
                (state, write_time(now), cell, message, msgspec.json.encode(facts or {}).decode(), run_id),
            )
            if row["slot"] is not None:
                _settle_slot(connection, row, state, now)
        self._lock_of(run_id).unlink(missing_ok=True)

    def close_orphans(self, *, now: datetime, grace: timedelta = timedelta(seconds=30)) -> list[str]:
        """Write down that runs have died whose process is gone; return their keys.

        Args:
            now: the time.
            grace: a run that was claimed so recently may not have its process yet.
        """
        with self._file.reading() as connection:
            rows = connection.execute("SELECT * FROM run WHERE state = 'running'").fetchall()
        gone = []
        for row in rows:
            if (row["pid"] is None and now - read_time(row["created"]) < grace) or not self._is_orphan(row):
                continue
            cause = "it was killed, the machine was restarted, or its disk was full"
            self.end(row["id"], "died", now=now, message=f"the process of the run is gone: {cause}")
            gone.append(row["id"])
        return gone

    def reopen(self, run_id: str, *, now: datetime) -> Slot:
        """Let the slot of a run that failed, or was cancelled, be tried again.

        Raises:
            BatchError: there is no such run, or it has no slot, or its slot is not to be tried again.
        """
        with self._file.changing() as connection:
            row = get_run(connection, run_id)
            slot = connection.execute("SELECT * FROM slot WHERE id = ?", (row["slot"],)).fetchone()
            if slot is None:
                raise BatchError(f"the run {run_id} was started by hand: start it again with `nb2svc batch run`")
            if slot["state"] in ("running", "waiting"):
                raise BatchError(f"the run {run_id} is being tried again already")
            connection.execute(
                "UPDATE slot SET state = 'waiting', attempts = 0, not_before = ? WHERE id = ?",
                (write_time(now), slot["id"]),
            )
            return replace(to_slot(slot), state="waiting", attempts=0)

    def reopen_for_backfill(self, name: str, times: Sequence[datetime], states: Sequence[SlotState]) -> list[Slot]:
        """Make the slots of a backfill: those that are missing, and those in some states; return what it has to run.

        Args:
            name: the schedule.
            times: the logical times.
            states: a slot in one of these is run again.
        """
        marks = ", ".join("?" * len(states)) or "NULL"
        with self._file.changing() as connection:
            for time in map(write_time, times):
                connection.execute(
                    "INSERT OR IGNORE INTO slot (schedule, time, state, not_before, by_hand) "
                    "VALUES (?, ?, 'waiting', ?, 1)",
                    (name, time, time),
                )
                connection.execute(
                    "UPDATE slot SET state = 'waiting', attempts = 0, by_hand = 1, not_before = time "  # noqa: S608 - marks
                    f"WHERE schedule = ? AND time = ? AND state IN ({marks})",
                    (name, time, *states),
                )
            rows = connection.execute(
                "SELECT * FROM slot WHERE schedule = ? AND by_hand AND state = 'waiting' ORDER BY time", (name,)
            ).fetchall()
        wanted = {write_time(time) for time in times}
        return [to_slot(row) for row in rows if row["time"] in wanted]

    def run(self, run_id: str) -> RunEntry:
        """Return a run.

        Raises:
            BatchError: there is none with this key.
        """
        with self._file.reading() as connection:
            return to_run(get_run(connection, run_id))

    def last_before(self, run: RunEntry) -> RunEntry | None:
        """Return the run that a run is compared with: the last one for an earlier time that came to its end.

        It is one of the same schedule, or, for a run that a person started, one of the same service with the same
        output.

        Args:
            run: with its order filled in.
        """
        where = "schedule = :schedule" if run.schedule else (
            "(service = :service OR service LIKE :service || '@%') AND json_extract(orders, '$.series') = :series "
            "AND json_extract(orders, '$.folder') = :folder"
        )  # fmt: skip
        values = {
            "schedule": run.schedule,
            "service": run.service.partition("@")[0],
            "series": run.order.series,
            "folder": run.order.folder,
            "time": write_time(run.time),
        }
        with self._file.reading() as connection:
            row = connection.execute(
                f"SELECT * FROM run WHERE state = 'done' AND time < :time AND {where} "  # noqa: S608 - words are ours
                "ORDER BY time DESC, created DESC LIMIT 1",
                values,
            ).fetchone()
        return to_run(row) if row is not None else None

    def runs(
        self, *, limit: int = 50, service: str = "", schedule: str = "", state: str = "", slot: int | None = None
    ) -> list[RunEntry]:
        """Return runs, the last one first.

        Args:
            limit: how many.
            service: only those of one service.
            schedule: only those of one schedule.
            state: only those that ended so.
            slot: only those of one slot.
        """
        conditions = {"service": service, "schedule": schedule, "state": state, "slot": slot}
        given = {name: value for name, value in conditions.items() if value}
        where = " AND ".join(
            f"({name} = :{name} OR {name} LIKE :{name} || '@%')" if name == "service" else f"{name} = :{name}"
            for name in given
        )
        with self._file.reading() as connection:
            rows = connection.execute(
                f"SELECT * FROM run {f'WHERE {where}' if where else ''} ORDER BY created DESC, id DESC LIMIT :limit",  # noqa: S608 - names are ours
                {**given, "limit": limit},
            )
            return [to_run(row) for row in rows]

    def log_of(self, run_id: str) -> Path:
        """Return where the log of a run is."""
        return self.folder / "runs" / f"{run_id}.log"

    def alerts(self, schedule: str) -> set[tuple[int, str, AlertWay]]:
        """Return what was told of a schedule: number of a slot, kind, and way."""
        with self._file.reading() as connection:
            rows = connection.execute("SELECT * FROM alert WHERE schedule = ?", (schedule,))
            return {(row["slot"], row["kind"], row["way"]) for row in rows}

    def note_alert(self, schedule: str, slot: int, kind: str, way: AlertWay, *, now: datetime) -> None:
        """Write down that somebody was told."""
        with self._file.changing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO alert (schedule, slot, kind, way, sent) VALUES (?, ?, ?, ?, ?)",
                (schedule, slot, kind, way, write_time(now)),
            )

    def _lock_of(self, run_id: str) -> Path:
        return self.folder / "runs" / f"{run_id}.lock"

    def _is_orphan(self, row: sqlite3.Row) -> bool:
        if row["host"] and row["host"] != socket.gethostname():
            return False  # only its own machine can tell
        lock = try_lock(self._lock_of(row["id"])) if self._lock_of(row["id"]).exists() else -1
        if lock is None:
            return False
        if lock >= 0:
            os.close(lock)
        return True


def _settle_slot(connection: sqlite3.Connection, run: sqlite3.Row, state: RunState, now: datetime) -> None:
    slot = connection.execute("SELECT * FROM slot WHERE id = ?", (run["slot"],)).fetchone()
    schedule = find_schedule(connection, run["schedule"])
    new: SlotState = "done" if state == "done" else "cancelled" if state == "cancelled" else "failed"
    not_before = slot["not_before"]
    if state in FAILED and schedule is not None and slot["attempts"] <= schedule["retries"]:
        wait = timedelta(seconds=schedule["retry_seconds"] * 2 ** (slot["attempts"] - 1))
        new, not_before = "waiting", write_time(now + min(wait, _LONGEST_WAIT))
    connection.execute("UPDATE slot SET state = ?, not_before = ? WHERE id = ?", (new, not_before, slot["id"]))


def _insert_run(
    connection: sqlite3.Connection, order: Order, time: str, now: datetime, *, slot: Slot | None, schedule: str = ""
) -> RunEntry:
    run_id = new_run_id(now)
    values = {
        "id": run_id,
        "service": order.service,
        "schedule": slot.schedule if slot else schedule or None,
        "slot": slot.id if slot else None,
        "time": time,
        "attempt": slot.attempts + 1 if slot else 1,
        "state": "running",
        "orders": write_order(order),
        "created": write_time(now),
    }
    insert(connection, "run", values)
    return to_run(get_run(connection, run_id))
