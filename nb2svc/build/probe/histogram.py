"""Numbers counted in bins: the edges that a training column gives, and how many values lie between them."""

from __future__ import annotations

import math
from typing import Any, Final, TypeAlias

import numpy as np

__all__ = ["count_between", "count_up_to", "even_edges", "nice_step", "tenths"]

Numbers: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

_MOST_BINS: Final = 24
_LONG_TAIL: Final = 0.5


def even_edges(values: Numbers, *, most: int = _MOST_BINS) -> list[float]:
    """Return round, evenly spaced edges for a histogram; a long tail stays outside, so that the rest can be seen.

    Args:
        values: finite numbers, at least one.
        most: about how many bins.
    """
    low, first, last, high = (float(q) for q in np.quantile(values, [0, 0.01, 0.99, 1], method="lower"))
    far = _LONG_TAIL * (last - first)
    low = first if first - low > far else low
    high = last if high - last > far else high
    wanted = min(float(most), max(8.0, 2 * math.sqrt(len(values))))
    step = nice_step(high / wanted - low / wanted or abs(low) / 10 or 1.0)
    is_whole = bool(np.all(values == np.round(values)))
    if is_whole and step <= 1:  # each whole number is the middle of a bin
        return [k - 0.5 for k in range(math.floor(low), math.floor(high) + 2)]
    start, end = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if is_whole:
        end = math.floor(high / step + 1e-9) + 1  # the largest number has a bin as wide as the others
    edges = [float(f"{i * step:.12g}") for i in range(start, max(end, start + 1) + 1)]
    if math.isfinite(edges[0]) and math.isfinite(edges[-1]) and len(set(edges)) == len(edges):
        return edges
    # numbers that are too near each other, or too near the largest one there is, for round edges
    return [low, high] if low < high else sorted((low / 2, low))


def nice_step(step: float) -> float:
    """Return a round number that is not below a step."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1.0, 2.0, 2.5, 5.0, 10.0) if factor * power >= step * (1 - 1e-9))


def count_between(values: Numbers, edges: list[float]) -> list[int]:
    """Return how many values lie below the first edge, in each bin, and above the last edge.

    A bin holds its lower edge, the last one both.
    """
    inner, _ = np.histogram(values, bins=edges)
    return [int((values < edges[0]).sum()), *(int(n) for n in inner), int((values > edges[-1]).sum())]


def tenths(values: Numbers) -> list[float]:
    """Return the numbers up to which each tenth of the values goes; those that are the same stand once."""
    return [float(q) for q in np.unique(np.quantile(values, np.linspace(0.1, 0.9, 9), method="lower"))]


def count_up_to(values: Numbers, limits: list[float]) -> list[int]:
    """Return how many values go up to the first limit, from there to the next one and so on, and beyond the last."""
    places = np.searchsorted(np.asarray(limits), values, side="left")
    return [int(n) for n in np.bincount(places, minlength=len(limits) + 1)]
