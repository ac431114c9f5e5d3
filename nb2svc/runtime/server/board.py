"""What workers let the supervisor see without being asked: a few numbers each, in shared memory.

Each place of the board is written by one worker at a time. A worker that hangs has still left its numbers.
"""

from __future__ import annotations

import mmap
import time
from pathlib import Path
from typing import Any, Final

__all__ = ["PLACES", "Board", "Place"]

PLACES: Final = 512
"""How many workers there can be at a time, those that are leaving counted."""
_FIELDS: Final = 4
_BYTES: Final = PLACES * _FIELDS * 8
_FILE: Final = "board"


class Board:
    """The places of all workers.

    Args:
        folder: where the shared file lies; it is made where there is none.
    """

    def __init__(self, folder: Path) -> None:
        with (folder / _FILE).open("a+b") as file:
            file.truncate(_BYTES)
            self._cells: memoryview[Any] = memoryview(mmap.mmap(file.fileno(), _BYTES)).cast("d")

    def place(self, number: int) -> Place:
        """Return one place."""
        return Place(self._cells[number * _FIELDS : (number + 1) * _FIELDS])


class Place:
    """The numbers of one worker."""

    def __init__(self, cells: memoryview[Any]) -> None:
        self._cells = cells

    def clear(self) -> None:
        """Make the place a new worker's, whose time begins now."""
        self._cells[0] = self._cells[2] = self._cells[3] = 0.0
        self._cells[1] = time.monotonic()

    def count_taken(self, count: int) -> None:
        """Count connections that have become this worker's."""
        self._cells[3] += count

    def count_closed(self) -> None:
        """Count a connection that is no longer this worker's."""
        self._cells[0] += 1

    def beat(self, *, computing_since: float | None) -> None:
        """Show that the event loop turns.

        Args:
            computing_since: when the oldest computation that goes on has begun, by the monotonic clock.
        """
        self._cells[1] = time.monotonic()
        self._cells[2] = computing_since or 0.0

    @property
    def taken(self) -> int:
        """How many connections the worker has taken out of its channel."""
        return int(self._cells[3])

    @property
    def closed(self) -> int:
        """How many connections the worker has closed or given back."""
        return int(self._cells[0])

    @property
    def silent_seconds(self) -> float:
        """How long ago the event loop turned."""
        return time.monotonic() - float(self._cells[1])

    @property
    def computing_seconds(self) -> float:
        """How long the oldest computation has gone on; 0 where nothing computes."""
        since: float = self._cells[2]
        return time.monotonic() - since if since else 0.0
