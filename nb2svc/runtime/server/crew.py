"""The workers of a server as the supervisor sees them: who gets the next connection, who hangs, when another starts."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from nb2svc.runtime.server.board import Place
from nb2svc.runtime.server.channel import Channel

__all__ = ["Restarts", "Worker", "choose_worker", "describe_end", "find_hang", "find_large", "find_uneven"]

_UNRESPONSIVE_SECONDS: Final = 1.0
_STEADY_SECONDS: Final = 10.0
_LONGEST_PAUSE: Final = 30.0


@dataclass(slots=True, kw_only=True, eq=False)
class Worker:
    """A worker process.

    Attributes:
        number: its place on the board.
        channel: to it.
        place: its numbers.
        process: its id, 0 until it is known.
        state: `loading` until it has said its name, `leaving` as soon as it takes no more connections.
        wants_to_leave: it was asked to end by somebody else, and leaves when there is another.
        handed: how many connections were handed to it.
        untaken: those of them that it has perhaps not taken yet, the oldest first.
        turn: when it was last handed one.
        started: when it was started, by the monotonic clock.
        deadline: when it is ended if it has not yet.
        killed_because: why the supervisor has ended it.
        memory: the bytes that it holds, as far as anybody has looked.
        first_memory: the bytes that it held when it had become ready.
    """

    number: int
    channel: Channel
    place: Place
    process: int = 0
    state: Literal["loading", "starting", "ready", "leaving"] = "loading"
    wants_to_leave: bool = False
    handed: int = 0
    untaken: deque[socket.socket] = field(default_factory=deque)
    turn: int = 0
    started: float = field(default_factory=time.monotonic)
    deadline: float | None = None
    killed_because: str = ""
    memory: int = 0
    first_memory: int = 0

    @property
    def open_connections(self) -> int:
        """How many connections it has."""
        return self.handed - self.place.closed

    def hand(self, connection: socket.socket, turn: int) -> bool:
        """Hand a connection to the worker; it stays open here until the worker has taken it.

        Args:
            connection: it is the worker's if it could be handed.
            turn: the number of the connection.
        """
        if not self.channel.send("connection", descriptors=[connection.fileno()]):
            return False
        self.handed, self.turn = self.handed + 1, turn
        self.untaken.append(connection)
        return True

    def release(self) -> None:
        """Close the connections here that the worker has taken: its own descriptors keep them open."""
        while self.untaken and self.handed - len(self.untaken) < self.place.taken:
            self.untaken.popleft().close()

    def take_back(self) -> list[socket.socket]:
        """Return the connections that the worker has not taken before its end; their clients do not know of it."""
        self.release()
        untaken = [*self.untaken]
        self.untaken.clear()
        return untaken


def choose_worker(workers: Iterable[Worker]) -> Worker | None:
    """Return who gets the next connection: who has the fewest, and among equals who has waited longest.

    One whose event loop does not turn comes last: what is new, a probe for instance, is answered by another.
    """
    ready = [worker for worker in workers if worker.state == "ready"]
    return min(
        ready,
        key=lambda each: (each.place.silent_seconds > _UNRESPONSIVE_SECONDS, each.open_connections, each.turn),
        default=None,
    )


def find_uneven(workers: Iterable[Worker]) -> tuple[Worker, int] | None:
    """Return the worker with the most connections and how many of them another should have, None where all is even.

    Connections that are kept stay where they are: after a crash all would be with the others for ever.
    """
    ready = [worker for worker in workers if worker.state == "ready" and not worker.wants_to_leave]
    awake = [worker for worker in ready if worker.place.silent_seconds <= _UNRESPONSIVE_SECONDS]
    if len(awake) < 2:
        return None
    fewest, most = (find(awake, key=lambda each: each.open_connections) for find in (min, max))
    surplus = (most.open_connections - fewest.open_connections) // 2
    return (most, surplus) if surplus else None


def find_hang(worker: Worker, seconds: float) -> str:
    """Return why a worker is taken for hanging, or nothing.

    Args:
        worker: one whose process runs.
        seconds: how long a computation, or one turn of the event loop, may last.
    """
    if worker.state == "loading":
        return ""  # a large model takes its time
    if worker.place.computing_seconds > seconds:
        return f"the notebook's code has been computing for more than {seconds:g} seconds"
    if worker.place.silent_seconds > seconds:
        return f"it has not shown for more than {seconds:g} seconds that it lives"
    if worker.state == "starting" and time.monotonic() - worker.started > seconds:
        return f"it was not ready after {seconds:g} seconds"
    return ""


def find_large(workers: Sequence[Worker], most: int) -> Worker | None:
    """Return a worker that has grown beyond a limit, None where there is none or another is leaving already.

    One that begins beyond the limit has not grown: another would be no smaller.

    Args:
        workers: of a generation.
        most: the limit, in bytes.
    """
    if any(worker.state == "leaving" or worker.wants_to_leave for worker in workers):
        return None  # one after the other: there is no memory for twice as many
    return next((worker for worker in workers if worker.first_memory <= most < worker.memory), None)


def describe_end(status: int | None) -> str:
    """Return in words how a process ended.

    Args:
        status: as `waitpid` gives it, None where it is not known.
    """
    if status is None:
        return "has ended"
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"ended with exit status {code}"
    hint = " (out of memory, or killed by somebody)" if -code == signal.SIGKILL else ""
    known = {each.value: each.name for each in signal.Signals}
    return f"was ended by {known.get(-code, f'signal {-code}')}{hint}"


class Restarts:
    """When the next process may start: at once, unless one after the other ends soon after its start."""

    def __init__(self) -> None:
        self.early_ends = 0
        self._next = 0.0

    def count_end(self, *, lived: float) -> None:
        """Take notice of a process that ended without being told to.

        Args:
            lived: how many seconds it did its work.
        """
        if lived > _STEADY_SECONDS:
            self.early_ends = 0
            return
        self.early_ends += 1
        if self.early_ends > 1:
            self._next = time.monotonic() + min(_LONGEST_PAUSE, 0.1 * 2 ** (self.early_ends - 1))

    @property
    def pause(self) -> float:
        """How many seconds are left until the next one may start."""
        return max(0.0, self._next - time.monotonic())
