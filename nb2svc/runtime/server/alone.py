"""Serving in one process: it loads, listens and answers."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from functools import partial

import orjson
import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from nb2svc.runtime.results.desks import check_results, open_desks
from nb2svc.runtime.results.source import ResultsSource
from nb2svc.runtime.server.draining import DrainingServer
from nb2svc.runtime.server.stand_in import BEAT_SECONDS, StandIn
from nb2svc.runtime.server.worker import configure
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.traffic.deployment import deploy
from nb2svc.runtime.traffic.plan import PlanSource
from nb2svc.runtime.web.app import App, create_app
from nb2svc.runtime.web.health import LIVENESS

__all__ = ["serve_alone"]


def serve_alone(
    listener: socket.socket,
    source: PlanSource,
    *,
    settings: Settings,
    on_ready: Callable[[], None],
    results: Sequence[ResultsSource] = (),
) -> None:
    """Serve until this process is told to stop.

    Args:
        listener: a socket that is bound.
        source: tells the versions to serve; asked again every while, and followed.
        settings: limits and such.
        on_ready: called once the app answers.
        results: tables whose results are answered too.

    Raises:
        BundleError: a bundle is not sound, or cannot be loaded here.
        Nb2svcError: a table can never be asked.
    """
    check_results(results, settings)
    app = create_app(deploy(source()), settings=settings, source=source, desks=open_desks(results, settings))
    server = _Server(configure(app, settings), on_ready)
    server.stand_in = StandIn(
        listener,
        probes={path: partial(_tell_of_life, app, path) for path in LIVENESS},
        adopt=server.adopt_from_thread,
    )
    server.run(sockets=[listener])


def _tell_of_life(app: App, path: str) -> bytes:
    content = orjson.dumps(LIVENESS[path])
    headers = (
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(content)),
        (b"connection", b"close"),
        *app.headers_at(path),
    )
    return STATUS_LINE[200] + b"".join(b"%b: %b\r\n" % pair for pair in headers) + b"\r\n" + content


class _Server(DrainingServer):
    """uvicorn, telling when it answers."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self.stand_in: StandIn | None = None

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """End in order when asked to, and at once when asked again; uvicorn would end with the signal afterwards."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        handlers = {number: signal.signal(number, self._ask_to_end) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)

    def _ask_to_end(self, *_: object) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Let the app start, then listen."""
        await super().startup(sockets)
        if self.started:
            self._loop = asyncio.get_running_loop()
            if self.stand_in is not None:
                self.stand_in.start()
                self._beat(self.stand_in)
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End in order; from now on nobody may come in by another way."""
        if self.stand_in is not None and self.stand_in.is_alive():
            self.stand_in.stop()
        await super().shutdown(sockets)

    def adopt_from_thread(self, connection: socket.socket) -> None:
        """Answer on a connection that another thread has taken."""

        async def adopt() -> None:
            with suppress(OSError):  # the client is gone already
                await self._loop.connect_accepted_socket(self.make_connection, connection)

        asyncio.run_coroutine_threadsafe(adopt(), self._loop)

    def _beat(self, stand_in: StandIn) -> None:
        stand_in.beat()
        self._loop.call_later(BEAT_SECONDS, self._beat, stand_in)
