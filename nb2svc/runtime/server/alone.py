"""Serving in one process: it loads, listens and answers."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

import uvicorn

from nb2svc.runtime.server.draining import DrainingServer
from nb2svc.runtime.server.worker import configure
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.traffic.deployment import deploy
from nb2svc.runtime.traffic.plan import PlanSource
from nb2svc.runtime.web.app import create_app

__all__ = ["serve_alone"]


def serve_alone(
    listener: socket.socket, source: PlanSource, *, settings: Settings, on_ready: Callable[[], None]
) -> None:
    """Serve until this process is told to stop.

    Args:
        listener: a socket that is bound.
        source: tells the versions to serve; asked again every while, and followed.
        settings: limits and such.
        on_ready: called once the app answers.

    Raises:
        BundleError: a bundle is not sound, or cannot be loaded here.
    """
    app = create_app(deploy(source()), settings=settings, source=source)
    _Server(configure(app, settings), on_ready).run(sockets=[listener])


class _Server(DrainingServer):
    """uvicorn, telling when it answers."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

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
            self._on_ready()
