"""Charts as HTML and SVG: a run filled, the training as a line, so that no colour has to tell them apart.

A picture stretches to the width of its place; words stand beside it as HTML, so that a phone shows them in full size.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from nb2svc.batch.report.comparison import Part
from nb2svc.batch.report.wording import shorten, show_number, show_share
from nb2svc.build.probe.histogram import nice_step

__all__ = ["draw_bars", "draw_histogram"]

_HEIGHT: Final = 100
_GAP: Final = 0.06
_TICKS: Final = 4


def draw_histogram(parts: Sequence[Part], edges: Sequence[float], label: str) -> str:
    """Return a histogram: the shares of a run in bins, and those of the training as a line.

    Args:
        parts: what lies below the first edge, in each bin, and above the last edge.
        edges: of the bins.
        label: what is drawn, for people who do not see it.
    """
    first, last = 0 if _is_there(parts[0]) else 1, len(parts) if _is_there(parts[-1]) else len(parts) - 1
    shown = parts[first:last]
    here, there = (sum(part.run for part in parts) or 1), sum(part.training for part in parts)
    runs, trained = [p.run / here for p in shown], [p.training / there if there else 0.0 for p in shown]
    step = nice_step((max(*runs, *trained) or 1.0) / 3)
    top = max(*runs, *trained, 2 * step) * 1.04
    bars = "".join(
        f'<rect x="{i + _GAP:.2f}" y="{_HEIGHT * (1 - share / top):.2f}" width="{1 - 2 * _GAP:.2f}" '
        f'height="{_HEIGHT * share / top:.2f}"{_class_of(i + first, parts)}>'
        f"<title>{escape(_say(part, here, there))}</title></rect>"
        for i, (part, share) in enumerate(zip(shown, runs, strict=True))
    )
    levels = [i * step for i in range(1, 6) if i * step < top]
    grid = "".join(
        f'<line class="grid" x1="0" x2="{len(shown)}" y1="{y:.2f}" y2="{y:.2f}"/>' for y in _places(levels, top)
    )
    line = f'<path class="training" d="{_outline(trained, top)}"/>' if there else ""
    marks = "".join(
        f'<span style="top:{y:.1f}%">{100 * level:g}\N{NO-BREAK SPACE}%</span>'
        for level, y in zip(levels, _places(levels, top), strict=True)
    )
    ticks = "".join(_draw_tick(tick, (1 - first + place) / len(shown)) for tick, place in _ticks(edges))
    return (
        f'<div class="plot"><svg role="img" aria-label="{escape(label, quote=True)}" preserveAspectRatio="none" '
        f'viewBox="0 0 {len(shown)} {_HEIGHT}">{grid}{bars}{line}'
        f'<line class="ground" x1="0" x2="{len(shown)}" y1="{_HEIGHT}" y2="{_HEIGHT}"/></svg>'
        f'<div class="levels" aria-hidden="true">{marks}</div><div class="ticks" aria-hidden="true">{ticks}</div></div>'
    )


def _is_there(part: Part) -> bool:
    return bool(part.run or part.training)


def _class_of(place: int, parts: Sequence[Part]) -> str:
    return ' class="outside"' if place in (0, len(parts) - 1) else ""


def _say(part: Part, here: int, there: int) -> str:
    known = f", {show_share(part.training, there)} in training" if there else ""
    return f"{part.label}: {show_share(part.run, here)}{known}"


def _places(levels: Sequence[float], top: float) -> list[float]:
    return [_HEIGHT * (1 - level / top) for level in levels]


def _outline(shares: Sequence[float], top: float) -> str:
    """Return the line over bars, drawn as steps."""
    heights = [_HEIGHT * (1 - share / top) for share in shares]
    return f"M0 {_HEIGHT}" + "".join(f"V{height:.2f}H{i}" for i, height in enumerate(heights, 1)) + f"V{_HEIGHT}"


def _ticks(edges: Sequence[float]) -> list[tuple[float, float]]:
    """Return round numbers on an axis, each with its place in bins from the first edge."""
    low, high = edges[0], edges[-1]
    step = nice_step(high / _TICKS - low / _TICKS)
    span = high / 2 - low / 2  # halves: the whole may be more than a number can be
    first = int(-(-low // step))
    found = [i * step for i in range(first, first + 2 * _TICKS) if low <= i * step <= high * (1 + 1e-12)]
    return [(float(f"{tick:.12g}"), (tick / 2 - low / 2) / span * (len(edges) - 1)) for tick in found]


def _draw_tick(tick: float, place: float) -> str:
    """Return a number below an axis; the first and the last one stay inside the picture."""
    side = ' class="start"' if place < 0.03 else ' class="end"' if place > 0.97 else ""
    return f'<span{side} style="left:{100 * place:.1f}%">{show_number(tick)}</span>'


def draw_bars(parts: Sequence[Part]) -> str:
    """Return one bar for each part: how large its share is in a run, with a mark where it is in training."""
    here, there = (sum(part.run for part in parts) or 1), sum(part.training for part in parts)
    most = max(max(part.run / here, part.training / there if there else 0.0) for part in parts) or 1.0
    head = (
        '<span></span><span></span><span class="share">run</span><span class="share">training</span>' if there else ""
    )
    rows = "".join(
        f'<li><span class="name" title="{escape(part.label, quote=True)}">{escape(shorten(part.label))}</span>'
        f'<span class="track"><span class="fill" style="width:{100 * part.run / here / most:.1f}%"></span>'
        + (f'<span class="mark" style="left:{100 * part.training / there / most:.1f}%"></span>' if there else "")
        + f'</span><span class="share">{show_share(part.run, here)}</span>'
        + (f'<span class="share was">{show_share(part.training, there)}</span>' if there else "")
        + "</li>"
        for part in parts
    )
    row = f'<li class="head" aria-hidden="true">{head}</li>' if head else ""
    return f'<ul class="bars{"" if there else " alone"}">{row}{rows}</ul>'
