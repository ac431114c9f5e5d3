"""Golden cases: notebook -> package, compared byte for byte, then compiled, linted, loaded, run and trained again.

A case is a folder with `notebook.py` (a percent script that makes its own rows), `diagnostics.txt` (the findings as a
person reads them) and, unless the notebook is refused, `expected/` (the package).
"""

from __future__ import annotations

import ast
import functools
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from golden.comparison import differences, request_differences, retrained
from golden.harness import Outcome, build, explained, one_day
from golden.plain import run_plainly

from nb2svc.compiler import emit
from nb2svc.compiler.backend.emit_package import Package
from nb2svc.diagnostics import Report

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/notebook.py"))
SERVED = [case for case in CASES if not case.name.startswith("refused_")]

# served without a line of their own: the request and the clock give the value
FROM_OUTSIDE = ("a request brings its own", "reads the clock, anew for each request")

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
every_service = pytest.mark.parametrize("case", SERVED, ids=lambda case: case.name)


@pytest.fixture(scope="module")
def outcome_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Outcome]:
    """What a case's notebook is built to; each is built once, or anew when the day has changed."""

    @functools.cache
    def built(case: Path, _day: date) -> Outcome:
        return build((case / "notebook.py").read_text(), tmp_path_factory.mktemp(case.name), data=case)

    return lambda case: built(case, one_day())


@pytest.fixture
def outcome(case: Path, outcome_of: Callable[[Path], Outcome]) -> Outcome:
    """What the test's case is built to."""
    return outcome_of(case)


def expected_files(outcome: Outcome) -> dict[str, str]:
    """Return what the case's folder has to hold, besides the notebook."""
    files = {} if outcome.package is None else {f"expected/{n}": t for n, t in outcome.package.files.items()}
    return {**files, "diagnostics.txt": outcome.rendered()}


@every_case
def test_golden_files_are_what_the_compiler_writes(
    case: Path, outcome: Outcome, request: pytest.FixtureRequest
) -> None:
    """The package and the findings are byte for byte the ones that were reviewed; no file is missing or left over."""
    files = expected_files(outcome)
    if request.config.getoption("--update-golden"):
        update(case, files)
    held = {
        str(path.relative_to(case)): path.read_text()
        for path in sorted(case.rglob("*"))
        if path.is_file() and (path.name == "diagnostics.txt" or path.relative_to(case).parts[0] == "expected")
    }
    assert held == files


def update(case: Path, files: dict[str, str]) -> None:
    """Make the case's folder hold exactly these files."""
    for path in [*case.glob("expected/**/*.py"), case / "diagnostics.txt"]:
        path.unlink(missing_ok=True)
    for name, text in files.items():
        path = case / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    if not any(name.startswith("expected/") for name in files) and (case / "expected").exists():
        (case / "expected").rmdir()


@every_case
def test_golden_case_is_refused_only_where_its_name_says_so(case: Path, outcome: Outcome) -> None:
    """A notebook that a data scientist may write is built; one that no service can equal is refused with its reason."""
    if case.name.startswith("refused_"):
        assert outcome.errors
        assert all(d.span.cell for d in outcome.errors), "a refusal says where"
        assert all(d.hint for d in outcome.errors), "a refusal says what to do"
    else:
        assert not outcome.errors, outcome.rendered()


@every_service
def test_golden_service_answers_as_the_plain_notebook(case: Path, outcome: Outcome) -> None:
    """As one batch, row by row, shuffled and through JSON the service answers what the notebook computes by itself."""
    text = (case / "notebook.py").read_text()
    assert differences(outcome, run_plainly(text, case), data=case) == []
    assert request_differences(outcome, text, case) == []


@every_service
def test_golden_training_gives_a_state_that_answers_the_same(case: Path, outcome: Outcome) -> None:
    """`train.load()` and `train.train()` of the package fit the state that the build has recorded."""
    assert retrained(outcome, case) == []


