"""Numbers, shares and times as people read them."""

from __future__ import annotations

from datetime import datetime

__all__ = ["shorten", "show_count", "show_duration", "show_moment", "show_number", "show_share"]

_SPACE = "\N{NO-BREAK SPACE}"
_LONGEST = 28


def shorten(text: str) -> str:
    """Return a text that fits a line of a chart."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def show_number(number: float) -> str:
    """Return a measured number with four digits, or all of a large one before the point."""
    if number != number:  # noqa: PLR0124 - NaN
        return "-"
    size = abs(number)
    if size >= 1e12 or 0 < size < 1e-4:
        return f"{number:.3e}"
    return f"{number:,.0f}" if size >= 1000 else f"{number:.4g}"


def show_count(count: int, one: str, many: str = "") -> str:
    """Return how many there are of something: `1 row`, `2,000 rows`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def show_share(part: float, whole: float) -> str:
    """Return a part of a whole in percent, with one digit unless it is all or nothing."""
    share = 100 * part / whole if whole else 0.0
    if not part or part == whole:
        return f"{share:.0f}{_SPACE}%"
    shown = "< 0.1" if share < 0.1 else "> 99.9" if share >= 99.95 else f"{share:.1f}"
    return f"{shown}{_SPACE}%"


def show_duration(seconds: float) -> str:
    """Return how long something took: `7.8 s`, `3 min 20 s`, `2 h 05 min`."""
    if seconds < 100:
        return f"{seconds:.1f}{_SPACE}s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}{_SPACE}min {rest:02d}{_SPACE}s"
    return f"{minutes // 60}{_SPACE}h {minutes % 60:02d}{_SPACE}min"


def show_moment(time: datetime) -> str:
    """Return a time with its day of the week and its zone: `Thu 26 November 2026, 06:00 (Asia/Seoul)`."""
    zone = getattr(time.tzinfo, "key", "") or time.tzname() or ""
    return f"{time:%a} {time.day} {time:%B %Y}, {time:%H:%M} ({zone})"
