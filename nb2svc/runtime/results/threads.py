"""A few threads for questions that may hang: they do not keep a process from ending, as those of the library do."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

__all__ = ["Threads"]


class Threads(Executor):
    """Daemon threads, started as they are needed.

    Args:
        name: of each thread.
        most: how many there are at the same time; what is more waits.
    """

    def __init__(self, name: str, *, most: int) -> None:
        self._name = name
        self._free = threading.Semaphore(0)
        self._to_start = most
        self._calls: queue.SimpleQueue[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = queue.SimpleQueue()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        """Let a function run in one of the threads; called from one thread only."""
        call: Future[Any] = Future()
        self._calls.put((call, fn, args))
        if not self._free.acquire(blocking=False) and self._to_start:
            self._to_start -= 1
            threading.Thread(target=self._work, name=self._name, daemon=True).start()
        return call

    def _work(self) -> None:
        while True:
            call, function, arguments = self._calls.get()
            if call.set_running_or_notify_cancel():  # else nobody waits for it any more
                try:
                    call.set_result(function(*arguments))
                except BaseException as error:  # noqa: BLE001 - it goes to who asked
                    call.set_exception(error)
            del call, function, arguments
            self._free.release()
