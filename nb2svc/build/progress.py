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
        state: `started` and `done` come once per step, in this order; in between `working` tells how far it is and
            `output` is a piece of what the notebook printed, line ends included. A step that fails ends with the
            exception instead.
        detail: for a person: `cell 4 of 9`, `12 state values`.
    """

    step: Step
    state: Literal["started", "working", "output", "done"]
    detail: str = ""


OnProgress = Callable[[Progress], None]
