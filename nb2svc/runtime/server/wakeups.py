"""Signals as events of a loop, and orphans as children, for the time of a block."""

from __future__ import annotations

import os
import selectors
import signal
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from nb2svc.runtime.server import kernel

__all__ = ["adopting", "reap", "reap_all", "waking"]

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)


@contextmanager
def waking(selector: selectors.BaseSelector, obey: Callable[[Sequence[int]], None]) -> Iterator[None]:
    """Let signals wake a selector.

    Args:
        selector: calls back what is registered with it.
        obey: called, from the loop, with the numbers of the signals that came.
    """
    wakes, writes = socket.socketpair()
    with wakes, writes:
        wakes.setblocking(False)
        writes.setblocking(False)
        handlers = {number: signal.signal(number, _do_nothing) for number in _SIGNALS}
        descriptor = signal.set_wakeup_fd(writes.fileno(), warn_on_full_buffer=False)
        selector.register(wakes, selectors.EVENT_READ, lambda: obey(wakes.recv(4096)))
        try:
            yield
        finally:
            selector.unregister(wakes)
            signal.set_wakeup_fd(descriptor)
            for number, handler in handlers.items():
                signal.signal(number, handler)


def _do_nothing(*_: object) -> None:
    """Let the signal be noticed: one that is ignored wakes nobody."""


@contextmanager
def adopting() -> Iterator[None]:
    """Make processes whose parent has ended children of this one."""
    kernel.adopt_orphans(adopts=True)
    try:
        yield
    finally:
        kernel.adopt_orphans(adopts=False)


def reap_all(processes: Iterable[int]) -> None:
    """Wait until children that were killed have ended."""
    for process in [*processes]:
        with suppress(ChildProcessError):
            os.waitpid(process, 0)


def reap() -> Iterator[tuple[int, int]]:
    """Yield the id and the status of each child that has ended, whoever's it was."""
    with suppress(ChildProcessError):
        while True:
            process, status = os.waitpid(-1, os.WNOHANG)
            if not process:
                return
            yield process, status
