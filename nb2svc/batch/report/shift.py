"""How far the values of a run are from those of the training: the population stability index. Numbers only.

The training values are divided into tenths (numbers) or by what they are (text), and the shares of the run in the same
parts are compared: the sum of (run - training) * ln(run / training). The index and its rule of thumb (below 0.1 is
usual, above 0.25 is another population) come from credit scoring: Siddiqi, Credit Risk Scorecards, Wiley 2006. Where
nothing has changed, the index of n and m rows in k parts is about (1/n + 1/m) times a chi-squared value with k - 1
degrees of freedom: Yurdakul and Naranjo, Statistical properties of the population stability index, Journal of Risk
Model Validation 14(4), 2020. A few rows are far from everything by chance alone, which is why both are asked.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

__all__ = ["LARGE", "MODERATE", "Level", "Shift", "measure_shift"]

Level: TypeAlias = Literal["none", "moderate", "large"]

MODERATE: Final = 0.1
LARGE: Final = 0.25
_Z: Final = 3.09
"""One field in a thousand is beyond this by chance: reports have many fields, and come every day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """How far two groups of values are from each other.

    Attributes:
        index: the population stability index; 0 where the shares are the same.
        chance: what it may be where nothing has changed, but in one case of a thousand.
    """

    index: float
    chance: float

    @property
    def level(self) -> Level:
        """What to think of it."""
        if self.index < MODERATE or self.index <= self.chance:
            return "none"
        return "large" if self.index >= LARGE else "moderate"


def measure_shift(run: Sequence[int], training: Sequence[int]) -> Shift | None:
    """Return how far two groups of values are from each other.

    Args:
        run: how many values of the run are in each part.
        training: how many of the training.

    Returns:
        None where one of them has no values.
    """
    here, there = sum(run), sum(training)
    parts = [(a, b) for a, b in zip(run, training, strict=True) if a or b]
    if not here or not there:
        return None
    # half a row more in each part: one that is empty on one side would be infinitely far
    weight = 0.5 * len(parts)
    shares = [((a + 0.5) / (here + weight), (b + 0.5) / (there + weight)) for a, b in parts]
    index = sum((p - q) * math.log(p / q) for p, q in shares)
    return Shift(index=index, chance=_chi_squared(len(parts) - 1) * (1 / here + 1 / there))


def _chi_squared(freedom: int) -> float:
    """Return what a chi-squared value exceeds once in a thousand times: the formula of Wilson and Hilferty, 1931."""
    if not freedom:
        return 0.0
    part = 2 / (9 * freedom)
    return freedom * (1 - part + _Z * math.sqrt(part)) ** 3