@every_service
def test_golden_package_has_no_undefined_name(case: Path, outcome: Outcome) -> None:
    """Every module compiles, and ruff finds no unused import, no undefined name, no error of syntax."""
    assert outcome.folder is not None
    assert outcome.package is not None
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--no-cache",
        "--quiet",
        "--select",
        "F,E9",
        "--ignore",
        "F841",
        "--per-file-ignores",
        "modules/*:F401",  # the text of modules beside the notebook is the user's
        ".",
    ]
    found = subprocess.run(
        command, cwd=outcome.folder / outcome.package.name, capture_output=True, text=True, check=False
    )
    assert found.stdout == ""
    assert found.returncode == 0, found.stderr


@every_service
def test_golden_package_is_emitted_the_same_twice(outcome: Outcome) -> None:
    """The package follows from the notebook and the trace alone, and emitting it changes neither."""
    assert outcome.planned is not None
    assert outcome.results is not None
    assert outcome.package is not None
    for _ in range(2):
        again = emit(outcome.planned, outcome.results.trace, package=outcome.package.name, report=Report())
        assert again is not None
        assert again[1] == outcome.package


@every_service
def test_golden_line_map_leads_from_each_mapped_line_to_its_cell(outcome: Outcome) -> None:
    """Every module parses; every mapping lies inside module and cell; what serves is the text of the mapped line."""
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
        if cell.origins:
            continue  # lines of a helper that is written out belong to its call
        assert _shares_words(head, source[mapping.cell_line - 1]), (head, source[mapping.cell_line - 1])


def _shares_words(line: str, source: str) -> bool:
    """Whether a generated line is about its source line: all but frozen names and rewrites is the user's text."""
    nodes = list(ast.walk(_parsed(line)))
    names = {n.id for n in nodes if isinstance(n, ast.Name)} | {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    if re.fullmatch(r"\w+ = state\.\w+", line):
        return True  # a frozen value, next to the helper function that reads it
    return not names or bool(names & set(_identifiers(source)))


def _parsed(line: str) -> ast.AST:
    try:
        return ast.parse(line)
    except SyntaxError:  # the first line of a block or of a longer call
        return ast.Module(body=[], type_ignores=[])


def _identifiers(source: str) -> list[str]:
    text = "".join(c if c.isidentifier() or c.isdigit() else " " for c in source)
    return text.split()


@every_service
def test_golden_every_statement_is_explained_as_the_package_has_it(outcome: Outcome) -> None:
    """A statement is called served if and only if lines of the stage functions come from it; all else has a reason."""
    assert outcome.planned is not None
    assert outcome.package is not None
    explanation = explained(outcome)
    served = _served_lines(outcome.package)
    # `a = 1; b = 2`: the line of the one is that of the other
    shared = {(s.cell_id, s.line) for s in explanation.statements if s.binding in {"row-time", "row selection"}}

    program = outcome.planned.program
    assert len(explanation.statements) == len(program.statements) - len(program.lookups)  # a look-up is its call
    for s in explanation.statements:
        own = {(s.cell_id, line) for line in range(s.line, s.end_line + 1)}
        if s.binding == "row-time" and s.reason not in FROM_OUTSIDE:
            assert own & served, s
        elif s.binding not in {"row selection", "constant"}:
            assert not own & served - shared, s
        assert s.reason or s.frozen, s


def _served_lines(package: Package) -> set[tuple[str, int]]:
    """Return cell and line of each statement that the stage functions hold, without the comments above it."""
    found = set()
    for mapping in package.line_map:
        if mapping.module in {"preprocess.py", "predict.py"}:
            lines = package.files[mapping.module].split("\n")[mapping.first - 1 : mapping.last]
            comments = next((i for i, line in enumerate(lines) if not line.lstrip().startswith("#")), 0)
            found.add((mapping.cell_id, mapping.cell_line + comments))
    return found


@every_service
def test_golden_every_frozen_value_is_shown_with_its_value(outcome: Outcome) -> None:
    """Each value of the state is named by a statement that serves, with a preview that is the same each time."""
    assert outcome.classified is not None
    shown = {f.name: f for s in explained(outcome).statements if s.binding == "row-time" for f in s.frozen}

    assert shown.keys() <= set(outcome.classified.names.values())
    assert shown
    assert all(f.value and " at 0x" not in f.value for f in shown.values())
