"""All that some things stand on, directly or through others."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

__all__ = ["closure"]

T = TypeVar("T", bound=Hashable)


def closure(seeds: Iterable[T], follow: Callable[[T], Iterable[T]]) -> frozenset[T]:
    """Return the seeds and all that is reached from them."""
    seen: set[T] = set()
    pending = list(seeds)
    while pending:
        found = pending.pop()
        if found not in seen:
            seen.add(found)
            pending += follow(found)
    return frozenset(seen)
