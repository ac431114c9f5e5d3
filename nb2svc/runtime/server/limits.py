"""Connections of clients that send too much or too slowly, or take no answer: told what is wrong, and closed.

uvicorn waits for the rest of a request for ever, reads headers of any size, and keeps an answer for as long as its
caller does not take it: a few hundred such sockets would hold a server. A request that comes in one piece, as nearly
all do, pays a comparison or two for this.
"""

from __future__ import annotations

import os
import socket
import struct
from asyncio import TimerHandle
from collections.abc import Callable, Iterable, Sequence, Sized
from contextlib import suppress
from typing import Any, TypeAlias, TypeVar

import orjson
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from nb2svc.runtime.settings import Settings

__all__ = ["LimitedConnection", "with_limits"]

_Connection = TypeVar("_Connection", bound="LimitedConnection")
_Headers: TypeAlias = Sequence[tuple[bytes, bytes]]
OnRefused: TypeAlias = Callable[[int, str, _Headers], Iterable[tuple[bytes, bytes]]]
"""Is told status, path and headers of every request that is refused, as far as they have come; returns headers for the
answer."""


class _Flow(FlowControl):
    """uvicorn's, which reads on with each answer: who sends without end and takes no answers would fill the memory.

    Args:
        transport: of the connection.
        waiting: its requests behind the one that is answered; as long as there is one, there is enough to do.
    """

    def __init__(self, transport: Any, waiting: Sized) -> None:
        super().__init__(transport)
        self._waiting = waiting

    def resume_reading(self) -> None:
        """Read on where nothing waits."""
        if not self._waiting:
            super().resume_reading()


class LimitedConnection(HttpToolsProtocol):
    """uvicorn's connection, with limits.

    Attributes:
        max_header_bytes: larger headers are refused with 431.
        request_seconds: a request that has not come to its end after this long is refused with 408.
        answer_seconds: a client that takes nothing of its answer for this long is cut off.
        on_refused: is told of every refusal.
    """

    max_header_bytes = 64 * 1024
    request_seconds = 30.0
    answer_seconds = 30.0
    on_refused: OnRefused = staticmethod(lambda *_: ())

    # uvicorn sets these to None until there is one, and does not say so
    scope: Any
    headers: Any
    cycle: Any
    transport: Any
    _unfinished_bytes = 0
    _timer: TimerHandle | None = None
    _reader_timer: TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Wait for the first request no longer than for the rest of one."""
        super().connection_made(transport)
        self.flow = _Flow(transport, self.pipeline)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers with the connection."""
        self._stop_timer()
        self._stop_watching()
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
        if not self.pipeline:
            self.flow.resume_reading()  # the last of several requests may still be coming
        if self._timer is not None:
            self._stop_timer()
            self._start_timer()
        if self.transport.is_closing():
            self._watch_reader()  # it is closed when the answer is taken, and not before

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection; what its client has not taken of the last answer keeps it open for a while only."""
        super().timeout_keep_alive_handler()
        self._watch_reader()

    def pause_writing(self) -> None:
        """Wait for the client to take what is ready for it, but not for ever."""
        super().pause_writing()
        self._watch_reader()

    def resume_writing(self) -> None:
        """Go on: the client takes its answer."""
        super().resume_writing()
        self._stop_watching()

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

    def _watch_reader(self) -> None:
        if self._reader_timer is None:
            left = self.transport.get_write_buffer_size()
            self._reader_timer = self.loop.call_later(self.answer_seconds, self._end_slow_reader, left)

    def _stop_watching(self) -> None:
        if self._reader_timer is not None:
            self._reader_timer.cancel()
            self._reader_timer = None

    def _end_slow_reader(self, before: int) -> None:
        """Cut a client off that has taken nothing of what was ready for it; one that takes little may go on."""
        self._reader_timer = None
        left = self.transport.get_write_buffer_size()
        if left >= before > 0:
            _forget_what_is_unsent(self.transport.get_extra_info("socket").fileno())
            self.transport.abort()
        elif left:
            self._watch_reader()

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
        path = self.scope.get("path", "") if self.scope is not None else ""
        more = b"".join(b"%b: %b\r\n" % pair for pair in self.on_refused(status, path, self.headers or ()))
        headers = (
            b"content-type: application/json\r\nx-content-type-options: nosniff\r\nconnection: close\r\n"
            b"%bcontent-length: %d\r\n\r\n" % (more, len(content))
        )
        self.transport.write(STATUS_LINE[status] + headers + content)
        self.transport.close()
        self._watch_reader()


def _forget_what_is_unsent(descriptor: int) -> None:
    """Let the kernel drop what it holds for a client when the connection is closed; else it goes on trying."""
    with suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as same:
        same.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def with_limits(
    connection: type[_Connection], settings: Settings, *, on_refused: OnRefused = lambda *_: ()
) -> type[_Connection]:
    """Return a class of connections that holds to the settings.

    Args:
        connection: what it does otherwise.
        settings: the limits.
        on_refused: is told of every refusal.
    """
    limits = {
        "max_header_bytes": settings.max_header_bytes,
        "request_seconds": settings.body_seconds,
        "answer_seconds": settings.answer_seconds,
        "on_refused": staticmethod(on_refused),
    }
    return type(connection.__name__, (connection,), limits)
