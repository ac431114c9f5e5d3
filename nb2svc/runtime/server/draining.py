"""uvicorn's server, ending without losing a request: see `connections`."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any, Final

import uvicorn

from nb2svc.runtime.server.connections import Connection, Connections

__all__ = ["DrainingServer"]

_LOG: Final = logging.getLogger(__name__)
_CHECK_SECONDS: Final = 0.02
_AFTER_CANCEL_SECONDS: Final = 0.5


class DrainingServer(uvicorn.Server):
    """A server that answers what is under way, says that connections end, and closes what is quiet.

    Args:
        config: uvicorn's, with `Connection` as the class of connections.
        connections: those of the server.
    """

    def __init__(self, config: uvicorn.Config, connections: Connections | None = None) -> None:
        super().__init__(config)
        self.server_state: Connections = connections or Connections()
        self.is_giving_back = False
        self._connect: Any = config.http  # a class, made by `configure`

    def make_connection(self) -> Connection:
        """Return what speaks with a client."""
        connection: Connection = self._connect(self.config, self.server_state, self.lifespan.state)
        return connection

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop taking connections, end those there are, then let the app end."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        loop = asyncio.get_running_loop()
        if not self.is_giving_back:
            self.server_state.begin_end(loop.time())
        end = loop.time() + (self.config.timeout_graceful_shutdown or 0)
        while self._is_busy() and not self.force_exit and loop.time() < end:
            if not self.is_giving_back:
                self.server_state.close_quiet(loop.time())
            await asyncio.sleep(_CHECK_SECONDS)
        if self._is_busy():
            await self._cut()
        if not self.force_exit:
            await self.lifespan.shutdown()

    def _is_busy(self) -> bool:
        return bool(self.server_state.connections or self.server_state.tasks)

    async def _cut(self) -> None:
        unanswered = sum(not connection.is_idle for connection in self.server_state.connections)
        if unanswered:
            _LOG.warning("%d requests were not answered in time and are cut off", unanswered)
        tasks = [*self.server_state.tasks]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_AFTER_CANCEL_SECONDS)
        self.server_state.cut()
