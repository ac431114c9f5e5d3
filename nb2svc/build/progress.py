"""Progress of long work as values; whoever shows it decides how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["STEPS", "OnProgress", "Progress", "Step"]

Step = Literal["compile", "run", "verify", "publish", "serve"]
STEPS: Final[tuple[Step, ...]] = ("compile", "run", "verify", "publish", "serve")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Something that happened in a step.

    Attributes:
        step: the part of the work.
        state: `started` and `done` come once per step, in this order; in between `working` tells how far it is,
            `cell` that a cell of the notebook begins, and `output` is a piece of what the notebook printed, line ends
            included. A step that fails ends with the exception instead.
        detail: for a person: `cell 4 of 9`, `12 state values`.
        cell_id: of the cell that begins.
        done: how many of the notebook's cells have run, where `working` tells that; else 0.
        total: how many there are.
    """

    step: Step
    state: Literal["started", "working", "cell", "output", "done"]
    detail: str = ""
    cell_id: str = ""
    done: int = 0
    total: int = 0


OnProgress = Callable[[Progress], None]
