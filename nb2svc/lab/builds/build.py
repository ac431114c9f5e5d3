"""What is known of one build while it goes on and after: the same facts for every tab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from nb2svc.lab.steps import Steps

__all__ = ["Build", "State"]

State = Literal["running", "published", "failed", "cancelled", "interrupted"]

_STEPS: Final = ("compile", "run", "verify", "publish")
_MOST_OUTPUT: Final = 20_000  # characters


@dataclass(slots=True, kw_only=True)
class Build:
    """A build.

    Attributes:
        key: its id.
        path: the notebook, relative to the server's root.
        started: ISO 8601 UTC.
        ended: likewise; None while it goes on.
        state: how it stands.
        steps: how far it is.
        output: the end of what the notebook printed.
        error: why it failed, with findings.
        version: what it published.
    """

    key: str
    path: str
    started: str
    ended: str | None = None
    state: State = "running"
    steps: Steps = field(default_factory=lambda: Steps.of(*_STEPS))
    output: str = ""
    error: dict[str, Any] | None = None
    version: dict[str, Any] | None = None

    def facts(self) -> dict[str, Any]:
        """Return all of it as plain values."""
        return {
            "id": self.key,
            "path": self.path,
            "state": self.state,
            "started": self.started,
            "ended": self.ended,
            **self.steps.facts(),
            "output": self.output,
            "error": self.error,
            "version": self.version,
        }

    def take(self, event: Mapping[str, Any]) -> bool:
        """Take in what the build's process tells; return whether others should hear of it."""
        match event:
            case {"event": "progress", "state": "output", "detail": text}:
                self.output = (self.output + text)[-_MOST_OUTPUT:]
                return False
            case {"event": "progress"}:
                self.steps.take(event)
            case {"event": "version", "facts": facts}:
                self.version = facts
            case {"event": "error", **error}:
                self.error = {"can_allow": [], **_with_positions(error)}
        return True

    def end(self, state: State, now: str) -> None:
        """Let it be over."""
        self.state, self.ended = state, now
        self.steps.end()


def _with_positions(error: dict[str, Any]) -> dict[str, Any]:
    """Return an error whose findings tell the positions of their cells, as an editor counts them."""
    diagnostics = [{**each, "index": each["cell"] - 1 if each["cell"] else None} for each in error["diagnostics"]]
    return {"can_allow": [], **error, "diagnostics": diagnostics}
