"""What is different from the last run: two digests side by side. Plain data in, words out; no disk, no HTML."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from nb2svc.batch.report.wording import shorten, show_duration, show_number, show_share

__all__ = ["Change", "LastRun", "find_changes"]

_RARE: Final = 3.3
"""Standard errors beyond which a difference is no chance."""
_MUCH: Final = 0.1
"""Of a standard deviation: a mean that has moved less is not worth a line."""
_POINTS: Final = 0.01
_HALF: Final = 0.5
_MOST_WORDS: Final = 5
_MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """The run before, as the ledger has it.

    Attributes:
        id: its key.
        time: its logical time, in the time zone that it is meant in.
        facts: rows, rejected, seconds, version and digest, as far as they are known.
    """

    id: str
    time: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the comparison.

    Attributes:
        about: the field that it is about; empty for the run as a whole.
        what: what is compared: `rows`, `mean`.
        before: of the last run, in words.
        now: of this run, in words.
        difference: in words; empty where there is none.
        is_notable: whether a person should look at it.
    """

    about: str = ""
    what: str
    before: str
    now: str
    difference: str = ""
    is_notable: bool = False


def find_changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """Return what to tell of two runs: the whole, then all answers, then what has changed of the input.

    Args:
        before: facts of the last run: rows, rejected, seconds, version, digest.
        now: those of this one.
    """
    was, is_now = before.get("digest", {}), now.get("digest", {})
    return [
        *_compare_whole(before, now),
        *_compare_fields(was.get("answers", {}), is_now.get("answers", {}), tells_all=True),
        *_compare_fields(was.get("inputs", {}), is_now.get("inputs", {}), tells_all=False),
    ]


def _compare_whole(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    if before["version"] != now["version"]:
        yield Change(
            what="version", before=before["version"], now=now["version"], difference="changed", is_notable=True
        )
    rows, was = now["rows"], before["rows"]
    yield Change(
        what="rows",
        before=f"{was:,}",
        now=f"{rows:,}",
        difference=_relative(was, rows),
        is_notable=abs(rows - was) > _HALF * was,
    )
    old, new = _part(before["rejected"], was), _part(now["rejected"], rows)
    yield Change(
        what="without an answer",
        before=show_share(old, 1),
        now=show_share(new, 1),
        difference=_points(old, new),
        is_notable=new - old > _POINTS and _is_no_chance(old, was, new, rows),
    )
    yield Change(
        what="duration",
        before=show_duration(before["seconds"]),
        now=show_duration(now["seconds"]),
        difference=_relative(before["seconds"], now["seconds"]),
    )


def _compare_fields(before: Mapping[str, Any], now: Mapping[str, Any], *, tells_all: bool) -> Iterator[Change]:
    for name, new in now.items():
        old = before.get(name)
        if old is None:
            if before:
                yield Change(about=name, what="field", before="-", now="there", difference="new", is_notable=True)
            continue
        for change in (
            *_compare_numbers(name, old, new),
            *_compare_words(name, old, new),
            *_compare_nulls(name, old, new),
        ):
            if tells_all or change.is_notable:
                yield change
    for name in before:
        if now and name not in now:
            yield Change(about=name, what="field", before="there", now="-", difference="gone", is_notable=True)


def _compare_numbers(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    if "mean" not in old or "mean" not in new:
        return
    moved = new["mean"] - old["mean"]
    spread = max(old["std"], new["std"])
    error = math.sqrt(old["std"] ** 2 / max(1, old["rows"]) + new["std"] ** 2 / max(1, new["rows"]))
    yield Change(
        about=name,
        what="mean",
        before=show_number(old["mean"]),
        now=show_number(new["mean"]),
        difference=_signed(moved),
        is_notable=abs(moved) > max(_MUCH * spread, _RARE * error),
    )


def _compare_words(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    if "words" not in old or "words" not in new:
        return
    was, now = old["words"], new["words"]
    before, after = old["rows"] - old["nulls"], new["rows"] - new["nulls"]
    # of few words all are known: one that is missing there was not there
    has_all = len(was) == old["distinct"], len(now) == new["distinct"]
    for word in sorted({*was, *now}, key=lambda w: (-max(was.get(w, 0), now.get(w, 0)), w))[:_MOST_WORDS]:
        if (word in was or has_all[0]) and (word in now or has_all[1]):
            one, other = _part(was.get(word, 0), before), _part(now.get(word, 0), after)
            is_notable = abs(one - other) > 5 * _POINTS and _is_no_chance(one, before, other, after)
            yield Change(
                about=name,
                what=f"share of {shorten(word)}",
                before=show_share(one, 1),
                now=show_share(other, 1),
                difference=_points(one, other),
                is_notable=is_notable,
            )
    for here, there, there_has_all, label in ((now, was, has_all[0], "new"), (was, now, has_all[1], "gone")):
        words = [shorten(word) for word in here if word not in there] if there_has_all else []
        if words:
            listing = ", ".join(words[:_MOST_WORDS]) + (" …" if len(words) > _MOST_WORDS else "")
            values = ("-", listing) if label == "new" else (listing, "-")
            yield Change(about=name, what="values", before=values[0], now=values[1], difference=label, is_notable=True)


def _compare_nulls(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    one, other = _part(old["nulls"], old["rows"]), _part(new["nulls"], new["rows"])
    if one or other:
        yield Change(
            about=name,
            what="missing",
            before=show_share(one, 1),
            now=show_share(other, 1),
            difference=_points(one, other),
            is_notable=abs(one - other) > _POINTS and _is_no_chance(one, old["rows"], other, new["rows"]),
        )


def _is_no_chance(one: float, rows: int, other: float, more: int) -> bool:
    if not rows or not more:
        return False
    both = (one * rows + other * more) / (rows + more)
    return abs(one - other) > _RARE * math.sqrt(both * (1 - both) * (1 / rows + 1 / more))


def _part(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _relative(before: float, now: float) -> str:
    if not before:
        return "" if not now else "from nothing"
    change = 100 * (now - before) / before
    return "" if abs(change) < 0.05 else f"{'+' if change > 0 else _MINUS}{abs(change):,.1f}\N{NO-BREAK SPACE}%"


def _points(before: float, now: float) -> str:
    change = 100 * (now - before)
    return "" if abs(change) < 0.05 else f"{'+' if change > 0 else _MINUS}{abs(change):.1f} points"


def _signed(change: float) -> str:
    shown = show_number(abs(change))
    return "" if not change else f"{'+' if change > 0 else _MINUS}{shown}"
