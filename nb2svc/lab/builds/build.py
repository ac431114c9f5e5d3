"""What is known of one build while it goes on and after: the same facts for every tab."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

__all__ = ["Build", "State", "StepState"]

State = Literal["running", "published", "failed", "cancelled", "interrupted"]

_STEPS: Final = ("compile", "run", "verify", "publish")
_MOST_OUTPUT: Final = 20_000  # characters


@dataclass(slots=True, kw_only=True)
class StepState:
    """A step: `waiting`, `started`, `done` or `failed`, and how long it took or takes."""

    step: str
    state: Literal["waiting", "started", "done", "failed"] = "waiting"
    detail: str = ""
    seconds: float | None = None
    began: float = 0.0

    def facts(self) -> dict[str, Any]:
        """Return the step as plain values."""
        seconds = time.monotonic() - self.began if self.state == "started" else self.seconds
        return {
            "step": self.step,
            "state": self.state,
            "detail": self.detail,
            "seconds": None if seconds is None else round(seconds, 2),
        }


@dataclass(slots=True, kw_only=True)
class Build:
    """A build.

    Attributes:
        key: its id.
        path: the notebook, relative to the server's root.
        started: ISO 8601 UTC.
        ended: likewise; None while it goes on.
        state: how it stands.
        steps: in their order.
        cells: how many cells have run, of how many, and the id of the one that runs.
        output: the end of what the notebook printed.
        error: why it failed, with findings.
        version: what it published.
    """

    key: str
    path: str
    started: str
    ended: str | None = None
    state: State = "running"
    steps: list[StepState] = field(default_factory=lambda: [StepState(step=step) for step in _STEPS])
    cells: dict[str, Any] | None = None
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
            "steps": [step.facts() for step in self.steps],
            "cells": self.cells,
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
            case {"event": "progress", "state": "cell", "cell_id": cell_id}:
                self.cells = {"done": 0, "total": None, **(self.cells or {}), "cell_id": cell_id}
            case {"event": "progress"}:
                self._take_progress(event)
            case {"event": "version", "facts": facts}:
                self.version = facts
            case {"event": "error", **error}:
                self.error = _with_positions(error)
        return True

    def end(self, state: State, now: str) -> None:
        """Let it be over."""
        self.state, self.ended = state, now
        for step in self.steps:
            if step.state == "started":
                step.seconds, step.state = time.monotonic() - step.began, "failed"
        if self.cells is not None:
            self.cells = {**self.cells, "cell_id": None}

    def _take_progress(self, event: Mapping[str, Any]) -> None:
        step = next((each for each in self.steps if each.step == event["step"]), None)
        if step is None:
            return
        if event["state"] == "started":
            step.state, step.began = "started", time.monotonic()
        elif event["state"] == "done":
            step.state, step.seconds = "done", time.monotonic() - step.began
        step.detail = event["detail"] or step.detail
        if event["total"]:
            self.cells = {"cell_id": None, **(self.cells or {}), "done": event["done"], "total": event["total"]}


def _with_positions(error: dict[str, Any]) -> dict[str, Any]:
    """Return an error whose findings tell the positions of their cells, as an editor counts them."""
    diagnostics = [{**each, "index": each["cell"] - 1 if each["cell"] else None} for each in error["diagnostics"]]
    return {"can_allow": [], **error, "diagnostics": diagnostics}
