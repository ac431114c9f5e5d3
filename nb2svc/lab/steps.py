"""How far long work is: its steps, and the cells of the notebook that it runs, as a child process tells them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["Steps"]


@dataclass(slots=True, kw_only=True)
class _Step:
    """A step: `waiting`, `started`, `done` or `failed`, and how long it took or takes."""

    step: str
    state: Literal["waiting", "started", "done", "failed"] = "waiting"
    detail: str = ""
    seconds: float | None = None
    began: float = 0.0

    def facts(self) -> dict[str, Any]:
        seconds = time.monotonic() - self.began if self.state == "started" else self.seconds
        return {
            "step": self.step,
            "state": self.state,
            "detail": self.detail,
            "seconds": None if seconds is None else round(seconds, 2),
        }


@dataclass(slots=True)
class Steps:
    """The steps of one work.

    Attributes:
        steps: in their order.
        cells: how many cells have run, of how many, and the id of the one that runs; None before the first.
    """

    steps: list[_Step]
    cells: dict[str, Any] | None = field(default=None)

    @classmethod
    def of(cls, *names: str) -> Steps:
        """Return steps that wait."""
        return cls([_Step(step=name) for name in names])

    def facts(self) -> dict[str, Any]:
        """Return all of it as plain values."""
        return {"steps": [step.facts() for step in self.steps], "cells": self.cells}

    def take(self, event: Mapping[str, Any]) -> None:
        """Take in a `Progress` as plain values."""
        if event["state"] == "cell":
            self.cells = {"done": 0, "total": None, **(self.cells or {}), "cell_id": event["cell_id"]}
            return
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

    def end(self) -> None:
        """Let it be over: what has begun and is not done has failed."""
        for step in self.steps:
            if step.state == "started":
                step.seconds, step.state = time.monotonic() - step.began, "failed"
        if self.cells is not None:
            self.cells = {**self.cells, "cell_id": None}
