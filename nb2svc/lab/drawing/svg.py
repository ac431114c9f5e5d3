"""Elements of SVG as text, and texts that fit. Every name of a notebook is escaped here."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape
from typing import Final

__all__ = ["element", "fit_names", "shorten", "text"]

_MOST: Final = 40  # names, of which no picture shows as many


def element(tag: str, *children: str, **attributes: str | float) -> str:
    """Return an element; `stroke_width` is the attribute `stroke-width`, and `class_` is `class`."""
    said = "".join(f' {name.strip("_").replace("_", "-")}="{_write(value)}"' for name, value in attributes.items())
    return f"<{tag}{said}>{''.join(children)}</{tag}>" if children else f"<{tag}{said}/>"


def text(words: str) -> str:
    """Return words as they stand in an element; characters that no XML can hold are left out."""
    return escape("".join(each if each.isprintable() else " " for each in words))


def fit_names(names: Sequence[str], *, columns: int, lines: int = 1) -> list[str]:
    """Return names, one after the other, in lines of so many columns; those that do not fit in are counted.

    `["tenure, charge,", "age and 5 more"]`
    """
    for shown in range(min(len(names), _MOST), 0, -1):
        left = len(names) - shown
        words = [*names[:shown], *([f"and {left} more"] if left else [])]
        if shown == 1:
            words[0] = shorten(names[0], columns - (len(words[1]) + 1 if left else 0))
        found = _wrap([f"{word}," for word in words[: shown - 1]] + words[shown - 1 :], columns)
        if found is not None and len(found) <= lines:
            return found
    return []


def _wrap(words: Sequence[str], columns: int) -> list[str] | None:
    """Return words in lines; None where one of them is longer than a line."""
    found: list[str] = []
    for word in words:
        if _columns(word) > columns:
            return None
        if found and _columns(f"{found[-1]} {word}") <= columns:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


def shorten(words: str, columns: int) -> str:
    """Return words in so many columns, with an ellipsis for what is left out."""
    if _columns(words) <= columns:
        return words
    while words and _columns(words) >= columns:
        words = words[:-1]
    return f"{words}…"


def _columns(words: str) -> int:
    """Return how many columns words take where all letters are equally wide; those of East Asia are two wide."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in words)


def _write(value: str | float) -> str:
    return text(value) if isinstance(value, str) else f"{value:g}"
