"""Whether an answer fits a field, and what a field is that several steps read. Knows no disk and no declaration."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np

from nb2svc.manifest import Field, FieldKind, OutputField

__all__ = ["explain_conflict", "explain_misfit", "merge_fields"]

_TAKES: Final[dict[FieldKind, frozenset[FieldKind]]] = {
    "integer": frozenset({"integer", "number"}),  # a number may be whole; whether it is, its value tells
    "number": frozenset({"integer", "number"}),
    "boolean": frozenset({"boolean"}),
    "string": frozenset({"string", "datetime"}),  # a time is text in an answer
    "datetime": frozenset({"string", "datetime"}),
    "array": frozenset({"array"}),
}
_NUMBERS: Final = frozenset({"integer", "number"})


def explain_misfit(answer: OutputField, field: Field) -> tuple[str, str] | None:
    """Return what an answer is and what a field reads, in words, where the one can never be the other."""
    if answer.kind not in _TAKES[field.kind]:
        return _words(answer.kind), _words(field.kind)
    if answer.kind == "array" and answer.shape and field.shape and answer.shape != field.shape:
        return f"a list of {_size(answer.shape)}", f"a list of {_size(field.shape)}"
    return None


def explain_conflict(one: Field, other: Field) -> str:
    """Return why no value of a request can be both fields, or empty."""
    both_numbers = {one.kind, other.kind} <= _NUMBERS
    if one.kind != other.kind and not both_numbers:
        return f"the one reads {_words(one.kind)}, the other {_words(other.kind)}"
    if one.shape != other.shape:
        return f"the one reads a list of {_size(one.shape)}, the other of {_size(other.shape)}"
    if one.kind == "datetime" and (", " in one.dtype) != (", " in other.dtype):
        return "the one reads times with a time zone, the other without"
    if one.categories is not None and other.categories is not None and not set(one.categories) & set(other.categories):
        return "they were trained on different categories and have none in common"
    return ""


def merge_fields(one: Field, other: Field) -> Field:
    """Return what a request must have so that both readers can take it; they are in no conflict.

    A missing value, and a category, is only taken where both of them take it.
    """
    narrow = min(one, other, key=_narrowness)
    categories = other.categories if one.categories is None else one.categories
    if one.categories is not None and other.categories is not None:
        categories = tuple(each for each in one.categories if each in other.categories)
    low, high = _common_range(one, other)
    example = narrow.example
    if categories and example not in categories:
        example = categories[0]
    return replace(
        narrow,
        nullable=one.nullable and other.nullable,
        categories=categories,
        minimum=low,
        maximum=high,
        example=example,
    )


def _narrowness(field: Field) -> tuple[int, int]:
    """Return a sort key: whole numbers before others, small dtypes before large ones."""
    try:
        size = np.dtype(field.dtype.lower()).itemsize if field.kind in _NUMBERS else 0
    except TypeError:
        size = 8  # `number`, which is taken as it is sent
    return field.kind != "integer", size


def _common_range(one: Field, other: Field) -> tuple[Any, Any]:
    """Return the range that both were trained on; where there is none, no range."""
    bounds: tuple[Any, ...] = (one.minimum, other.minimum, one.maximum, other.maximum)
    known = [each for each in bounds[:2] if each is not None], [each for each in bounds[2:] if each is not None]
    if not all(known):
        return None, None
    low, high = max(known[0]), min(known[1])
    return (low, high) if low <= high else (None, None)


def _words(kind: FieldKind) -> str:
    return {
        "integer": "a whole number",
        "number": "a number",
        "boolean": "true or false",
        "string": "text",
        "datetime": "a time",
        "array": "a list",
    }[kind]


def _size(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))
