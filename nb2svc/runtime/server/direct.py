"""Connections that have small requests answered on the spot: no task, no event, no messages, one write."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from nb2svc.runtime.server.limits import LimitedConnection
from nb2svc.runtime.web.direct import DirectRequest

__all__ = ["DirectConnection"]


class DirectConnection(LimitedConnection):
    """uvicorn's connection with limits, and a way past the application for the requests that the application names.

    A request takes this way from its headers on, or not at all; its place in the order of the connection, its time
    limits and its end are those of every request.

    Attributes:
        meet: returns a request that may be answered here, None where the application is to have it.
    """

    meet: Callable[[Any], DirectRequest | None] = staticmethod(lambda _: None)
    _held: DirectRequest | None = None

    def on_message_complete(self) -> None:
        """Have the request answered, now that all of it is there."""
        super().on_message_complete()
        held, self._held = self._held, None
        if held is not None:
            cycle = self.cycle
            held.answer(bytes(cycle.body), partial(self._respond, cycle), is_gone=lambda: bool(cycle.disconnected))

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        # who does not read answers gets them by the application, which waits for them to
        if cycle is self.cycle and cycle.more_body and not self.flow.write_paused:
            self._held = self.meet(cycle.scope)
        if self._held is None:
            super()._start_asgi_task(cycle, app)

    def _respond(self, cycle: Any, status: int, head: bytes, content: bytes) -> None:
        """Send an answer."""
        if cycle.disconnected or self.transport.is_closing():
            return
        parts = [STATUS_LINE[status]]
        for name, value in self.server_state.default_headers:
            if name == b"connection":  # only ever to close it, when the server ends
                cycle.keep_alive = False
            else:
                parts.append(b"%b: %b\r\n" % (name, value))
        if not cycle.keep_alive:
            parts.append(b"connection: close\r\n")
        parts += (head, b"content-length: %d\r\n\r\n" % len(content), content)
        cycle.response_started = cycle.response_complete = True
        self.transport.write(b"".join(parts))
        if not cycle.keep_alive:
            self.transport.close()
        answered, cycle.on_response = cycle.on_response, lambda: None  # as uvicorn: it would hold the connection
        answered()
