"""The tables and charts of a run's report, as HTML and SVG that need nothing from a network."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

import numpy as np

from nb2svc.batch.scoring import Scored
from nb2svc.batch.summary import ColumnSummary
from nb2svc.manifest import Field

__all__ = ["Drawing", "draw_answers", "draw_inputs", "draw_rejected"]

_WIDTH: Final = 640
_HEIGHT: Final = 180
_FOOT: Final = 22
_MOST_BARS: Final = 12
_MOST_NOTED: Final = 3


@dataclass(frozen=True, slots=True)
class Drawing:
    """HTML that a notebook shows."""

    html: str

    def __repr__(self) -> str:
        return f"<drawing of {len(self.html):,} characters>"  # for logs and terminals

    def _repr_html_(self) -> str:
        return self.html


def draw_answers(run: Scored) -> Drawing:
    """Return how the answers are spread, one chart per answer field."""
    parts = [_draw_answer(summary, run.rows - run.rejected) for summary in run.answers.values()]
    return Drawing("".join(parts))


def _draw_answer(summary: ColumnSummary, rows: int) -> str:
    facts = [f"{rows:,} rows"]
    if summary.nulls:
        facts.append(f"{summary.nulls:,} null")
    few = len(summary.counts) <= _MOST_BARS and (summary.kind != "number" or len(summary.counts) <= 2)
    if summary.is_numeric and summary.known and not few:
        facts += [f"mean {_show(summary.mean)}", f"from {_show(summary.minimum)} to {_show(summary.maximum)}"]
    if not summary.known or summary.kind in ("array", "datetime"):
        chart = ""
    elif summary.is_numeric and not few:
        chart = _draw_histogram(summary.sample, summary.name)
    else:
        chart = _draw_bars(summary.counts, summary.known, by_name=summary.is_numeric)
    head = f"<figcaption><code>{escape(summary.name)}</code> <span>{escape(' · '.join(facts))}</span></figcaption>"
    return f'<figure class="chart">{head}{chart}</figure>'


def _draw_histogram(values: np.ndarray[Any, Any], name: str) -> str:
    low, high = float(values.min()), float(values.max())
    wanted = min(40.0, max(8.0, 2 * math.sqrt(len(values))))
    edges = _multiples(_nice((high - low) / wanted or abs(low) or 1.0), low, high)
    counts, _ = np.histogram(values.clip(edges[0], edges[-1]), bins=edges)  # an edge may be off by a rounding error
    bins = len(counts)
    top, step = int(counts.max()), _WIDTH / bins
    bars = "".join(
        f'<rect x="{i * step + 0.75:.1f}" y="{_HEIGHT - height:.1f}" width="{step - 1.5:.1f}" height="{height:.1f}">'
        f"<title>{_show(edges[i])} to {_show(edges[i + 1])}: {count:,}</title></rect>"
        for i, count in enumerate(counts)
        for height in [_HEIGHT * count / top]
    )
    ticks = "".join(
        f'<text x="{_WIDTH * part:.0f}" y="{_HEIGHT + 16}" '
        f'text-anchor="{"start" if part < 0.03 else "end" if part > 0.97 else "middle"}">{_show(tick)}</text>'
        for tick in _multiples(_nice((edges[-1] - edges[0]) / 5), edges[0], edges[-1])
        for part in [(tick - edges[0]) / (edges[-1] - edges[0])]
        if -1e-9 <= part <= 1 + 1e-9
    )
    line = f'<line x1="0" x2="{_WIDTH}" y1="{_HEIGHT}" y2="{_HEIGHT}"/>'
    label = escape(f"histogram of {name}", quote=True)
    return f'<svg role="img" aria-label="{label}" viewBox="0 -4 {_WIDTH} {_HEIGHT + _FOOT}">{bars}{line}{ticks}</svg>'


def _nice(step: float) -> float:
    """Return a round number that is not below a step."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1.0, 2.0, 2.5, 5.0, 10.0) if factor * power >= step * (1 - 1e-9))


def _multiples(step: float, low: float, high: float) -> np.ndarray[Any, Any]:
    """Return the multiples of a step from at or below `low` to above `high`; at least two."""
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return np.arange(first, max(last, first + 1) + 1) * step


def _draw_bars(counts: Mapping[str, int], total: int, *, by_name: bool) -> str:
    ordered = sorted(counts.items(), key=lambda item: float(item[0]) if by_name else -item[1])
    shown, rest = ordered[:_MOST_BARS], ordered[_MOST_BARS:]
    if rest:
        shown = [*shown, (f"{len(rest):,} others", sum(n for _, n in rest))]
    most = max(n for _, n in shown)
    rows = "".join(
        f'<div class="bar"><span class="name">{escape(name)}</span>'
        f'<span class="track"><span class="fill" style="width:{100 * n / most:.1f}%"></span></span>'
        f'<span class="count">{n:,} <small>{_percent(n, total)}</small></span></div>'
        for name, n in shown
    )
    return f'<div class="bars">{rows}</div>'


