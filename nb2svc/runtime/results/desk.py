"""Asks for results without holding the event loop up: in a few threads, with a time limit.

What the database says when it is away stays in the log, once until it is back; who asks is told to come again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Thread
from typing import Any, Final, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.lookups.errors import hide_passwords
from nb2svc.runtime.results.errors import ResultError
from nb2svc.runtime.results.reader import Facts, Reader, Result
from nb2svc.runtime.results.source import ResultsSource
from nb2svc.runtime.results.threads import Threads

__all__ = ["Desk", "check_source"]

_LOG: Final = logging.getLogger(__name__)
_T = TypeVar("_T")
_MOST_THREADS: Final = 8
_LOOK_SECONDS: Final = 2.0
_LOOK_SHARE: Final = 20
"""How many times longer than a look at the newest results takes, the next one is away: a table without an index."""


class Desk:
    """Where results of one table are asked for.

    Args:
        source: the table.
        seconds: how long a question may take.

    Attributes:
        source: the table.
        facts: what was known of the newest results a moment ago; None where there are none, or nobody knows.
        is_reachable: whether the database has answered when it was last asked.

    Raises:
        Nb2svcError: there is no such kind of database, or its driver is not installed.
    """

    def __init__(self, source: ResultsSource, *, seconds: float) -> None:
        self.source = source
        self.facts: Facts | None = None
        self.is_reachable = False
        self._seconds = seconds
        self._complaint = ""
        self._reader = Reader(source, seconds=seconds, most=_MOST_THREADS)
        self._threads = Threads("nb2svc-results", most=_MOST_THREADS)

    async def find(self, key: str, day: str = "") -> Result:
        """Return the newest result for a key.

        Args:
            key: as text.
            day: logical date of the result; the newest of all where it is empty.

        Raises:
            ResultError: there is none, or the database does not answer now.
        """
        return await self._ask(lambda: self._reader.find(key, day))

    async def find_each(self, keys: Sequence[str], day: str = "") -> list[Result | ResultError]:
        """Return for each of some keys its newest result, or why there is none.

        Raises:
            ResultError: there are no results at all, or the database does not answer now.
        """
        return await self._ask(lambda: self._reader.find_each(keys, day))

    async def newest(self) -> Facts:
        """Return what is known of the newest results.

        Raises:
            ResultError: there are none yet, or the database does not answer now.
        """
        try:
            self.facts = await self._ask(self._reader.describe)
        except ResultError as error:
            if error.type == "no-results":  # else the columns stay known to the documentation
                self.facts = None
            raise
        return self.facts

    async def watch(self) -> None:
        """Look again and again."""
        while True:
            started = time.monotonic()
            with suppress(ResultError):  # it is told by `_ask`
                await self.newest()
            await asyncio.sleep(max(_LOOK_SECONDS, _LOOK_SHARE * (time.monotonic() - started)))

    def close(self) -> None:
        """Close the connections; what is still asked is told to stop, and not waited for."""
        Thread(target=self._reader.stop_late, args=(0,), daemon=True).start()
        self._reader.close()

    async def _ask(self, question: Callable[[], _T]) -> _T:
        loop = asyncio.get_running_loop()
        try:
            answer = await asyncio.wait_for(loop.run_in_executor(self._threads, question), self._seconds)
        except TimeoutError:
            Thread(target=self._reader.stop_late, args=(self._seconds * 0.9,), daemon=True).start()
            raise self._tell_away(f"there is no answer within {self._seconds:g} s (NB2SVC_LOOKUP_SECONDS)") from None
        except SQLAlchemyError as error:
            raise self._tell_away(_in_words(error)) from error
        except ResultError:
            self._tell_back()
            raise
        except Nb2svcError as error:
            raise self._tell_away(error.message) from error
        self._tell_back()
        return answer

    def _tell_away(self, cause: str) -> ResultError:
        self.is_reachable = False
        cause = hide_passwords(cause)
        if cause != self._complaint:
            _LOG.error("results of `%s` cannot be read: %s", self.source.name, cause)
            self._complaint = cause
        message = f"the results of `{self.source.name}` cannot be read now: ask again later"
        return ResultError(message, type="results-unavailable")

    def _tell_back(self) -> None:
        self.is_reachable = True
        if self._complaint:
            _LOG.warning("results of `%s` can be read again", self.source.name)
            self._complaint = ""


def check_source(source: ResultsSource, *, seconds: float) -> None:
    """Find what can never work before a server starts; warn of what will be slow.

    A database that is away, or has no results yet, is no reason not to start.

    Raises:
        Nb2svcError: the database is of no kind that is known here, or the table is there and holds no results by such a
            key.
    """
    reader = Reader(source, seconds=seconds, most=1)
    try:
        shape = reader.describe().shape
    except ResultError as error:
        _LOG.warning("%s; they are answered as soon as a batch run has written some", error.message)
    except SQLAlchemyError as error:
        _LOG.warning("results of `%s` cannot be read yet: %s", source.name, hide_passwords(_in_words(error)))
    else:
        if not shape.has_index:
            _LOG.warning(
                "`%s` has no index for `%s`, so each request reads the whole table: `nb2svc batch run --key %s` makes "
                "one, or `create index on %s (%s, logical_time)`",
                source.table, source.key, source.key, source.table, source.key,
            )  # fmt: skip
    finally:
        reader.close()


def _in_words(error: Any) -> str:
    return " ".join(str(getattr(error, "orig", None) or error).split())
