"""The parts of a report that the notebook of a run shows: answers, rows without one, and the input."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, Final

import numpy as np

from nb2svc.batch.report.charts import draw_bars, draw_histogram
from nb2svc.batch.report.comparison import Comparison, compare
from nb2svc.batch.report.markup import Drawing, code, table
from nb2svc.batch.report.wording import shorten, show_count, show_number, show_share
from nb2svc.batch.scoring.score import Scored

__all__ = ["compare_answers", "compare_inputs", "draw_answers", "draw_inputs", "draw_rejected"]

_MOST_DRAWN: Final = 24
_MOST_REASONS: Final = 20
_WORDS: Final = {"none": "as in training", "moderate": "shifted", "large": "far from training"}
_RULE: Final = (
    '<p class="quiet">The <em>shift</em> of a field is its population stability index: the training rows are divided '
    "into tenths (of numbers) or by their values (of text), and the shares of the run in the same parts are compared, "
    '<span class="formula">&Sigma; (run &minus; training) &middot; ln (run &divide; training)</span>. By the rule of '
    "thumb of credit scoring (Siddiqi, 2006), below 0.1 is usual from day to day, from 0.1 is worth a look, and from "
    "0.25 the rows are of another population. A few rows differ by chance alone: nothing is called shifted that chance "
    "explains for as many rows, but in one case of a thousand.</p>"
)


def compare_answers(run: Scored, bundle: Path | str) -> list[Comparison]:
    """Return the answers of a run beside those that the notebook gave, in the order of the answer's fields."""
    profile = _read_profile(str(bundle)).get("answers", {})
    return [_compare(summary, profile) for summary in run.answers.values()]


def compare_inputs(run: Scored, bundle: Path | str) -> list[Comparison]:
    """Return the fields of a run's input beside the training rows, in the order of the request."""
    profile = _read_profile(str(bundle))
    known = {f.name: f.categories for f in run.manifest.request.fields}
    return [_compare(summary, profile, known=known[name]) for name, summary in run.inputs.items()]


def _compare(summary: Any, profile: Mapping[str, Any], *, known: tuple[Any, ...] | None = None) -> Comparison:
    return compare(summary, profile.get("fields", {}).get(summary.name, {}), profile.get("rows", 0), known=known)


@lru_cache(maxsize=4)
def _read_profile(bundle: str) -> Mapping[str, Any]:
    path = Path(bundle) / "profile.json"
    found: Mapping[str, Any] = json.loads(path.read_bytes()) if path.is_file() else {}
    return found


def draw_answers(run: Scored, bundle: Path | str) -> Drawing:
    """Return how the answers are spread, beside those that the notebook gave.

    Args:
        run: the finished run.
        bundle: the version's folder, whose profile.json describes the training.
    """
    if run.rows == run.rejected:
        return Drawing('<p class="quiet">There are no answers.</p>')
    found = compare_answers(run, bundle)
    legend = _draw_legend(found, "the answers of the notebook") if any(c.trained for c in found) else ""
    return Drawing(legend + "".join(_draw(comparison, "large") for comparison in found))


def draw_inputs(run: Scored, bundle: Path | str) -> Drawing:
    """Return what the input looks like beside the rows that the version was trained on, what has shifted first.

    Args:
        run: the finished run.
        bundle: the version's folder, whose profile.json describes the training.
    """
    if not run.rows:
        return Drawing('<p class="quiet">The input has no rows.</p>')
    found = compare_inputs(run, bundle)
    if not any(c.trained for c in found):
        return Drawing('<p class="quiet">Nothing is known of the training rows.</p>' + _table(found))
    ordered = sorted(found, key=lambda c: (-_weight(c), -(c.shift.index if c.shift else 0.0)))
    drawn = [c for c in ordered if c.parts][:_MOST_DRAWN]
    cards = "".join(_draw(comparison, "small") for comparison in drawn)
    more = (
        f'<p class="quiet">The other {len(found) - len(drawn):,} fields are in the table.</p>'
        if len(found) > len(drawn)
        else ""
    )
    everything = f'<details class="fields"><summary>All fields as a table</summary>{_table(found)}</details>'
    return Drawing(f'{_draw_legend(drawn, "training rows")}<div class="cards">{cards}</div>{more}{everything}{_RULE}')


def _draw_legend(drawn: list[Comparison], other: str) -> str:
    """Return what is what in the charts."""
    has_outside = any(c.edges and (c.parts[0].run or c.parts[-1].run) for c in drawn)
    outside = '<span><i class="outside"></i>beyond the scale</span>' if has_outside else ""
    return f'<p class="legend"><span><i></i>this run</span><span><i class="was"></i>{other}</span>{outside}</p>'