def draw_rejected(run: Scored) -> Drawing:
    """Return why rows have no answer, the most common reason first."""
    if not run.rejected:
        return Drawing('<p class="quiet">Every row has an answer.</p>')
    rows = []
    for key, count in run.reasons.most_common(20):
        first = run.examples[key]
        rows.append((f"{count:,}", f"<code>{escape(first.field)}</code>", escape(first.message), f"{first.row + 1:,}"))
    text = (
        f"{run.rejected:,} of {run.rows:,} rows have no answer; the column <code>error</code> of the output says why."
    )
    return Drawing(f"<p>{text}</p>" + _table(("rows", "field", "reason (of the first such row)", "first row"), rows))


def draw_inputs(run: Scored, bundle: Path | str) -> Drawing:
    """Return what the input looks like beside the rows that the version was trained on.

    Args:
        run: the finished run.
        bundle: the version's folder, whose profile.json describes the training rows.
    """
    if not run.rows:
        return Drawing('<p class="quiet">The input has no rows.</p>')
    path = Path(bundle) / "profile.json"
    profile = json.loads(path.read_bytes()) if path.is_file() else {}
    fields = {f.name: f for f in run.manifest.request.fields}
    rows = [
        _compare(summary, fields[name], profile.get("fields", {}).get(name, {}), profile.get("rows", 0))
        for name, summary in run.inputs.items()
    ]
    head = ("field", "null", "in training", "values", "in training", "remarks")
    note = "Numbers: median (10th to 90th percentile). Text: the most common values."
    return Drawing(_table(head, rows) + f'<p class="quiet">{note}</p>')


def _compare(
    summary: ColumnSummary, known: Field, trained: Mapping[str, Any], trained_rows: int
) -> tuple[str, str, str, str, str, str]:
    nulls = _percent(summary.nulls, summary.rows)
    before = _percent(trained.get("nulls", 0), trained_rows) if trained_rows else "-"
    here = there = "-"
    if summary.is_numeric:
        if len(summary.sample):
            here = _spread(np.quantile(summary.sample, [0.1, 0.5, 0.9]))
        if "quantiles" in trained:
            there = _spread([trained["quantiles"][i] for i in (1, 5, 9)])
    elif summary.counts:
        here, there = _most_common(summary.counts), _most_common(trained.get("counts", {})) or "-"
    remarks = "<br>".join(escape(remark) for remark in _remarks(summary, known, trained, trained_rows))
    return f"<code>{escape(summary.name)}</code>", nulls, before, escape(here), escape(there), remarks


def _remarks(summary: ColumnSummary, known: Field, trained: Mapping[str, Any], trained_rows: int) -> Iterable[str]:
    if summary.outside:
        yield f"{_percent(summary.outside, summary.known)} outside the training range"
    if trained_rows and abs(summary.nulls / summary.rows - trained.get("nulls", 0) / trained_rows) > 0.05:
        yield "nulls are " + ("more" if summary.nulls / summary.rows > trained["nulls"] / trained_rows else "fewer")
    seen = {str(c) for c in known.categories} if known.categories is not None else _all_words(trained)
    if seen and summary.kind == "string":
        new = [(word, n) for word, n in summary.counts.items() if word not in seen]
        new.sort(key=lambda item: -item[1])
        if new:
            names = ", ".join(f"{word} ({n:,})" for word, n in new[:_MOST_NOTED])
            yield f"not in training: {names}" + (
                f" and {len(new) - _MOST_NOTED:,} more" if len(new) > _MOST_NOTED else ""
            )


def _all_words(trained: Mapping[str, Any]) -> set[str]:
    """Return the training values when the profile has all of them."""
    counts = trained.get("counts", {})
    return set(counts) if trained.get("distinct") == len(counts) else set()


def _most_common(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    total = sum(counts.values())
    return ", ".join(f"{_shorten(word)} {_percent(n, total)}" for word, n in ordered[:_MOST_NOTED])


def _spread(values: Sequence[float] | np.ndarray[Any, Any]) -> str:
    low, middle, high = (_show(float(v)) for v in values)
    return f"{middle} ({low} to {high})"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    heads = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table class="facts"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'


def _shorten(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:23]}…"


def _show(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.4g}"


def _percent(part: int, whole: int) -> str:
    share = 100 * part / whole if whole else 0.0
    if not part or part == whole:
        return f"{share:.0f}\N{NO-BREAK SPACE}%"
    shown = "< 0.1" if share < 0.1 else "> 99.9" if share >= 99.95 else f"{share:.1f}"
    return f"{shown}\N{NO-BREAK SPACE}%"
