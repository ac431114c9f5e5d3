"""Looks up: in a thread of its own, with a time limit, again where a connection has grown old.

Connections belong to the thread that made them, and threads to the process: after a fork both are made anew. A thread
that hangs is left alone and its connection told to stop; there are only so many, so a database that never answers
costs a few threads and no more.
"""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
from typing import Any, Final

import pandas as pd

from nb2svc.manifest import Lookup
from nb2svc.runtime.lookups.cache import Cache
from nb2svc.runtime.lookups.connections import Connections
from nb2svc.runtime.lookups.errors import LookupFailedError, has_lost_connection, hide_passwords, is_about_values
from nb2svc.runtime.lookups.missing import without_found

__all__ = ["Looker"]

_LOG: Final = logging.getLogger(__name__)
_MOST_THREADS: Final = 16


class Looker:
    """Runs the look-ups of one version.

    Args:
        connect: makes what look-ups talk through.
        seconds: how long one may take.

    Attributes:
        is_down: lets every look-up fail, to see what is answered then.
    """

    def __init__(self, connect: Callable[[], Mapping[str, Any]], *, seconds: float) -> None:
        self._connect = connect
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._idle: list[_Thread] = []
        self._running = 0
        self._results = {"ok": 0, "failed": 0}
        self._spent = 0.0
        self.is_down = False

    def count(self) -> dict[str, float]:
        """Return how many look-ups went well, how many failed, and their seconds."""
        with self._lock:
            return {**self._results, "seconds": self._spent}

    def wrap(self, function: Callable[..., Any], lookup: Lookup) -> Callable[..., Any]:
        """Return the function of a look-up cell as a service calls it.

        Args:
            function: of the generated package.
            lookup: what is known of it.
        """
        cache = Cache(lookup) if lookup.cache_seconds and lookup.keys else None

        def ask(*arguments: Any) -> Any:
            tables = [position for position, each in enumerate(arguments) if isinstance(each, pd.DataFrame)]
            if cache is None or self.is_down or len(tables) != 1:
                return self._call(function, arguments)
            (at,) = tables
            return cache.look_up(
                arguments[at], lambda rows: self._call(function, (*arguments[:at], rows, *arguments[at + 1 :]))
            )

        def look_up(*arguments: Any) -> Any:
            started = time.perf_counter()
            failed = False
            try:
                return ask(*arguments)
            except LookupFailedError as error:
                failed = True
                tables = [each for each in arguments if isinstance(each, pd.DataFrame)]
                if lookup.on_failure != "missing" or len(tables) != 1:
                    raise
                cause = error.__cause__ or error
                _LOG.warning("a look-up fails, and its values are missing: %s", hide_passwords(_in_words(cause)))
                return without_found(tables[0], lookup)
            finally:
                with self._lock:
                    self._results["failed" if failed else "ok"] += 1
                    self._spent += time.perf_counter() - started

        return look_up

    def _call(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        if self.is_down:
            raise LookupFailedError("look-ups are switched off")
        thread = self._take()
        call = _Call(function, arguments)
        thread.calls.put(call)
        try:
            return call.result.result(self._seconds)
        except LateError:
            if call.result.done():
                return call.result.result()  # just in time
            call.is_late = True
            threading.Thread(target=thread.connections.cancel, daemon=True).start()
            message = f"the look-up takes longer than {self._seconds:g} s"
            raise LookupFailedError(message) from TimeoutError(message)

    def _take(self) -> _Thread:
        """Return a thread that has nothing to do."""
        with self._lock:
            if self._process != os.getpid():  # threads and connections stay with the process that has made them
                self._process, self._idle, self._running = os.getpid(), [], 0
            if self._idle:
                return self._idle.pop()
            if self._running >= _MOST_THREADS:
                message = f"{_MOST_THREADS} look-ups are waiting for an answer already"
                raise LookupFailedError(message) from TimeoutError(message)
            self._running += 1
        thread = _Thread(self._connect, self._give_back)
        thread.start()
        return thread

    def _give_back(self, thread: _Thread) -> None:
        with self._lock:
            self._idle.append(thread)


class _Call:
    """One look-up on its way."""

    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        self.function = function
        self.arguments = arguments
        self.result: Future[Any] = Future()
        self.is_late = False


class _Thread(threading.Thread):
    """Looks up one thing after another, with its own connections."""

    def __init__(self, connect: Callable[[], Mapping[str, Any]], give_back: Callable[[_Thread], None]) -> None:
        super().__init__(name="nb2svc-lookup", daemon=True)  # a query that hangs must not keep a server from ending
        self.connections = Connections(connect)
        self.calls: queue.SimpleQueue[_Call] = queue.SimpleQueue()
        self._give_back = give_back

    def run(self) -> None:
        """Answer calls for as long as the process lives."""
        while True:
            call = self.calls.get()
            value, error = self._answer(call)
            self._give_back(self)  # before the answer: who waits for it may ask again at once
            if error is not None:
                call.result.set_exception(error)
            else:
                call.result.set_result(value)
            del call, value, error

    def _answer(self, call: _Call) -> tuple[Any, BaseException | None]:
        while True:
            had_old = self.connections.are_old
            # whatever the notebook's code raises goes to who asked
            try:
                given = tuple(each.copy() if isinstance(each, pd.DataFrame) else each for each in call.arguments)
                return call.function(*self.connections.fill(given)), None
            except BaseException as error:  # noqa: BLE001
                if is_about_values(error):
                    return None, error
                is_lost = had_old and has_lost_connection(error, self.connections.made)
                self.connections.close()
                if not is_lost or call.is_late:
                    failed = LookupFailedError(hide_passwords(_in_words(error)))
                    failed.__cause__ = error
                    return None, failed
                # a connection from before may have been closed at its other end: once again with a new one


def _in_words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
