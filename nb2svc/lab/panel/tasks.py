"""Work that goes on when a click is over, in a thread with a loop of its own.

The kernel's loop stands still while a cell runs, and clicks may come in the loop of a subshell, which ends with the
page.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from functools import cache
from typing import Any, TypeVar

__all__ = ["Soon", "begin", "finish"]

R = TypeVar("R")


def begin(work: Coroutine[Any, Any, R]) -> Future[R]:
    """Start something that goes on by itself; from any thread."""
    return asyncio.run_coroutine_threadsafe(work, _loop())


async def finish(work: Coroutine[Any, Any, R]) -> R:
    """Start something and wait for it in the loop of a cell; whoever stops waiting does not stop the work."""
    return await asyncio.shield(asyncio.wrap_future(begin(work)))


class Soon:
    """Calls a function once, a moment after it was asked for however often.

    Args:
        function: what to call.
        pause: the moment, in seconds.
    """

    def __init__(self, function: Callable[[], None], pause: float) -> None:
        self._function = function
        self._pause = pause
        self._is_waiting = False

    def ask(self) -> None:
        """Let it be called; from any thread."""
        if not self._is_waiting:
            self._is_waiting = True
            begin(self._wait())

    async def _wait(self) -> None:
        await asyncio.sleep(self._pause)
        self._is_waiting = False
        self._function()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="nb2svc panel", daemon=True).start()
    return loop
