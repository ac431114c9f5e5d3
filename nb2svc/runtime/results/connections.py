"""Connections to a database that is only read: few, kept open, and told to stop when they take too long."""

from __future__ import annotations

import math
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.lookups.errors import hide_passwords

__all__ = ["Connections"]

_CONNECT_OPTION: Final = {"psycopg": "connect_timeout", "psycopg2": "connect_timeout", "pymysql": "connect_timeout"}
"""What drivers call the longest time that making a connection may take."""


class Connections:
    """A pool of connections to one database.

    Args:
        url: the database, in SQLAlchemy's form.
        seconds: how long it may take to connect, or to wait for who writes.
        most: how many there are at the same time.

    Attributes:
        engine: SQLAlchemy's; for looking at tables.

    Raises:
        Nb2svcError: there is no such kind of database, or its driver is not installed.
    """

    def __init__(self, url: str, *, seconds: float, most: int) -> None:
        self._lock = threading.Lock()
        self._busy: dict[int, tuple[float, Any]] = {}
        self._file: Path | None = None
        self._place: tuple[int, int] | None = None
        try:
            address = sa.make_url(url)
            self.engine = _make_engine(address, seconds, most)
        except ModuleNotFoundError as error:
            raise Nb2svcError(f"this database needs the driver `{error.name}`: pip install {error.name}") from error
        except (NoSuchModuleError, ArgumentError) as error:
            shown = hide_passwords(url)
            raise Nb2svcError(f"`{shown}` is no database that SQLAlchemy knows: write `sqlite:///file.db`") from error
        self._file = _file_of(address)

    @property
    def is_missing(self) -> bool:
        """Whether the database is a file that is not there."""
        return self._file is not None and not self._file.exists()

    def follow_file(self) -> None:
        """Where the database is a file and another one has taken its place, leave the old one."""
        with suppress(OSError):
            found = self._file.stat() if self._file is not None else None
            place = (found.st_dev, found.st_ino) if found is not None else None
            if self._place not in (None, place):
                self.close()
            self._place = place

    @contextmanager
    def open(self) -> Iterator[sa.Connection]:
        """Give a connection for a question or two."""
        with self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            with self._lock:
                self._busy[id(driver)] = time.monotonic(), driver
            try:
                yield connection
            finally:
                with self._lock:
                    del self._busy[id(driver)]

    def stop_late(self, seconds: float) -> None:
        """Tell the database to stop what it has been asked for longer than this."""
        since = time.monotonic() - seconds
        with self._lock:
            late = [driver for started, driver in self._busy.values() if started <= since]
        for driver in late:
            stop = getattr(driver, "cancel", None) or getattr(driver, "interrupt", None)
            if callable(stop):
                with suppress(Exception):  # it may have come to its end meanwhile
                    stop()

    def close(self) -> None:
        """Close those that are not in use."""
        self.engine.dispose()


def _make_engine(url: sa.URL, seconds: float, most: int) -> sa.Engine:
    options: dict[str, Any] = {
        "pool_size": most,
        "max_overflow": 0,
        "pool_timeout": seconds,
        "pool_reset_on_return": None,
        "isolation_level": "AUTOCOMMIT",  # each question is one statement: nothing to begin and to end around it
    }
    if url.get_backend_name() == "sqlite":
        path = _file_of(url)
        if path is not None:
            options["creator"] = lambda: _open_file(path, seconds)
        return sa.create_engine(url, poolclass=sa.QueuePool, **options)
    option = _CONNECT_OPTION.get(url.get_driver_name())
    if option is not None:
        options["connect_args"] = {option: math.ceil(seconds)}
    return sa.create_engine(url, **options)


def _file_of(url: sa.URL) -> Path | None:
    name = url.database if url.get_backend_name() == "sqlite" else None
    return None if not name or name == ":memory:" or name.startswith("file:") else Path(name).absolute()


def _open_file(path: Path, seconds: float) -> sqlite3.Connection:
    """Open a database file that is there: SQLite would make one that is not."""
    address = f"file:{quote(str(path))}?mode=rw"
    connection = sqlite3.connect(address, uri=True, timeout=seconds, check_same_thread=False)
    connection.execute("pragma query_only = on")
    return connection
