"""Connections of clients that send too much or too slowly: told what is wrong, and closed.

uvicorn waits for the rest of a request for ever, and reads headers of any size: a few hundred sockets that send a byte
a minute would hold a server. A request that comes in one piece, as nearly all do, pays a comparison or two for this.
"""

from __future__ import annotations

from asyncio import TimerHandle
from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from nb2svc.runtime.settings import Settings

__all__ = ["LimitedConnection", "with_limits"]

_Connection = TypeVar("_Connection", bound="LimitedConnection")


class LimitedConnection(HttpToolsProtocol):
    """uvicorn's connection, with limits.

    Attributes:
        max_header_bytes: larger headers are refused with 431.
        request_seconds: a request that has not come to its end after this long is refused with 408.
        on_refused: is told the status of every refusal.
    """

    max_header_bytes = 64 * 1024
    request_seconds = 30.0
    on_refused: Callable[[int], None] = staticmethod(lambda _: None)

    # uvicorn sets these to None until there is one, and does not say so
    scope: Any
    cycle: Any
    transport: Any
    _unfinished_bytes = 0
    _timer: TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Wait for the first request no longer than for the rest of one."""
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer with the connection."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, and see whether the headers are too large, or the request is left unfinished."""
        before = self.cycle
        was_reading = before is not None and before.more_body
        super().data_received(data)
        size = len(data) + self._unfinished_bytes
        are_complete = self.scope is not None and "method" in self.scope
        if not are_complete and (was_reading or self.cycle is not before):
            size = self._count_headers()  # the piece begins with the end of other requests
        self._unfinished_bytes = 0 if are_complete else size
        # a first piece that is larger than the limit is mostly body: only then are the headers counted
        if size > self.max_header_bytes and (not are_complete or self._count_headers() > self.max_header_bytes):
            self._refuse(
                431, "headers", "headers-too-large", f"the headers are larger than {self.max_header_bytes} bytes"
            )
        elif are_complete and not self.cycle.more_body:
            if self._timer is not None:
                self._stop_timer()
        elif self._timer is None:
            self._start_timer()

    def on_response_complete(self) -> None:
        """Give a request that was begun meanwhile its time from now on: so far it waited for us."""
        super().on_response_complete()
        if self._timer is not None:
            self._stop_timer()
            self._start_timer()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, in the shape of all errors."""
        self._refuse(400, "headers", "http-invalid", msg)

    def _count_headers(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _start_timer(self) -> None:
        self._timer = self.loop.call_later(self.request_seconds, self._end_slow_request)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end_slow_request(self) -> None:
        """Refuse the request that has not come to its end."""
        self._timer = None
        has_begun = self.scope is not None
        is_current = self.cycle is not None and self.cycle.scope is self.scope
        is_busy = self.cycle is not None and not is_current and not self.cycle.response_complete
        if self.pipeline or is_busy:
            self._start_timer()  # it waits for the answer to the request before, which is our own time
        elif not has_begun or (is_current and self.cycle.response_started):
            self.transport.close()
        else:
            message = f"the request did not come to its end within {self.request_seconds:g} seconds"
            self._refuse(408, "body" if is_current else "headers", "too-slow", message)

    def _refuse(self, status: int, place: str, kind: str, message: str) -> None:
        """Answer and close; whatever has begun to answer the request finds its caller gone."""
        self._stop_timer()
        if self.transport.is_closing():
            return
        cycle = self.cycle
        if cycle is not None and cycle.scope is self.scope and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
        content = orjson.dumps({"detail": [{"loc": [place], "msg": message, "type": kind}]})
        headers = (
            b"content-type: application/json\r\nx-content-type-options: nosniff\r\nconnection: close\r\n"
            b"content-length: %d\r\n\r\n" % len(content)
        )
        self.on_refused(status)
        self.transport.write(STATUS_LINE[status] + headers + content)
        self.transport.close()


def with_limits(
    connection: type[_Connection], settings: Settings, *, on_refused: Callable[[int], None] = lambda _: None
) -> type[_Connection]:
    """Return a class of connections that holds to the settings.

    Args:
        connection: what it does otherwise.
        settings: the limits.
        on_refused: is told the status of every refusal.
    """
    limits = {
        "max_header_bytes": settings.max_header_bytes,
        "request_seconds": settings.body_seconds,
        "on_refused": staticmethod(on_refused),
    }
    return type(connection.__name__, (connection,), limits)