def _weight(found: Comparison) -> int:
    return 2 * ("none", "moderate", "large").index(found.level) + found.is_notable


def _draw(found: Comparison, size: str) -> str:
    summary = found.summary
    chart = ""
    if found.edges:
        chart = draw_histogram(found.parts, found.edges, f"histogram of {summary.name}: {'; '.join(_facts(found))}")
    elif found.parts:
        chart = draw_bars(found.parts)
    remarks = "".join(f"<li>{escape(remark)}</li>" for remark in found.remarks)
    return (
        f'<figure class="chart {size}"><figcaption>{code(summary.name)} {_badge(found)}'
        f"<span>{escape(' · '.join(_facts(found)))}</span></figcaption>{chart}"
        + (f'<ul class="remarks">{remarks}</ul>' if remarks else "")
        + "</figure>"
    )


def _badge(found: Comparison) -> str:
    if found.shift is None:
        return ""
    return f'<b class="badge {found.level}">{_WORDS[found.level]} <i>shift {found.shift.index:.2f}</i></b>'


def _facts(found: Comparison) -> list[str]:
    """Return the numbers of a column in words, with those of the training where they are known."""
    summary, trained = found.summary, found.trained
    facts = []
    numbers = summary.sample[np.isfinite(summary.sample)]
    if summary.is_numeric and len(numbers):
        was = f" (training {show_number(trained['mean'])})" if trained.get("mean") is not None else ""
        facts.append(f"mean {show_number(summary.mean)}{was}")
        facts.append(f"{show_number(summary.minimum)} to {show_number(summary.maximum)}")
    elif summary.counts and not summary.is_numeric:
        facts.append(show_count(len(summary.counts), "different value"))
    nulls, rows = trained.get("nulls", 0), found.trained_rows
    if summary.nulls or nulls:
        was = f" (training {show_share(nulls, rows)})" if rows else ""
        facts.append(f"{show_share(summary.nulls, summary.rows)} missing{was}")
    return facts


def _table(found: list[Comparison]) -> str:
    head = ("field", "missing", "in training", "values", "in training", "shift", "remarks")
    rows = [
        (
            code(c.name),
            show_share(c.summary.nulls, c.summary.rows),
            show_share(c.trained.get("nulls", 0), c.trained_rows) if c.trained else "-",
            escape(_values_of_run(c)),
            escape(_values_of_training(c)),
            f"{c.shift.index:.2f}" if c.shift else "-",
            "<br>".join(escape(remark) for remark in c.remarks),
        )
        for c in found
    ]
    note = '<p class="quiet">Numbers: median (10th to 90th percentile). Text: the most common values.</p>'
    return table(head, rows, numbers=(1, 2, 5), label="All fields of the input beside the training") + note


def _values_of_run(found: Comparison) -> str:
    if found.summary.is_numeric:
        return (
            _spread([float(q) for q in np.quantile(found.summary.sample, [0.1, 0.5, 0.9])])
            if len(found.summary.sample)
            else "-"
        )
    return _most_common(found.summary.counts)


def _values_of_training(found: Comparison) -> str:
    if found.has_quantiles:
        return _spread([found.trained["quantiles"][i] for i in (1, 5, 9)])
    return _most_common(found.trained.get("counts", {}))


def _spread(values: list[float]) -> str:
    low, middle, high = (show_number(value) for value in values)
    return f"{middle} ({low} to {high})"


def _most_common(counts: Mapping[str, int]) -> str:
    ordered, total = sorted(counts.items(), key=lambda item: -item[1]), sum(counts.values())
    return ", ".join(f"{shorten(word)} {show_share(n, total)}" for word, n in ordered[:3]) or "-"


def draw_rejected(run: Scored) -> Drawing:
    """Return why rows have no answer, the most common reason first."""
    if not run.rejected:
        return Drawing('<p class="quiet">Every row has an answer.</p>')
    rows = []
    for key, count in run.reasons.most_common(_MOST_REASONS):
        first = run.examples[key]
        rows.append(
            (code(first.field) if first.field else "-", f"{count:,}", escape(first.message), f"{first.row + 1:,}")
        )
    text = (
        f"{run.rejected:,} of {show_count(run.rows, 'row')} without an answer; the column <code>error</code> says why."
    )
    more = len(run.reasons) - len(rows)
    rest = f'<p class="quiet">and {show_count(more, "other reason")}</p>' if more > 0 else ""
    head = ("field", "rows", "reason (of the first such row)", "first row")
    return Drawing(f"<p>{text}</p>" + table(head, rows, numbers=(1, 3), label="Rows without an answer") + rest)
