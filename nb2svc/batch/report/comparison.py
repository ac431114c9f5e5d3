"""A column of a run beside the same column in training: which values have which share, and what differs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np

from nb2svc.batch.report.shift import Shift, measure_shift
from nb2svc.batch.report.wording import shorten, show_count, show_number, show_share
from nb2svc.batch.scoring.summary import ColumnSummary
from nb2svc.build.probe.histogram import count_between, count_up_to, even_edges

__all__ = ["Comparison", "Part", "compare"]

_MOST_PARTS: Final = 12
_MOST_COMPARED: Final = 20
_MOST_NOTED: Final = 3
_NULLS_APART: Final = 0.05
_FAR_OUT: Final = 0.01
"""The part of the numbers that may lie outside the training range before it is said first."""
_RARE: Final = 3.3
"""Standard errors beyond which a difference of shares is no chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some of a column's values.

    Attributes:
        label: what they are: a word, or a range of numbers.
        run: how many of the run.
        training: how many of the training.
    """

    label: str
    run: int
    training: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A column of a run beside the training.

    Attributes:
        summary: of the run's column.
        trained: of the training, as profile.json has it; empty where nothing is known.
        trained_rows: how many rows that was.
        parts: the values, most common first or in the order of numbers; empty where they are not counted.
        edges: of the parts, where they are the bins of a histogram: the first and the last part lie outside.
        shift: how far both are from each other; None where that cannot be told.
        remarks: what differs, in words.
        is_notable: whether a person should see it before anything else.
    """

    summary: ColumnSummary
    trained: Mapping[str, Any]
    trained_rows: int
    parts: tuple[Part, ...]
    edges: tuple[float, ...]
    shift: Shift | None
    remarks: tuple[str, ...] = ()
    is_notable: bool = False

    @property
    def name(self) -> str:
        """The column's name."""
        return self.summary.name

    @property
    def has_quantiles(self) -> bool:
        """Whether the training's tenths are known, and numbers: infinite ones are none in JSON."""
        return "quantiles" in self.trained and None not in self.trained["quantiles"]

    @property
    def level(self) -> str:
        """What to think of the shift: `none`, `moderate` or `large`."""
        return self.shift.level if self.shift else "none"


def compare(
    summary: ColumnSummary, trained: Mapping[str, Any], trained_rows: int, *, known: tuple[Any, ...] | None = None
) -> Comparison:
    """Return a column beside the training.

    Args:
        summary: of the run's column.
        trained: its profile.
        trained_rows: how many rows the profile is of.
        known: all words that training had, where that is known.
    """
    edges: tuple[float, ...] = ()
    parts: tuple[Part, ...] = ()
    shift = None
    numbers = summary.sample[np.isfinite(summary.sample)]
    if summary.is_numeric and len(numbers):
        edges, parts = _count_numbers(numbers, trained)
        if "tenths" in trained:
            limits, counts = trained["tenths"]["limits"], trained["tenths"]["counts"]
            shift = measure_shift(count_up_to(numbers, limits), counts)
    elif summary.counts:
        parts = _count_words(summary.counts, trained, trained_rows)
        shift = measure_shift(*_words_apart(summary.counts, trained, trained_rows)) if "counts" in trained else None
    found = Comparison(
        summary=summary,
        trained=trained,
        trained_rows=trained_rows,
        parts=parts,
        edges=edges,
        shift=shift,
    )
    gaps, words = (*_remark_nulls(found),), (*_remark_words(found, known),)
    is_far = summary.outside > _FAR_OUT * summary.known
    return replace(
        found,
        remarks=(*gaps, *_remark_numbers(found), *words),
        is_notable=bool(gaps or words or is_far or found.level != "none"),
    )


def _count_numbers(
    numbers: np.ndarray[Any, np.dtype[np.float64]], trained: Mapping[str, Any]
) -> tuple[tuple[float, ...], tuple[Part, ...]]:
    """Return numbers in the bins of the training's histogram; in words where each bin is one whole number."""
    held = trained.get("histogram")
    edges = held["edges"] if held else even_edges(numbers)
    here = count_between(numbers, edges)
    there = held["counts"] if held else [0] * len(here)
    if len(edges) - 1 <= _MOST_PARTS and all(b - a == 1 and a % 1 == 0.5 for a, b in pairwise(edges)):
        labels = [
            f"below {edges[0] + 0.5:g}",
            *(f"{edge + 0.5:g}" for edge in edges[:-1]),
            f"above {edges[-1] - 0.5:g}",
        ]
        found = [Part(label=n, run=a, training=b) for n, a, b in zip(labels, here, there, strict=True)]
        return (), tuple(part for part in found if part.run or part.training)
    names = [show_number(edge) for edge in edges]
    labels = [
        f"below {names[0]}",
        *(f"{a} to {b}" for a, b in pairwise(names)),
        f"above {names[-1]}",
    ]
    return tuple(edges), tuple(Part(label=n, run=a, training=b) for n, a, b in zip(labels, here, there, strict=True))


