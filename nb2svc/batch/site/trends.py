"""Small charts of a figure over many runs: bars or a line, the highest and the last value in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from nb2svc.batch.report.wording import show_duration, show_number, show_share
from nb2svc.batch.site.lines import Line

__all__ = ["Trend", "draw_states", "find_trends"]

_MOST_RUNS: Final = 60
_MOST_MEANS: Final = 6
_MOST_STATES: Final = 20
_HEIGHT: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A figure over time.

    Attributes:
        name: what it is.
        last: its last value, in words.
        low: the lowest one, in words.
        high: the highest one.
        first_day: of the first run.
        last_day: of the last run.
        svg: the picture.
    """

    name: str
    last: str
    low: str
    high: str
    first_day: str
    last_day: str
    svg: str


def find_trends(lines: Sequence[Line]) -> list[Trend]:
    """Return how rows, rows without an answer, duration and answers went over the last runs that came to their end.

    Args:
        lines: runs, the last one first. Of several for one time the last one counts.
    """
    by_time: dict[str, Line] = {}
    for line in lines:
        if line.state == "done" and line.rows is not None:
            by_time.setdefault(line.time.isoformat(), line)
    runs = sorted(by_time.values(), key=lambda line: line.time)[-_MOST_RUNS:]
    if len(runs) < 2:
        return []
    names = list(dict.fromkeys(name for run in reversed(runs) for name in run.means))[:_MOST_MEANS]
    found = [
        _draw("rows", [(run, float(run.rows or 0)) for run in runs], lambda n: f"{n:,.0f}"),
        _draw(
            "without an answer",
            [(run, run.rejected / max(1, run.rows or 0)) for run in runs],
            lambda n: show_share(n, 1),
        ),
        _draw("duration", [(run, run.seconds) for run in runs], show_duration),
    ]
    for name in names:
        values = [(run, run.means[name]) for run in runs if name in run.means]
        show = (lambda n: show_share(n, 1)) if name.startswith("share of ") else show_number
        if len(values) >= 2:
            found.append(_draw(name, values, show, is_line=True))
    return found


def _draw(
    name: str, values: Sequence[tuple[Line, float]], show: Callable[[float], str], *, is_line: bool = False
) -> Trend:
    numbers = [value for _, value in values]
    low, high = min(numbers), max(numbers)
    days = [f"{run.time:%Y-%m-%d}" for run, _ in values]
    label = f"{name} from {days[0]} to {days[-1]}: last {show(numbers[-1])}, lowest {show(low)}, highest {show(high)}"
    titles = [f"<title>{day}: {escape(show(value))}</title>" for day, value in zip(days, numbers, strict=True)]
    marks = _line(numbers, titles) if is_line else _bars(numbers, titles)
    ground = f'<line class="ground" x1="0" x2="{len(numbers)}" y1="{_HEIGHT}" y2="{_HEIGHT}"/>'
    svg = (
        f'<svg role="img" aria-label="{escape(label, quote=True)}" viewBox="0 0 {len(numbers)} {_HEIGHT}" '
        f'preserveAspectRatio="none">{marks}{ground}</svg>'
    )
    return Trend(
        name=name, last=show(numbers[-1]), low=show(low), high=show(high), first_day=days[0], last_day=days[-1], svg=svg
    )


def _bars(numbers: Sequence[float], titles: Sequence[str]) -> str:
    top = max(numbers) or 1.0
    heights = [_HEIGHT * value / top for value in numbers]
    return "".join(
        f'<rect x="{i + 0.1:.1f}" width="0.8" y="{_HEIGHT - height:.1f}" height="{height:.1f}">{title}</rect>'
        for i, (height, title) in enumerate(zip(heights, titles, strict=True))
    )


def _line(numbers: Sequence[float], titles: Sequence[str]) -> str:
    """Return a line between the lowest and the highest value: means rarely come near zero."""
    low, high = min(numbers), max(numbers)
    span = (high - low) or 1.0
    heights = [_HEIGHT * (0.9 - 0.8 * ((value - low) / span if high > low else 0.5)) for value in numbers]
    path = "".join(f"{'L' if i else 'M'}{i + 0.5:.1f} {height:.1f}" for i, height in enumerate(heights))
    # places to point at, as wide as a run: the line alone is too thin for a title
    places = "".join(
        f'<rect class="place" x="{i}" width="1" y="0" height="{_HEIGHT}">{title}</rect>'
        for i, title in enumerate(titles)
    )
    return f'<path d="{path}"/>{places}'


def draw_states(lines: Sequence[Line]) -> str:
    """Return how the last runs ended as a row of marks, the last one at the right."""
    shown = list(reversed(lines[:_MOST_STATES]))
    marks = "".join(
        f'<i class="{line.state}" title="{line.time:%Y-%m-%d %H:%M} {line.state_text}"></i>' for line in shown
    )
    failed = sum(line.has_failed for line in shown)
    return f'<span class="states" role="img" aria-label="{failed} of the last {len(shown)} runs failed">{marks}</span>'
