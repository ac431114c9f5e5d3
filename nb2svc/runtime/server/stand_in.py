"""Stands in for an event loop that is held up: probes of a process that serves alone are answered by a thread.

A call of the model that is short as a rule is computed on the event loop. Where it once takes seconds, whoever watches
over the process would take it for dead. What else comes meanwhile is given to the loop, unread, and answered after
that. Nobody can stand in where native code lets no other thread run.
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

__all__ = ["BEAT_SECONDS", "StandIn"]

BEAT_SECONDS: Final = 0.1
"""How often the event loop shows that it turns."""
_SILENT_SECONDS: Final = 0.3
_MOST_BYTES: Final = 4096
_END_OF_HEADERS: Final = b"\r\n\r\n"


class StandIn(threading.Thread):
    """Answers probes while the event loop is silent.

    Args:
        listener: where connections come in; the event loop takes them as long as it turns.
        probes: path -> makes the whole answer to a probe, as bytes.
        adopt: gives a connection to the event loop; called by this thread.
    """

    def __init__(
        self,
        listener: socket.socket,
        *,
        probes: Mapping[str, Callable[[], bytes]],
        adopt: Callable[[socket.socket], None],
    ) -> None:
        super().__init__(name="nb2svc-stand-in", daemon=True)
        self._listener = listener
        self._probes = {f"GET {path} HTTP/1.".encode(): answer for path, answer in probes.items()}
        self._adopt = adopt
        self._last_beat = time.monotonic()
        self._is_over = threading.Event()

    def beat(self) -> None:
        """Show that the event loop turns."""
        self._last_beat = time.monotonic()

    def stop(self) -> None:
        """End the thread; the event loop is not needed for that."""
        self._is_over.set()
        self.join()

    def run(self) -> None:
        """Look after the loop until it is over."""
        while not self._is_over.wait(BEAT_SECONDS):
            if self._is_needed():
                with suppress(OSError, ValueError):  # the listener is closed: the server is about to end
                    self._stand_in()

    def _is_needed(self) -> bool:
        return time.monotonic() - self._last_beat > _SILENT_SECONDS and not self._is_over.is_set()

    def _stand_in(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            while self._is_needed():
                for key, _ in selector.select(BEAT_SECONDS):
                    if key.fileobj is self._listener:
                        self._accept(selector)
                    elif isinstance(key.fileobj, socket.socket):
                        selector.unregister(key.fileobj)
                        self._answer(key.fileobj)
            for key in [*selector.get_map().values()]:  # these have not asked anything yet
                if isinstance(key.fileobj, socket.socket) and key.fileobj is not self._listener:
                    self._adopt(key.fileobj)

    def _accept(self, selector: selectors.BaseSelector) -> None:
        try:
            connection, _ = self._listener.accept()
        except (BlockingIOError, ConnectionError):  # the loop was quicker, or the client has given up
            return
        connection.setblocking(False)
        selector.register(connection, selectors.EVENT_READ)

    def _answer(self, connection: socket.socket) -> None:
        """Answer a probe and close; anything else stays unread, for the event loop."""
        try:
            asked = connection.recv(_MOST_BYTES, socket.MSG_PEEK)
        except OSError:
            connection.close()
            return
        probe = next((answer for begin, answer in self._probes.items() if asked.startswith(begin)), None)
        if probe is None or not asked.endswith(_END_OF_HEADERS):
            self._adopt(connection)
            return
        with connection, suppress(OSError):
            connection.recv(len(asked))
            connection.send(probe())
