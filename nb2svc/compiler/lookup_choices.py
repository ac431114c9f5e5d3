"""What the comments that a look-up cell begins with choose.

# on failure: missing values
# cache for 60 s: customer_id
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from nb2svc.compiler.ir import Cell

__all__ = ["Choices", "read_choices"]

_ON_FAILURE: Final = re.compile(r"#\s*on failure\s*:(.*)", re.IGNORECASE)
_CACHE: Final = re.compile(r"#\s*cache\b(.*)", re.IGNORECASE)
_FOR: Final = re.compile(r"\s*for\s+(\d+(?:\.\d+)?)\s*s(?:econds)?\s*:(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What is chosen for a look-up.

    Attributes:
        on_failure: what rows get where it fails: `error` or `missing` values.
        cache_seconds: how long what was found is used again; 0 for not at all.
        keys: the columns by which it is found again.
        unknown: a line that says neither in the words that are known, by number; 0 if there is none.
    """

    on_failure: str = "error"
    cache_seconds: float = 0.0
    keys: tuple[str, ...] = ()
    unknown: int = 0


def read_choices(cell: Cell) -> Choices:
    """Return what the first lines of a cell choose, as far as they are comments."""
    chosen, seconds = "error", 0.0
    keys: tuple[str, ...] = ()
    for number, line in enumerate(cell.source.split("\n"), 1):
        text = line.strip()
        if text and not text.startswith("#"):
            break
        on_failure, cache = _ON_FAILURE.match(text), _CACHE.match(text)
        if on_failure is not None:
            chosen = " ".join(on_failure[1].lower().split())
            if chosen not in {"error", "missing values"}:
                return Choices(unknown=number)
        elif cache is not None:
            found = _FOR.fullmatch(cache[1])
            if found is None:
                return Choices(unknown=number)
            seconds = float(found[1])
            keys = tuple(key for part in found[2].split(",") if (key := part.strip().strip("\"'`")))
    return Choices(on_failure="missing" if chosen != "error" else chosen, cache_seconds=seconds, keys=keys)
