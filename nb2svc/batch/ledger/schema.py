"""The tables of the ledger, and how a connection to them behaves.

SQLite in WAL mode: readers never wait, writers wait for each other, and every change is one short transaction. What
two processes must not both do is decided by a transaction that takes the write lock first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from nb2svc.batch.errors import BatchError

__all__ = ["LedgerFile"]

_VERSION: Final = 2
_WAIT_SECONDS: Final = 30.0
_TABLES: Final = """
CREATE TABLE schedule (
    name TEXT PRIMARY KEY,
    orders TEXT NOT NULL,
    cron TEXT NOT NULL,
    timezone TEXT NOT NULL,
    catch_up TEXT NOT NULL,
    retries INTEGER NOT NULL,
    retry_seconds REAL NOT NULL,
    late_seconds REAL NOT NULL,
    alerts TEXT NOT NULL,
    is_paused INTEGER NOT NULL,
    created TEXT NOT NULL,
    reached TEXT NOT NULL  -- every due time up to here has its slot
);
CREATE TABLE slot (
    id INTEGER PRIMARY KEY,
    schedule TEXT NOT NULL,
    time TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before TEXT NOT NULL,
    by_hand INTEGER NOT NULL DEFAULT 0,
    UNIQUE (schedule, time)
);
CREATE INDEX slot_state ON slot (state, not_before);
CREATE TABLE run (
    id TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    version TEXT NOT NULL DEFAULT '',
    schedule TEXT,
    slot INTEGER,
    time TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    state TEXT NOT NULL,
    orders TEXT NOT NULL,
    created TEXT NOT NULL,
    ended TEXT,
    pid INTEGER,
    host TEXT NOT NULL DEFAULT '',
    cell TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    facts TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX run_created ON run (created);
CREATE INDEX run_state ON run (state);
CREATE TABLE alert (
    schedule TEXT NOT NULL,
    slot INTEGER NOT NULL,
    kind TEXT NOT NULL,
    way TEXT NOT NULL,
    sent TEXT NOT NULL,
    UNIQUE (slot, kind, way)
);
"""


class LedgerFile:
    """The file; it is made where there is none.

    Args:
        path: `<store>/.batch/ledger.db`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection for questions.

        Raises:
            BatchError: the ledger cannot be opened.
        """
        connection = self._connect()
        try:
            yield connection
        except sqlite3.Error as error:
            raise BatchError(f"the ledger `{self.path}` cannot be read: {error}") from error
        finally:
            connection.close()

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection inside one transaction, which no other process can change anything beside.

        Raises:
            BatchError: the ledger cannot be opened or written; nothing is changed then.
        """
        connection = self._connect()
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise BatchError(f"the ledger `{self.path}` cannot be written: {error}") from error
        finally:
            connection.close()  # what was not committed is undone

    def _connect(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=_WAIT_SECONDS, isolation_level=None)
            connection.row_factory = sqlite3.Row
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version == 0:
                self._make_tables(connection)
            elif version != _VERSION:
                connection.close()
                raise BatchError(f"the ledger `{self.path}` was written by another version of nb2svc ({version})")
        except (sqlite3.Error, OSError) as error:
            raise BatchError(f"the ledger `{self.path}` cannot be opened: {error}") from error
        return connection

    @staticmethod
    def _make_tables(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:  # another process may have been quicker
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {_VERSION}")
        connection.execute("COMMIT")
