"""Tells every tab that something is new, on Jupyter's own event stream; what is new is for GET to say."""

from __future__ import annotations

import asyncio
from typing import Any, Final, Literal

__all__ = ["SCHEMA", "SCHEMA_ID", "Events"]

SCHEMA_ID: Final = "urn:nb2svc:changed"
SCHEMA: Final[dict[str, Any]] = {
    "$id": SCHEMA_ID,
    "version": "1",
    "title": "Something of nb2svc has changed",
    "description": "A build, a service, a batch run or an alias has something new to tell; ask for it.",
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": ["build", "service", "batch", "alias"]},
        "id": {"type": "string"},
        "path": {
            "type": "string",
            "description": "The notebook of a build or a run; else the version.",
        },
        "state": {"type": "string"},
    },
    "required": ["kind", "id", "path", "state"],
}
_PAUSE: Final = 0.2  # seconds; a notebook may have hundreds of quick cells


class Events:
    """The event stream of one server.

    Args:
        logger: Jupyter's, which knows the schema.
    """

    def __init__(self, logger: Any) -> None:
        self._logger = logger
        self._told: dict[str, str] = {}
        self._waiting: dict[str, asyncio.TimerHandle] = {}

    def build(self, key: str, path: str, state: str) -> None:
        """Tell of a build."""
        self._tell("build", key, path, state)

    def service(self, key: str, version: str, state: str) -> None:
        """Tell of a service."""
        self._tell("service", key, version, state)

    def batch(self, key: str, path: str, state: str) -> None:
        """Tell of a batch run."""
        self._tell("batch", key, path, state)

    def alias(self, key: str, version: str) -> None:
        """Tell that an alias, `churn@champion`, has been set."""
        self._tell("alias", key, version, "set")

    def _tell(self, kind: Literal["build", "service", "batch", "alias"], key: str, path: str, state: str) -> None:
        """Tell a new state at once, and what changes within a state now and then."""
        if self._told.get(key) == state:
            if key not in self._waiting:
                loop = asyncio.get_running_loop()
                self._waiting[key] = loop.call_later(_PAUSE, self._emit, kind, key, path, state)
            return
        self._emit(kind, key, path, state)

    def _emit(self, kind: str, key: str, path: str, state: str) -> None:
        waiting = self._waiting.pop(key, None)
        if waiting is not None:
            waiting.cancel()
        self._told[key] = state
        self._logger.emit(schema_id=SCHEMA_ID, data={"kind": kind, "id": key, "path": path, "state": state})
