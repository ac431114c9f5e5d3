"""A run in a few numbers: what stands in the ledger, so that the next run can be told beside it.

Written by the notebook of a run into its facts; JSON, and small however many rows, fields and words there are.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from nb2svc.batch.report.comparison import Comparison
from nb2svc.batch.report.sections import compare_answers, compare_inputs
from nb2svc.batch.scoring.score import Scored

__all__ = ["make_digest", "write_digest"]

_MOST_FIELDS: Final = 100
_MOST_WORDS: Final = 30
_FEW_WORDS: Final = 10
_LONGEST_WORD: Final = 40


def write_digest(run: Scored, bundle: Path | str, facts: Path | str) -> None:
    """Put the digest of a run into its facts.

    Args:
        run: the finished run.
        bundle: the version's folder.
        facts: the file that the run has written about itself.
    """
    path = Path(facts)
    held = json.loads(path.read_bytes())
    path.write_text(json.dumps({**held, "digest": make_digest(run, bundle)}), encoding="utf-8")


def make_digest(run: Scored, bundle: Path | str) -> dict[str, Any]:
    """Return the digest of a run: per field what a later run, and a list of runs, say of it.

    Args:
        run: the finished run.
        bundle: the version's folder.
    """
    answers = compare_answers(run, bundle) if run.rows > run.rejected else []
    inputs = compare_inputs(run, bundle) if run.rows else []
    return {
        "answers": {c.name: _describe(c) for c in answers[:_MOST_FIELDS]},
        "inputs": {c.name: _describe(c) for c in inputs[:_MOST_FIELDS]},
    }


def _describe(found: Comparison) -> Mapping[str, Any]:
    summary = found.summary
    described: dict[str, Any] = {"rows": summary.rows, "nulls": summary.nulls}
    numbers = summary.sample[np.isfinite(summary.sample)]
    if summary.is_numeric and len(numbers):
        with np.errstate(over="ignore", invalid="ignore"):  # numbers near the largest one have no mean
            mean = summary.mean if math.isfinite(summary.mean) else float(numbers.mean())
            spread = float(numbers.std())
        if math.isfinite(mean) and math.isfinite(spread):
            described |= {"mean": mean, "std": spread}
        described["quantiles"] = [float(q) for q in np.quantile(numbers, [0.1, 0.5, 0.9])]
    elif summary.counts and not summary.is_numeric:
        ordered = sorted(summary.counts.items(), key=lambda item: -item[1])
        kept = ordered if len(ordered) <= _MOST_WORDS else ordered[:_FEW_WORDS]
        described["words"] = {word[:_LONGEST_WORD]: count for word, count in kept}
        described["distinct"] = len(summary.counts)
    if found.shift is not None:
        described["shift"] = round(found.shift.index, 4)
    if found.is_notable:
        described |= {"level": found.level, "remarks": list(found.remarks)}
    return described