def _count_words(counts: Mapping[str, int], trained: Mapping[str, Any], trained_rows: int) -> tuple[Part, ...]:
    """Return the words that are most common in the run or in training, and the others as one."""
    before: Mapping[str, int] = trained.get("counts", {})
    here, there = sum(counts.values()), max(1, trained_rows - trained.get("nulls", 0))
    words = sorted({*counts, *before}, key=lambda w: -(counts.get(w, 0) / here + before.get(w, 0) / there))
    shown = words if len(words) <= _MOST_PARTS else words[: _MOST_PARTS - 1]
    parts = [Part(label=w, run=counts.get(w, 0), training=before.get(w, 0)) for w in shown]
    rest_here = here - sum(part.run for part in parts)
    rest_there = (there - sum(part.training for part in parts)) if before else 0
    if rest_here > 0 or rest_there > 0:
        parts.append(Part(label="all others", run=rest_here, training=max(0, rest_there)))
    return tuple(parts)


def _words_apart(
    counts: Mapping[str, int], trained: Mapping[str, Any], trained_rows: int
) -> tuple[list[int], list[int]]:
    """Return the counts of the most common training words, and of all others together, in the run and in training."""
    before: Mapping[str, int] = trained["counts"]
    words = sorted(before, key=lambda word: -before[word])[:_MOST_COMPARED]
    here, there = [counts.get(w, 0) for w in words], [before[w] for w in words]
    total = trained_rows - trained.get("nulls", 0)
    return [*here, sum(counts.values()) - sum(here)], [*there, max(0, total - sum(there))]


def _remark_nulls(found: Comparison) -> Iterator[str]:
    here, there = found.summary.rows, found.trained_rows
    if not here or not there or "nulls" not in found.trained:
        return
    now, before = found.summary.nulls / here, found.trained["nulls"] / there
    both = (found.summary.nulls + found.trained["nulls"]) / (here + there)
    error = math.sqrt(both * (1 - both) * (1 / here + 1 / there))
    if abs(now - before) > max(_NULLS_APART, _RARE * error):
        yield f"{show_share(now, 1)} missing, {show_share(before, 1)} in training"


def _remark_numbers(found: Comparison) -> Iterator[str]:
    summary = found.summary
    if found.level != "none" and len(summary.sample) and found.has_quantiles:
        here, there = float(np.median(summary.sample)), float(found.trained["quantiles"][5])
        yield f"median {show_number(here)}, {show_number(there)} in training"
    if summary.outside:
        yield f"{show_share(summary.outside, summary.known)} outside the training range"


def _remark_words(found: Comparison, known: tuple[Any, ...] | None) -> Iterator[str]:
    counts, before = found.summary.counts, found.trained.get("counts", {})
    has_all = before and found.trained.get("distinct") == len(before)
    seen = {str(word) for word in known} if known is not None else set(before) if has_all else set()
    if not seen or found.summary.is_numeric:
        return
    new = sorted(((word, n) for word, n in counts.items() if word not in seen), key=lambda item: -item[1])
    if new:
        names = ", ".join(f"{shorten(word)} ({show_count(n, 'row')})" for word, n in new[:_MOST_NOTED])
        more = f" and {len(new) - _MOST_NOTED:,} more" if len(new) > _MOST_NOTED else ""
        yield f"not in training: {names}{more}"
    if found.level != "none":
        apart = max(found.parts, key=lambda part: abs(_apart(part, found)))
        here, there = sum(p.run for p in found.parts), sum(p.training for p in found.parts)
        yield (f"{shorten(apart.label)} {show_share(apart.run, here)}, {show_share(apart.training, there)} in training")


def _apart(part: Part, found: Comparison) -> float:
    here, there = sum(p.run for p in found.parts), sum(p.training for p in found.parts)
    return part.run / max(1, here) - part.training / max(1, there)
