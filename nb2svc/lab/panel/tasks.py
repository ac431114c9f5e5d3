"""Work that goes on in the kernel's own loop while no cell runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

__all__ = ["Soon", "begin"]

_RUNNING: set[asyncio.Task[Any]] = set()
"""A loop forgets tasks that nobody holds."""


def begin(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Start something that goes on when the click is over."""
    task = asyncio.get_running_loop().create_task(work)
    _RUNNING.add(task)
    task.add_done_callback(_RUNNING.discard)
    return task


class Soon:
    """Calls a function once, a moment after it was asked for however often.

    Args:
        function: what to call.
        pause: the moment, in seconds.
    """

    def __init__(self, function: Callable[[], None], pause: float) -> None:
        self._function = function
        self._pause = pause
        self._waiting: asyncio.TimerHandle | None = None

    def ask(self) -> None:
        """Let it be called."""
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().call_later(self._pause, self._call)

    def _call(self) -> None:
        self._waiting = None
        self._function()
