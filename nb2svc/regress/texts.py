"""Compares texts in which numbers stand: words must be equal, numbers near enough, blanks mean nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from nb2svc.regress.differences import Difference, Number, describe_numbers, shorten
from nb2svc.regress.noise import without_noise
from nb2svc.regress.tolerance import Tolerance

__all__ = ["compare_texts", "find_numbers"]

_TOKEN: Final = re.compile(
    r"""
    # dates, times and versions are words
    (?P<word> \d{4}-\d\d-\d\d (?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)? | \d+(?::\d\d)+(?:\.\d+)? | \d+(?:\.\d+){2,} )
    | (?P<number> (?<![\w.]) [-+]?
        (?: (?:\d{1,3}(?:,\d{3})+(?!\d) | \d+) (?:\.\d*)? | \.\d+ ) (?:e[-+]?\d+)? | (?<![\w.]) [-+]? (?:nan|inf)\b )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_RULE: Final = re.compile(r"([-=_─━])\1{2,}")
_MARK: Final = "\0"


def find_numbers(text: str) -> tuple[str, list[Number]]:
    """Return a text's words, with a mark in place of each number, and its numbers."""
    numbers: list[Number] = []

    def take(token: re.Match[str]) -> str:
        if token["number"] is None:
            return token[0]
        numbers.append(Number(text=token[0], value=float(token[0].replace(",", ""))))
        return _MARK

    words = _TOKEN.sub(take, text)
    words = _RULE.sub(r"\1\1\1", words)  # the rules of a table are as long as its columns are wide
    words = re.sub(rf"\s*{_MARK}\s*", _MARK, words)
    return " ".join(words.split()), numbers


def compare_texts(was: str, now: str, tolerance: Tolerance, what: str) -> list[Difference]:
    """Return the lines in which two texts differ.

    Args:
        was: as it was saved.
        now: as it was computed.
        tolerance: for its numbers.
        what: the output in words, "printed text".
    """
    was, now = without_noise(was), without_noise(now)
    if was == now:
        return []
    old_words, old_numbers = find_numbers(was)
    new_words, new_numbers = find_numbers(now)
    if old_words == new_words and not list(_apart(old_numbers, new_numbers, tolerance)):
        return []
    return list(_compare_lines(was.splitlines(), now.splitlines(), tolerance, what))


def _apart(old: Sequence[Number], new: Sequence[Number], tolerance: Tolerance) -> Iterator[tuple[Number, Number]]:
    for was, now in zip(old, new, strict=True):
        if not tolerance.allows(was.value, now.value, whole=was.is_whole and now.is_whole):
            yield was, now


def _compare_lines(was: list[str], now: list[str], tolerance: Tolerance, what: str) -> Iterator[Difference]:
    old, new = [find_numbers(line) for line in was], [find_numbers(line) for line in now]
    matcher = SequenceMatcher(None, [words for words, _ in old], [words for words, _ in new], autojunk=False)
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind == "equal":
            for i, j in zip(range(first, last), range(new_first, new_last), strict=True):
                apart = [describe_numbers(*pair) for pair in _apart(old[i][1], new[j][1], tolerance)]
                if apart:
                    where = f"{what}, line {i + 1}"
                    yield Difference(where=where, was=shorten(was[i]), now=shorten(now[j]), by="; ".join(apart))
            continue
        for i in range(max(last - first, new_last - new_first)):
            old_line = was[first + i] if first + i < last else ""
            new_line = now[new_first + i] if new_first + i < new_last else ""
            if old_line.strip() or new_line.strip():
                where = f"{what}, line {min(first + i, max(last - 1, first)) + 1}"
                yield Difference(where=where, was=shorten(old_line), now=shorten(new_line))
