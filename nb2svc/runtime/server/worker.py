"""A worker: a process that answers on the connections which the supervisor hands to it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn

from nb2svc.runtime.server import kernel
from nb2svc.runtime.server.board import Place
from nb2svc.runtime.server.channel import Channel, Message
from nb2svc.runtime.server.connections import Connection, Connections
from nb2svc.runtime.server.draining import DrainingServer
from nb2svc.runtime.server.limits import with_limits
from nb2svc.runtime.server.logs import describe_logging
from nb2svc.runtime.server.pulse import Pulse
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.web.app import App

__all__ = ["configure", "make_connection_class", "run_worker"]

_LOG: Final = logging.getLogger(__name__)
_BEAT_SECONDS: Final = 0.1


def configure(app: App, settings: Settings) -> uvicorn.Config:
    """Return how uvicorn runs an app."""
    return uvicorn.Config(
        app,
        http=make_connection_class(app, settings),
        # what uvicorn informs about is its own start and end, which the caller knows
        log_level="warning" if settings.log_level == "info" else settings.log_level,
        log_config=describe_logging(settings.log_level),
        access_log=_writes_access_log(settings),
        ws="none",
        server_header=False,
        timeout_keep_alive=settings.keep_alive_seconds,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )


def make_connection_class(app: App, settings: Settings) -> type[Connection]:
    """Return what each connection to an app is: within the limits, and past the app where the app says so."""
    connection = with_limits(Connection, settings, on_refused=app.refuse)
    if not _writes_access_log(settings):  # it is uvicorn that writes it, of what the app is asked
        connection.meet = staticmethod(app.meet)
    return connection


def _writes_access_log(settings: Settings) -> bool:
    return settings.log_level == "debug"


def run_worker(app: App, settings: Settings, channel: Channel, place: Place, pulse: Pulse) -> None:
    """Answer until the supervisor says that it is enough, or is gone.

    Args:
        app: what answers.
        settings: limits and such.
        channel: to the supervisor.
        place: this worker's on the board.
        pulse: the computations that go on.
    """
    kernel.name_process("nb2svc-worker")
    kernel.offer_to_end_first()
    kernel.open_many_files()
    channel.set_blocking(blocking=False)
    place.beat(computing_since=None)
    channel.send("hello", str(os.getpid()).encode())
    _Worker(configure(app, settings), channel, place, pulse).run()


class _Worker(DrainingServer):
    """A server without a listener: its connections come through a channel."""

    def __init__(self, config: uvicorn.Config, channel: Channel, place: Place, pulse: Pulse) -> None:
        super().__init__(config, Connections(on_lost=place.count_closed))
        self._channel = channel
        self._place = place
        self._pulse = pulse
        self._tasks = set[asyncio.Task[Any]]()
        self._coming = 0

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002 - uvicorn's
        """Let the app start, then take connections."""
        self.servers = []
        loop = asyncio.get_running_loop()
        loop.add_reader(self._channel.fileno(), self._receive)
        self._keep(loop.create_task(self._beat()))
        await super().startup(sockets=[])
        if self.started:
            self._channel.send("ready")

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """The supervisor decides when a worker ends: Ctrl-C reaches both, a SIGTERM to one asks for another."""
        for ignored in (signal.SIGINT, signal.SIGHUP):
            signal.signal(ignored, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: self._channel.send("replace"))
        yield

    async def _beat(self) -> None:
        while True:
            self._place.beat(computing_since=self._pulse.computing_since)
            await asyncio.sleep(_BEAT_SECONDS)

    def _receive(self) -> None:
        try:
            messages = self._channel.receive()
        except EOFError:
            _LOG.error("worker %d ends, because its supervisor is gone", os.getpid())
            os._exit(1)
        coming = sum(message.kind == "connection" for message in messages)
        if coming:
            self._place.count_taken(coming)
            self._channel.send("taken")  # before the first byte is read: what is not taken can go to another worker
        for message in messages:
            self._obey(message)

    def _obey(self, message: Message) -> None:
        if message.kind == "connection":
            self._coming += 1
            self._keep(asyncio.get_running_loop().create_task(self._adopt(message.descriptor)))
        elif message.kind == "leave":
            self.is_giving_back = self.should_exit = True
            self.server_state.give_back(self._give_back)
        elif message.kind == "share":
            self.server_state.give_back(self._give_back, most=int(message.body))
        elif message.kind == "stop":
            if self.is_giving_back:
                self.is_giving_back = False
                self.server_state.begin_end(asyncio.get_running_loop().time())
            self.should_exit = True

    async def _adopt(self, descriptor: int) -> None:
        try:
            connection = socket.socket(fileno=descriptor)
            connection.setblocking(False)
            loop = asyncio.get_running_loop()
            _, protocol = await loop.connect_accepted_socket(self.make_connection, connection)
        except OSError:  # the client is gone already
            self._place.count_closed()
        else:
            if self.is_giving_back:
                protocol.give_back_when_idle(self._give_back)
        finally:
            self._coming -= 1

    def _give_back(self, descriptor: int) -> bool:
        is_stopping = self.should_exit and not self.is_giving_back
        return not is_stopping and self._channel.send("back", descriptors=[descriptor])

    def _is_busy(self) -> bool:
        return bool(self._coming) or super()._is_busy()

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
