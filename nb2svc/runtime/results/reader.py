"""Reads results from a table, for one key: SQL and types, no threads of its own and no HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from nb2svc.runtime.results.columns import ERROR, LOGICAL_DATE, LOGICAL_TIME, RUN_ID, STAMP_COLUMNS, VERSION
from nb2svc.runtime.results.connections import Connections
from nb2svc.runtime.results.errors import ResultError
from nb2svc.runtime.results.shape import Shape, look_at
from nb2svc.runtime.results.source import ResultsSource

__all__ = ["Facts", "Reader", "Result"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The answer to one row of a run.

    Attributes:
        key: value of the key's column.
        answer: name -> value, as the table has them.
        stamp: whose the row is: `run_id`, `logical_date`, `logical_time`, `version`.
    """

    key: Any
    answer: Mapping[str, Any]
    stamp: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The newest results of a table.

    Attributes:
        stamp: whose they are.
        answers: name of an answer -> what JSON makes of its values: `integer`, `number`, `boolean`, ...
        rows: how many rows they have.
        shape: what the table looks like.
    """

    stamp: Mapping[str, Any]
    answers: Mapping[str, str]
    rows: int
    shape: Shape


class Reader:
    """Reads one table; may be used by several threads.

    Args:
        source: the table.
        seconds: how long it may take to connect, or to wait for who writes.
        most: how many threads read at the same time.

    Raises:
        Nb2svcError: there is no such kind of database, or its driver is not installed.
    """

    def __init__(self, source: ResultsSource, *, seconds: float, most: int) -> None:
        self.source = source
        self._connections = Connections(source.url, seconds=seconds, most=most)
        self._shape: Shape | None = None
        self._counted = ("", 0)

    def find(self, key: str, day: str = "") -> Result:
        """Return the newest result for a key.

        Args:
            key: as text.
            day: logical date of the result, `2026-11-19`; the newest of all where it is empty.

        Raises:
            ResultError: there is none.
            SQLAlchemyError: the database does not answer.
            Nb2svcError: the table is no table of results.
        """
        return self._ask(lambda connection, shape: self._find(connection, shape, key, day))

    def find_each(self, keys: Sequence[str], day: str = "") -> list[Result | ResultError]:
        """Return for each of some keys its newest result, or why there is none.

        Args:
            keys: as text.
            day: see `find`.

        Raises:
            SQLAlchemyError: the database does not answer.
            Nb2svcError: see `find`; there are no results at all.
        """

        def find_one(connection: sa.Connection, shape: Shape, key: str) -> Result | ResultError:
            try:
                return self._find(connection, shape, key, day)
            except ResultError as error:
                if error.type == "no-results":
                    raise
                return error

        return self._ask(lambda connection, shape: [find_one(connection, shape, key) for key in keys])

    def describe(self) -> Facts:
        """Return what is known of the newest results.

        Raises:
            ResultError: there are no results yet.
            SQLAlchemyError: the database does not answer.
            Nb2svcError: the table is no table of results.
        """
        self._connections.follow_file()
        facts = self._ask(self._describe)
        if facts.stamp[RUN_ID] != self._counted[0]:
            self._counted = facts.stamp[RUN_ID], facts.rows
            self._shape = None  # a new run may have brought columns: the next question looks at the table again
        return facts

    def stop_late(self, seconds: float) -> None:
        """Tell the database to stop what it has been asked for longer than this."""
        self._connections.stop_late(seconds)

    def close(self) -> None:
        """Close the connections; the next question opens new ones."""
        self._connections.close()

    def _ask(self, question: Callable[[sa.Connection, Shape], _T]) -> _T:
        """Ask; once more where a connection leads nowhere any more, or the table has changed."""
        for attempt in ("first", "last"):
            try:
                shape = self._shape = self._shape or look_at(self._connections.engine, self.source)
                if shape is None:
                    raise self._no_results()
                with self._connections.open() as connection:
                    return question(connection, shape)
            except (OperationalError, ProgrammingError) as error:
                if self._connections.is_missing:
                    raise self._no_results() from error
                is_changed, self._shape = self._shape is not None, None
                if attempt == "last" or not (error.connection_invalidated or is_changed):
                    raise
            except DBAPIError:
                self._shape = None
                raise
        raise AssertionError

    def _find(self, connection: sa.Connection, shape: Shape, key: str, day: str) -> Result:
        value = shape.parse_key(key)
        row = None
        if value is not None:
            query, given = (shape.of_day, {"key": value, "day": day}) if day else (shape.newest, {"key": value})
            row = connection.execute(query, given).mappings().first()
        if row is None:
            if connection.execute(shape.newest_stamp).first() is None:
                raise self._no_results()
            of_day = f" and the {LOGICAL_DATE} {day}" if day else ""
            message = f"no result of `{self.source.name}` has the {self.source.key} {key[:100]!r}{of_day}"
            raise ResultError(message, type="unknown-key")
        stamp = {name: row[name] for name in STAMP_COLUMNS}
        reason = row.get(ERROR)
        if reason is not None:
            message = f"this row had no answer in the run of {stamp[LOGICAL_DATE]}: {reason}"
            raise ResultError(message, type="no-answer", version=stamp[VERSION])
        answer = {name: row[name] for name in shape.answers_of(row)}
        return Result(key=row[self.source.key], answer=answer, stamp=stamp)

    def _describe(self, connection: sa.Connection, shape: Shape) -> Facts:
        row = connection.execute(shape.newest_stamp).mappings().first()
        if row is None:
            raise self._no_results()
        run_id, rows = self._counted
        if row[RUN_ID] != run_id:
            rows = connection.execute(shape.count, {"time": row[LOGICAL_TIME]}).scalar_one()
        stamp = {name: row[name] for name in STAMP_COLUMNS}
        answers = {name: shape.kinds[name] for name in shape.answers_of(row)}
        return Facts(stamp=stamp, answers=answers, rows=rows, shape=shape)

    def _no_results(self) -> ResultError:
        return ResultError(f"there are no results of `{self.source.name}` yet", type="no-results")
