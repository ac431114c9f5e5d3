"""Whether answers are equal, value by value, and how far apart their numbers are."""

from __future__ import annotations

from typing import Any

import numpy as np

from nb2svc.manifest import Check

__all__ = ["compare", "difference", "is_close"]


def compare(name: str, found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> Check:
    """Compare a service's answers with the notebook's, field by field."""
    if len(found) != len(expected):
        detail = f"{len(found)} answers for {len(expected)} rows"
        return Check(name=name, passed=False, rows=len(expected), detail=detail)
    largest = 0.0
    for i, (have, want) in enumerate(zip(found, expected, strict=True)):
        for field, value in want.items():
            if not is_close(have.get(field), value):
                detail = f"row {i}, `{field}`: the service answers {have.get(field)!r}, the notebook {value!r}"
                return Check(name=name, passed=False, rows=len(expected), detail=detail)
            largest = max(largest, difference(have[field], value))
    return Check(name=name, passed=True, rows=len(expected), largest_difference=largest)


def is_close(have: Any, want: Any) -> bool:
    """Return whether two values are equal; numbers within the tolerance for reordered sums."""
    if isinstance(have, list) and isinstance(want, list):
        return len(have) == len(want) and all(is_close(a, b) for a, b in zip(have, want, strict=True))
    if isinstance(have, bool) or isinstance(want, bool) or not isinstance(want, float | int):
        return type(have) is type(want) and bool(have == want)
    if not isinstance(have, float | int):
        return False
    if isinstance(want, int) and isinstance(have, int):
        return have == want
    return bool(np.isclose(have, want, rtol=1e-5, atol=1e-6))


def difference(have: Any, want: Any) -> float:
    """Return the largest absolute difference of the numbers in two values that are close."""
    if isinstance(want, list):
        return max((difference(a, b) for a, b in zip(have, want, strict=True)), default=0.0)
    return abs(float(have) - float(want)) if isinstance(want, int | float) else 0.0
