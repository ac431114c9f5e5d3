"""Compares values of JSON, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nb2svc.regress.differences import Difference, Number, describe_numbers, shorten
from nb2svc.regress.texts import compare_texts
from nb2svc.regress.tolerance import Tolerance

__all__ = ["compare_json"]


def compare_json(was: Any, now: Any, tolerance: Tolerance, where: str) -> Iterator[Difference]:
    """Yield the parts in which two values differ.

    Args:
        was: as it was saved.
        now: as it was computed.
        tolerance: for its numbers.
        where: the value in words; the path of a part is added to it.
    """
    if isinstance(was, dict) and isinstance(now, dict):
        yield from _compare_objects(was, now, tolerance, where)
    elif isinstance(was, list) and isinstance(now, list):
        if len(was) != len(now):
            yield Difference(where=where, was=f"a list of {len(was):,}", now=f"a list of {len(now):,}")
            return
        for i, (old, new) in enumerate(zip(was, now, strict=True)):
            yield from compare_json(old, new, tolerance, f"{where}[{i}]")
    elif _is_number(was) and _is_number(now):
        if not tolerance.allows(was, now, whole=isinstance(was, int) and isinstance(now, int)):
            by = describe_numbers(Number(text=repr(was), value=was), Number(text=repr(now), value=now))
            yield Difference(where=where, was=repr(was), now=repr(now), by=by)
    elif isinstance(was, str) and isinstance(now, str):
        yield from compare_texts(was, now, tolerance, where)
    elif was != now or isinstance(was, bool) != isinstance(now, bool):
        yield Difference(where=where, was=shorten(repr(was)), now=shorten(repr(now)))


def _compare_objects(
    was: dict[str, Any], now: dict[str, Any], tolerance: Tolerance, where: str
) -> Iterator[Difference]:
    for key in dict.fromkeys([*was, *now]):
        if key in was and key in now:
            yield from compare_json(was[key], now[key], tolerance, f"{where}.{key}")
        else:
            yield Difference(where=f"{where}.{key}", was=_show(was, key), now=_show(now, key))


def _show(value: dict[str, Any], key: str) -> str:
    return shorten(repr(value[key])) if key in value else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
