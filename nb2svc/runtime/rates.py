"""How often somebody may ask, as people write it: `50/s`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

__all__ = ["Rate", "parse_rate"]

_SECONDS: Final = {"s": 1, "m": 60, "h": 3600}
_RATE: Final = re.compile(r"([1-9][0-9]{0,8})/([smh])")


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in so many seconds."""

    count: int
    seconds: int

    def __str__(self) -> str:
        unit = next(unit for unit, seconds in _SECONDS.items() if seconds == self.seconds)
        return f"{self.count}/{unit}"


@lru_cache(maxsize=1024)  # asked for every request of a key that has one
def parse_rate(text: str) -> Rate:
    """Return the rate that `50/s`, `600/m` or `1000/h` says.

    Raises:
        ValueError: it says none.
    """
    found = _RATE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"`{text}` is no rate: write `50/s`, `600/m` or `1000/h`")
    return Rate(count=int(found[1]), seconds=_SECONDS[found[2]])
