"""Connections that can be left in order: none is cut while a request is under way, or about to come.

uvicorn closes what is idle at once when it stops; a client that sends at this moment loses its request. Here an idle
connection is either closed after it has been quiet for a while, or given to another process, unseen by its client.
Nothing of this costs a request anything before the server leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from uvicorn.server import ServerState

from nb2svc.runtime.server.direct import DirectConnection

__all__ = ["Connection", "Connections"]

QUIET_SECONDS: Final = 1.0
"""An idle connection is closed after this long without a request: a client that sends all the time sends before."""
_RETRY_SECONDS: Final = 0.005


class Connection(DirectConnection):
    """uvicorn's connection, with what leaving needs."""

    server_state: Connections
    is_going = False

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that the connection is gone."""
        super().connection_lost(exc)
        self.server_state.on_lost()

    @property
    def is_idle(self) -> bool:
        """Whether every request that has begun to come is answered."""
        answered = (self.scope is None and not self._unfinished_bytes) or (
            self.cycle is not None
            and self.cycle.scope is self.scope  # a request whose headers are still coming has no cycle yet
            and self.cycle.response_complete
            and not self.cycle.more_body
        )
        is_open = self.transport is not None and not self.transport.is_closing()
        return bool(answered and is_open and not self.pipeline and not self.transport.get_write_buffer_size())

    def quiet_seconds(self, now: float) -> float | None:
        """Return how long ago the last answer was, None where there was none yet.

        Args:
            now: the loop's time.
        """
        timer = self.timeout_keep_alive_task
        return None if timer is None else now - (timer.when() - self.timeout_keep_alive)

    def announce_end(self) -> None:
        """Close the connection after the answer to the request under way."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.keep_alive = False
        for cycle, _ in self.pipeline:
            cycle.keep_alive = False

    def give_back_when_idle(self, take: Callable[[int], bool]) -> None:
        """Give the connection away as soon as nothing is under way.

        Args:
            take: gets a descriptor, which stays ours, and says whether it was taken.
        """
        self.is_going = True

        def answered() -> None:
            DirectConnection.on_response_complete(self)
            self.loop.call_soon(self._give_back, take)

        self.on_response_complete = answered  # type: ignore[method-assign]
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.on_response = answered
        self._give_back(take)

    def _give_back(self, take: Callable[[int], bool]) -> None:
        if self.transport is None or self.transport.is_closing():
            return
        if self.is_idle:
            self.transport.pause_reading()  # what comes from now on is read by the next process
            if take(self.transport.get_extra_info("socket").fileno()):
                self._unset_keepalive_if_required()
                self.transport.abort()  # closes our descriptor; the connection lives on by the other
                return
            self.transport.resume_reading()
        if self.cycle is None or self.cycle.response_complete:
            self.loop.call_later(_RETRY_SECONDS, self._give_back, take)


class Connections(ServerState):
    """All connections of a server, and how they are left."""

    connections: set[Any]

    def __init__(self, on_lost: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.on_lost = on_lost
        self._began = 0.0

    def begin_end(self, now: float) -> None:
        """Say on every answer from now on that the connection ends with it.

        Args:
            now: the loop's time.
        """
        self._began = now
        self.default_headers = [*self.default_headers, (b"connection", b"close")]
        for connection in [*self.connections]:
            connection.announce_end()

    def close_quiet(self, now: float) -> None:
        """Close connections on which nothing has come for a while."""
        for connection in [*self.connections]:
            quiet = connection.quiet_seconds(now)
            if connection.is_idle and (now - self._began if quiet is None else quiet) >= QUIET_SECONDS:
                connection.transport.close()

    def give_back(self, take: Callable[[int], bool], *, most: int | None = None) -> None:
        """Give connections away as soon as nothing is under way on them.

        Args:
            take: gets a descriptor, which stays ours, and says whether it was taken.
            most: how many at most, those counted that are asked to go already; all of them where it is not given.
        """
        staying = [connection for connection in self.connections if not connection.is_going]
        going = len(self.connections) - len(staying)
        for connection in staying if most is None else staying[: max(0, most - going)]:
            connection.give_back_when_idle(take)

    def cut(self) -> None:
        """Close what is left, answered or not."""
        for connection in [*self.connections]:
            if connection.transport is not None:
                connection.transport.abort()
