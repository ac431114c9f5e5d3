"""One difference between what was saved and what was computed, and how numbers are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["Difference", "Number", "describe_numbers", "shorten"]

_LONGEST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A part of an output that is not what it was.

    Attributes:
        where: the part, in words: "row `2`, column `charge`".
        was: as it was saved; empty where there was nothing.
        now: as it was computed; empty where there is nothing.
        by: how far the two are apart, in words; empty where no number says it.
    """

    where: str
    was: str = ""
    now: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number as it is written."""

    text: str
    value: float

    @property
    def is_whole(self) -> bool:
        """Whether it is written as a whole number."""
        return not any(sign in self.text.lower() for sign in (".", "e", "n"))  # 1e5, nan, inf


def describe_numbers(was: Number, now: Number) -> str:
    """Return by how much a number is off: `0.739 -> 0.731, off by 0.008 (1.1 %)`."""
    told = f"{was.text} -> {now.text}"
    off = abs(now.value - was.value)
    if off != off or off == float("inf"):  # noqa: PLR0124 - NaN
        return told
    share = f" ({off / abs(was.value):.2g} of it)" if was.value else ""
    if was.value and off / abs(was.value) >= 0.001:
        share = f" ({100 * off / abs(was.value):.2g} %)"
    return f"{told}, off by {off:.3g}{share}"


def shorten(text: str) -> str:
    """Return a text that fits a line."""
    text = " ".join(text.split()) if "\n" in text else text.rstrip()
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
