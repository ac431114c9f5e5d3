"""Messages between the supervisor and its processes, with file descriptors: a pair of Unix sockets."""

from __future__ import annotations

import os
import socket
import struct
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Literal, get_args

__all__ = ["Channel", "Kind", "Message", "open_channel"]

Kind = Literal[
    "work",  # to a new process: what it has to do (bytes)
    "loaded",  # from a loader
    "failed",  # from a loader: why (text)
    "fork",  # to a loader: start a worker with this work and this channel
    "hello",  # from a worker: its process id
    "ready",  # from a worker: it answers
    "connection",  # to a worker: answer here
    "stop",  # to a worker: answer what is under way, close what is idle, end
    "share",  # to a worker: give back so many of the connections, others have fewer
    "leave",  # to a worker: answer what is under way, give back what is idle, end
    "taken",  # from a worker: connections are its own now
    "back",  # from a worker that leaves: a connection that is still open
    "replace",  # from a worker: it was asked to end
]
_KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_WITH_DESCRIPTOR: Final = frozenset({"fork", "connection", "back"})
_HEADER: Final = struct.Struct("<BI")
_MOST_BYTES: Final = 64 * 1024
_MOST_DESCRIPTORS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one side tells the other.

    Attributes:
        kind: what it is about.
        body: what is said.
        descriptor: a file descriptor that is the receiver's now; -1 where there is none, or it could not be had.
    """

    kind: Kind
    body: bytes = b""
    descriptor: int = -1


class Channel:
    """One end of a connection between two processes.

    Args:
        end: the socket; sends are refused instead of waited for, unless it is blocking.
    """

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._bytes = bytearray()
        self._descriptors = deque[int]()

    def fileno(self) -> int:
        """Return the descriptor to wait at."""
        return self._end.fileno()

    def set_blocking(self, *, blocking: bool) -> None:
        """Let `send` and `receive` wait, or not."""
        self._end.setblocking(blocking)

    def send(self, kind: Kind, body: bytes = b"", *, descriptors: Sequence[int] = ()) -> bool:
        """Send a message; a descriptor stays open here. False means that the other side is gone or takes none now."""
        data = _HEADER.pack(_KINDS.index(kind), len(body)) + body
        try:
            sent = socket.send_fds(self._end, [data], descriptors) if descriptors else self._end.send(data)
            if sent < len(data):
                self._end.sendall(data[sent:])
        except OSError:
            return False
        return True

    def receive(self) -> list[Message]:
        """Return messages that have come; with descriptors, perhaps not all of them.

        Raises:
            EOFError: the other side is gone.
        """
        try:
            data, descriptors, _, _ = socket.recv_fds(self._end, _MOST_BYTES, _MOST_DESCRIPTORS)
        except (BlockingIOError, ConnectionResetError):
            return []  # a reset is told once, when the other side ends with messages unread; what it sent follows
        except OSError as error:
            raise EOFError from error
        if not data:
            raise EOFError
        self._bytes += data
        self._descriptors.extend(descriptors)
        return self._take_messages()

    def receive_rest(self) -> Iterator[Message]:
        """Yield everything that has come from another side that is gone."""
        with suppress(EOFError):
            while messages := self.receive() or self.receive():
                yield from messages

    def _take_messages(self) -> list[Message]:
        messages, at = [], 0
        while len(self._bytes) - at >= _HEADER.size:
            number, length = _HEADER.unpack_from(self._bytes, at)
            end = at + _HEADER.size + length
            if len(self._bytes) < end:
                break
            kind = _KINDS[number]
            # a process with as many open files as it may have gets the message, but not the descriptor
            has_one = kind in _WITH_DESCRIPTOR and self._descriptors
            descriptor = self._descriptors.popleft() if has_one else -1
            messages.append(Message(kind=kind, body=bytes(self._bytes[end - length : end]), descriptor=descriptor))
            at = end
        del self._bytes[:at]
        return messages

    def close(self) -> None:
        """Close this end, and every descriptor that came and was not taken."""
        self._end.close()
        while self._descriptors:
            os.close(self._descriptors.popleft())


def open_channel() -> tuple[Channel, socket.socket]:
    """Return this process's end, which never waits, and the end of the other process."""
    own, other = socket.socketpair()
    own.setblocking(False)
    return Channel(own), other
