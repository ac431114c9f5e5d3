"""Laws of the compiler: answers are equal or refused; hash seeds and repetition change nothing."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from golden.comparison import differences
from golden.harness import Outcome, build
from golden.plain import run_plainly
from hypothesis import HealthCheck, assume, given, note, settings
from property.random_notebooks import leaky_notebooks, messy_notebooks, rowwise_notebooks

from nb2svc.compiler import plan
from nb2svc.diagnostics import Report

GOLDEN = Path(__file__).parents[1] / "golden"

pytestmark = pytest.mark.property

notebooks = settings(
    max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def built(text: str) -> tuple[Outcome, list[str]]:
    """Return what a notebook is built to, and how its service differs from the plain run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            variables = run_plainly(text, folder)
        except Exception:  # noqa: BLE001 - a program that fails by itself says nothing about the compiler
            assume(False)
        outcome = build(text, folder)
        if outcome.service is None:
            return outcome, []
        return outcome, [f"{d.how}: {d.detail}" for d in differences(outcome, variables)]


@notebooks
@given(rowwise_notebooks)
def test_rowwise_programs_are_served_with_the_notebooks_answers(text: str) -> None:
    """A program whose rows depend on themselves and on statistics is built, and answers as the plain notebook."""
    outcome, found = built(text)
    note(text)
    assert not outcome.errors, outcome.rendered()
    assert found == []


@notebooks
@given(leaky_notebooks)
def test_programs_that_mix_rows_are_refused_or_equal(text: str) -> None:
    """A program whose rows depend on others is refused at its statement, unless nothing of that reaches the answer."""
    outcome, found = built(text)
    note(text)
    if outcome.errors:
        assert all(d.span.cell and d.hint for d in outcome.errors), outcome.rendered()
    else:
        assert found == []


@notebooks
@given(messy_notebooks)
def test_messy_programs_are_refused_or_equal(text: str) -> None:
    """State of every kind, any split, two copies of the same step: the answers are the notebook's, or there is none."""
    outcome, found = built(text)
    note(text)
    if outcome.errors:
        assert all(d.span.cell and d.hint for d in outcome.errors), outcome.rendered()
    else:
        assert found == []


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_package_does_not_depend_on_the_hash_seed(seed: str, tmp_path: Path) -> None:
    """A fresh process whose sets are ordered in another way builds the same package as the reviewed one."""
    path = GOLDEN / "churn_mixed_columns" / "notebook.py"
    code = (
        "import sys, pathlib\nfrom golden.harness import build\n"
        "made = build(pathlib.Path(sys.argv[1]).read_text(), pathlib.Path(sys.argv[2]))\n"
        "for name, text in made.package.files.items(): (pathlib.Path(sys.argv[2]) / name).write_text(text)\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed, "MPLBACKEND": "agg"}
    environment["PYTHONPATH"] = os.pathsep.join([str(GOLDEN.parent), str(GOLDEN.parents[1])])
    child = subprocess.run(
        [sys.executable, "-c", code, str(path), str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    reviewed = {p.name: p.read_text() for p in (path.parent / "expected").glob("*.py")}
    assert {p.name: p.read_text() for p in tmp_path.glob("*.py")} == reviewed


def test_plan_is_the_same_for_the_same_text() -> None:
    """The kernel makes the plan again from the text: both plans have the same places, sites and code."""
    text = (GOLDEN / "churn_mixed_columns" / "notebook.py").read_text()
    first, second = (plan(text, path="notebook.py", parameters={}, report=Report()) for _ in range(2))
    assert first is not None
    assert second is not None
    assert list(first.code.sites) == list(second.code.sites)
    assert list(first.code.places) == list(second.code.places)
    assert {k: ast.dump(m) for k, m in first.code.cells.items()} == {
        k: ast.dump(m) for k, m in second.code.cells.items()
    }
