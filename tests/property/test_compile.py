"""Laws of the compiler: same input, same bytes; lines lead back to cells; answers are equal or refused."""

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
from property.random_notebooks import leaky_notebooks, rowwise_notebooks

from nb2svc.compiler import emit, plan
from nb2svc.compiler.backend.emit_package import Package
from nb2svc.diagnostics import Report

GOLDEN = Path(__file__).parents[1] / "golden"
SERVED = [p for p in sorted(GOLDEN.glob("*/notebook.py")) if not p.parent.name.startswith("refused_")]

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


@pytest.mark.parametrize("path", SERVED, ids=lambda path: path.parent.name)
def test_emitting_twice_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    """The package follows from the notebook and the trace alone, and emitting it changes neither."""
    outcome = build(path.read_text(), tmp_path, data=path.parent)
    assert outcome.planned is not None
    assert outcome.results is not None
    assert outcome.package == _emitted(outcome)
    assert outcome.package == _emitted(outcome)


def _emitted(outcome: Outcome) -> Package:
    assert outcome.planned is not None
    assert outcome.results is not None
    assert outcome.package is not None
    again = emit(outcome.planned, outcome.results.trace, package=outcome.package.name, report=Report())
    assert again is not None
    return again[1]


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


@pytest.mark.parametrize("path", SERVED, ids=lambda path: path.parent.name)
def test_line_map_leads_from_each_mapped_line_to_its_cell(path: Path, tmp_path: Path) -> None:
    """Every module parses; every mapping lies inside module and cell; what serves is the text of the mapped line."""
    outcome = build(path.read_text(), tmp_path, data=path.parent)
    assert outcome.package is not None
    assert outcome.planned is not None
    notebook = outcome.planned.program.notebook
    for name, text in outcome.package.files.items():
        ast.parse(text, filename=name)
    for mapping in outcome.package.line_map:
        lines = outcome.package.files[mapping.module].split("\n")
        cell = notebook.cell(mapping.cell_id)
        assert 1 <= mapping.first <= mapping.last <= len(lines)
        assert cell.number == mapping.cell
        source = cell.source.split("\n")
        assert 1 <= mapping.cell_line <= len(source)
        if mapping.module == "train.py":
            continue  # lines that take a frozen value belong to the statement they are taken for
        head = lines[mapping.first - 1].strip()
        assert _shares_words(head, source[mapping.cell_line - 1]), (head, source[mapping.cell_line - 1])


def _shares_words(line: str, source: str) -> bool:
    """Whether a generated line is about its source line: all but frozen names and rewrites is the user's text."""
    words = {w for w in ast.walk(_parsed(line)) if isinstance(w, ast.Name)}
    names = {w.id for w in words}
    return not names or bool(names & set(_identifiers(source)))


def _parsed(line: str) -> ast.AST:
    try:
        return ast.parse(line)
    except SyntaxError:  # the first line of a block or of a longer call
        return ast.Module(body=[], type_ignores=[])


def _identifiers(source: str) -> list[str]:
    text = "".join(c if c.isidentifier() or c.isdigit() else " " for c in source)
    return text.split()


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
