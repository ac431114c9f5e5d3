"""The proof that a staged pipeline answers as its steps do, and what it found, in words."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from nb2svc.build.pipelines.declaration import Declaration
from nb2svc.build.pipelines.orders import Orders, Outcome, Passing, read_outcome, write_orders
from nb2svc.diagnostics import BuildError, Report
from nb2svc.manifest import Field, Manifest

__all__ = ["report_outcome", "verify"]


def verify(orders: Orders, work: Path, manifest: Manifest, *, timeout: float | None) -> Outcome:
    """Let a fresh process compare the pipeline with its steps.

    Args:
        orders: what it compares.
        work: a folder for what the processes tell each other.
        manifest: of the pipeline.
        timeout: seconds that it may take.

    Raises:
        BuildError: the pipeline cannot be loaded, or it takes too long.
    """
    write_orders(work, orders)
    names = {"openmp": "OMP_NUM_THREADS", "blas": "OPENBLAS_NUM_THREADS"}
    limits = {names[name]: str(count) for name, count in manifest.threads.items() if name in names}
    try:
        child = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "nb2svc.build.pipelines.verify_child", str(work)],
            env={**os.environ, **limits, "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=work,  # a step that needs files of the notebook's folder is found out here, not in production
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BuildError(
            f"the verification of `{manifest.service}` is stopped after {error.timeout:.0f} s: "
            "give it more time with `--timeout SECONDS`, or verify it with fewer `rows`"
        ) from error
    if child.returncode != 0:
        tail = child.stderr.strip().split("\n")[-1] if child.stderr.strip() else f"exit {child.returncode}"
        raise BuildError(f"the pipeline cannot be loaded in a fresh process: {tail}\n{child.stderr}")
    return read_outcome(work)


def report_outcome(
    declared: Declaration, manifest: Manifest, steps: Sequence[Manifest], outcome: Outcome, report: Report
) -> None:
    """Report what verifying found: differences, rows without an answer, answers that no later step knows.

    Args:
        declared: the pipeline.
        manifest: of it.
        steps: of its steps.
        outcome: what was found.
        report: gets the findings.
    """
    for code, message, word in outcome.problems:
        report.add(declared.finding(code, message, at=word))
    if outcome.problems:
        return
    failed = next((check for check in outcome.checks if not check.passed), None)
    if failed is not None:
        message = f"the check `{failed.name}` fails: {failed.detail}"
        report.add(declared.finding("NB406", message, at="steps"))
    for passing in outcome.passings:
        _report_passing(declared, manifest, steps, passing, report)
    _report_lost(declared, outcome, report)
    if declared.evaluate is not None and outcome.measured < outcome.labelled:
        message = (
            f"the metrics are those of {outcome.measured:,} of {outcome.labelled:,} rows: the others have no answer"
        )
        report.add(declared.finding("NB613", f"{message}, or no `{declared.evaluate.target}`", at="evaluate"))


def _report_lost(declared: Declaration, outcome: Outcome, report: Report) -> None:
    lost = outcome.rows - outcome.answered
    reasons = "; ".join(f"{count:,} x {reason}" for reason, count in outcome.reasons.items())
    where = "rows" if declared.rows else "steps"
    if not outcome.rows:
        made = f"`{declared.rows}` has none" if declared.rows else "the golden rows of its steps make none"
        message = f"there are no rows to verify the pipeline with: {made}"
        hint = 'give real ones: `rows = "data/rows.csv"`'
        report.add(declared.finding("NB611", message, at=where, hint=hint))
    elif not outcome.answered:
        message = f"none of {outcome.rows:,} rows gets through: {reasons}"
        hint = "build a step on what the step before it answers" if declared.rows else "verify with real `rows`"
        report.add(declared.finding("NB611", message, at=where, hint=hint))
    elif lost:
        message = f"{lost:,} of {outcome.rows:,} rows have no answer: {reasons}"
        report.add(declared.finding("NB613", message, at=where))


def _report_passing(
    declared: Declaration, manifest: Manifest, steps: Sequence[Manifest], passing: Passing, report: Report
) -> None:
    step = steps[passing.step - 1]
    field = next(field for field in step.request.fields if field.name == passing.field)
    link = next(link for link in manifest.steps[passing.step - 1].inputs if link.name == passing.field)
    remarks = [*_refusals(passing), *_far(passing, field)]
    if not remarks:
        return
    source = steps[link.step - 1]
    message = (
        f"`{link.field}` of `{source.version}` leaves what `{step.version}` was trained on as `{passing.field}`: "
        f"of {passing.total:,} values, {', and '.join(remarks)}"
    )
    hint = f"build `{step.service}` on rows that `{source.service}` has answered"
    report.add(declared.finding("NB610", message, at=declared.steps[passing.step - 1], hint=hint))


def _refusals(passing: Passing) -> list[str]:
    words = {"null": "missing", "wrong-type": "of another type"}
    found = []
    for fault, count in passing.refused.items():
        if fault == "unknown-category":
            named = ", ".join(f"'{name}' ({times:,})" for name, times in passing.unknown.items())
            more = ", ..." if sum(passing.unknown.values()) < count else ""
            kind = "is a category" if count == 1 else "are categories"
            found.append(f"{count:,} {kind} that it has never seen: {named}{more}")
        else:
            found.append(f"{count:,} {_are(count)} {words.get(fault, fault)}")
    return found


def _far(passing: Passing, field: Field) -> list[str]:
    if not passing.far:
        return []
    spread = f"they go from {passing.lowest:g} to {passing.highest:g}, its training rows from "
    return [f"{passing.far:,} {_are(passing.far)} far outside: {spread}{field.minimum:g} to {field.maximum:g}"]


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
