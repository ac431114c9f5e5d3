"""The door of a server: connections come in, and each is handed to the worker that has the fewest."""

from __future__ import annotations

import errno
import logging
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final

from nb2svc.runtime.server.crew import Worker, choose_worker
from nb2svc.runtime.server.listening import start_to_listen

__all__ = ["Door"]

_LOG: Final = logging.getLogger(__name__)
_AT_ONCE: Final = 64
_PAUSE_SECONDS: Final = 0.2
_OUT_OF_FILES: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


class Door:
    """Takes connections while there is a worker for them; the kernel keeps those that come meanwhile.

    Args:
        listener: the socket that listens.
        selector: calls back what is registered with it.
        workers: gives the workers of the moment.
    """

    def __init__(
        self,
        listener: socket.socket,
        selector: selectors.BaseSelector,
        workers: Callable[[], Iterable[Worker]],
    ) -> None:
        listener.setblocking(False)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # connections inherit it
        self._listener = listener
        self._selector = selector
        self._workers = workers
        self._waiting = deque[socket.socket]()
        self._turn = 0
        self._has_begun = self._is_open = self._is_closed = False
        self._paused_until = 0.0

    def begin(self) -> None:
        """Let clients connect from now on.

        Raises:
            Nb2svcError: another program has begun to listen there meanwhile.
        """
        start_to_listen(self._listener)
        self._has_begun = True

    def tend(self) -> None:
        """Hand out what waits; take connections only where there is somebody for them."""
        while self._waiting and self._hand(self._waiting[0]):
            self._waiting.popleft()
        has_worker = self._has_begun and any(worker.state == "ready" for worker in self._workers())
        self._set_open(is_open=has_worker and not self._waiting and time.monotonic() >= self._paused_until)

    def _set_open(self, *, is_open: bool) -> None:
        if self._is_closed or is_open == self._is_open:
            return
        self._is_open = is_open
        if is_open:
            self._selector.register(self._listener, selectors.EVENT_READ, self.accept)
        else:
            self._selector.unregister(self._listener)

    def accept(self) -> None:
        """Take the connections that have come, a number of them at a time."""
        for _ in range(_AT_ONCE):
            try:
                connection, _address = self._listener.accept()
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno in _OUT_OF_FILES:
                    _LOG.error("no connection can be taken for now: %s", error.strerror)
                    self._paused_until = time.monotonic() + _PAUSE_SECONDS
                    self._set_open(is_open=False)
                    return
                continue  # the client has given up while it waited
            self.hand_out(connection)
            if self._waiting:
                self._set_open(is_open=False)  # until somebody has taken it
                return

    def hand_out(self, connection: socket.socket) -> None:
        """Hand a connection to a worker, now or as soon as one can take it."""
        if self._waiting or not self._hand(connection):
            self._waiting.append(connection)

    def _hand(self, connection: socket.socket) -> bool:
        workers = [*self._workers()]
        while (worker := choose_worker(workers)) is not None:
            if worker.hand(connection, self._turn):
                self._turn += 1
                return True
            workers.remove(worker)
        return False

    def close(self) -> None:
        """Take what has come, and nothing more."""
        if self._is_closed:
            return
        while self._is_open and not self._waiting:
            with suppress(OSError):
                connection, _address = self._listener.accept()
                self.hand_out(connection)
                continue
            break
        self._set_open(is_open=False)
        self._is_closed = True
        self._listener.close()

    def abandon(self) -> None:
        """Close the connections for which there was no worker."""
        self.close()
        while self._waiting:
            self._waiting.popleft().close()
