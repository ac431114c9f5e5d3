"""What steps give each other, beside what the later one was trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from nb2svc.build.pipelines.oracle import Passed
from nb2svc.build.pipelines.orders import Passing
from nb2svc.manifest import Field, Manifest
from nb2svc.runtime.rows.values import FaultError, make_check
from nb2svc.runtime.service import Service

__all__ = ["describe_passings"]

_MOST_NAMED = 5


def describe_passings(whole: Manifest, steps: Sequence[Service], passed: Sequence[Passed]) -> tuple[Passing, ...]:
    """Return for each field that a step gets from another what it was given.

    Args:
        whole: the pipeline.
        steps: its services.
        passed: rows that went through them.
    """
    found = []
    for number, (step, service) in enumerate(zip(whole.steps, steps, strict=True), 1):
        fields = {field.name: field for field in service.manifest.request.fields}
        for link in step.inputs:
            if link.step:
                values = [row.taken[number - 1][link.name] for row in passed if len(row.taken) >= number]
                found.append(_describe(number, fields[link.name], values))
    return tuple(found)


def _describe(number: int, field: Field, values: Sequence[Any]) -> Passing:
    check = make_check(field)
    refused: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    for value in values:
        try:
            check(value)
        except FaultError as fault:
            refused[fault.type] += 1
            if fault.type == "unknown-category":
                unknown[str(value)] += 1
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    return Passing(
        step=number,
        field=field.name,
        total=len(values),
        refused=dict(refused),
        unknown=dict(unknown.most_common(_MOST_NAMED)),
        far=sum(_is_far(value, field) for value in numbers),
        lowest=float(min(numbers)) if numbers else None,
        highest=float(max(numbers)) if numbers else None,
    )


def _is_far(value: float, field: Field) -> bool:
    low, high = field.minimum, field.maximum
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return False
    width = high - low
    return not low - width <= value <= high + width
