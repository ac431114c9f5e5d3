"""The proof of equality: the staged package answers the golden rows in a fresh process as the notebook did."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import msgspec

from nb2svc.build.orders import Results
from nb2svc.compiler import Plan
from nb2svc.compiler.places import frame_of, span_of
from nb2svc.diagnostics import BuildError, Diagnostic, Report, Span
from nb2svc.manifest import Check, Manifest

__all__ = ["Outcome", "verify"]

OUTCOME: Final = "checks.json"
_TIME_LIMIT: Final = 900.0


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What the verifying process found.

    Attributes:
        checks: all comparisons.
        culprit: the place of the first statement whose value differs, or empty.
        culprit_name: the variable that differs there.
    """

    checks: tuple[Check, ...]
    culprit: str = ""
    culprit_name: str = ""


def verify(
    staged: Path, work: Path, manifest: Manifest, results: Results, planned: Plan, report: Report
) -> tuple[Check, ...]:
    """Compare the staged package with the notebook's values and report a difference with its statement.

    Args:
        staged: the bundle, complete enough to be loaded.
        work: the build's working folder, with the expected values.
        manifest: of the staged bundle.
        results: of the run.
        planned: to find statements.
        report: gets NB406 for a failed check.

    Raises:
        BuildError: the package cannot be loaded at all.
    """
    del results
    limits = {"OMP_NUM_THREADS": manifest.threads["openmp"], "OPENBLAS_NUM_THREADS": manifest.threads["blas"]}
    environment = {**os.environ, **{name: str(count) for name, count in limits.items()}, "PYTHONDONTWRITEBYTECODE": "1"}
    child = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "nb2svc.build.verify_child", str(staged.resolve()), str(work)],
        env=environment,
        cwd=work,  # a package that needs files of the notebook's folder is found out here, not in production
        capture_output=True,
        text=True,
        timeout=_TIME_LIMIT,
        check=False,
    )
    if child.returncode != 0:
        tail = child.stderr.strip().split("\n")[-1] if child.stderr.strip() else f"exit {child.returncode}"
        raise BuildError(f"the generated package cannot be loaded in a fresh process: {tail}\n{child.stderr}")
    outcome = msgspec.json.decode((work / OUTCOME).read_bytes(), type=Outcome)
    failed = [check for check in outcome.checks if not check.passed]
    if failed:
        report.add(_describe(failed[0], outcome, planned))
    return outcome.checks


def _describe(check: Check, outcome: Outcome, planned: Plan) -> Diagnostic:
    notebook = planned.program.notebook
    place = planned.code.places.get(outcome.culprit)
    if place is None:
        return Diagnostic(
            code="NB406",
            message=f"the check `{check.name}` fails: {check.detail}",
            span=Span(path=notebook.path),
            hint="no single statement could be blamed; the executed notebook and the golden rows show the values",
        )
    span = span_of(notebook, place.id.split(":")[0], place.node)
    return Diagnostic(
        code="NB406",
        message=f"the check `{check.name}` fails: {check.detail}; "
        f"`{outcome.culprit_name}` is the first value that differs",
        span=span,
        frame=frame_of(notebook, span),
        hint="make this statement depend on its row only",
    )
