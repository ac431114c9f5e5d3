"""What one thread talks through: made from the notebook's own statements on first use, closed after a failure."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["Connection", "Connections"]


class Connection:
    """Stands in the state of a service for something that each thread makes for itself.

    Args:
        name: its name in the state.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<{self.name}: made by look-ups, and for nothing else>"


class Connections:
    """The connections of one thread.

    Args:
        connect: makes them all, by name.
    """

    def __init__(self, connect: Callable[[], Mapping[str, Any]]) -> None:
        self._connect = connect
        self._made: Mapping[str, Any] | None = None
        self._in_use: list[Any] = []
        self._lock = threading.Lock()

    @property
    def are_old(self) -> bool:
        """Whether there are some from before: what they lead to may have gone away since."""
        return self._made is not None

    @property
    def made(self) -> tuple[Any, ...]:
        """What there is."""
        return tuple((self._made or {}).values())

    def fill(self, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return arguments with the connections in their places, made now if there are none."""
        if not any(isinstance(each, Connection) for each in arguments):
            return arguments
        if self._made is None:
            self._made = dict(self._connect())
            for value in self._made.values():
                self._follow(value)
        return tuple(self._made[each.name] if isinstance(each, Connection) else each for each in arguments)

    def close(self) -> None:
        """Close them all; the next use makes new ones."""
        made, self._made = self._made or {}, None
        for value in made.values():
            close = getattr(value, "dispose", None) or getattr(value, "close", None)
            if callable(close):
                with contextlib.suppress(Exception):  # it is of no use any more, whatever it says
                    close()

    def cancel(self) -> None:
        """Ask what is being asked to stop: called by another thread, for an answer that comes too late."""
        with self._lock:
            asked = [*self._in_use, *(self._made or {}).values()]
        for each in asked:
            stop = getattr(each, "cancel", None) or getattr(each, "interrupt", None)
            if callable(stop):
                with contextlib.suppress(Exception):
                    stop()

    def _follow(self, value: Any) -> None:
        """Note which of a SQLAlchemy engine's connections are in use, so that they can be told to stop."""
        engine = getattr(value, "engine", value)
        if not hasattr(engine, "pool") or not hasattr(engine, "dialect"):
            return
        from sqlalchemy import event  # it is there: the engine comes from it

        def begin(raw: Any, _record: Any, _proxy: Any) -> None:
            with self._lock:
                self._in_use.append(raw)

        def end(raw: Any, _record: Any) -> None:
            with self._lock:
                self._in_use = [other for other in self._in_use if other is not raw]

        event.listen(engine, "checkout", begin)
        event.listen(engine, "checkin", end)
