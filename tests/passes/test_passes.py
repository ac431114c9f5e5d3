"""Pass cases: `<pass>/<name>.case` holds a percent notebook, a line of equal signs, and what the pass makes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nb2svc.compiler.dump import dump, verify
from nb2svc.compiler.frontend import read_program
from nb2svc.compiler.ir import Program
from nb2svc.compiler.passes.bind_names import bind_names
from nb2svc.compiler.passes.check_names import check_names
from nb2svc.compiler.passes.check_traps import check_traps
from nb2svc.compiler.passes.fold_lookups import fold_lookups
from nb2svc.compiler.passes.number_versions import number_versions
from nb2svc.diagnostics import Report

CASES = sorted(Path(__file__).parent.glob("*/*.case"))
SEPARATOR = "\n=====\n"


def after_bind_names(program: Program, report: Report) -> str:
    bound = bind_names(program, report)
    verify(bound)
    return dump(bound)


def after_number_versions(program: Program, report: Report) -> str:
    numbered = number_versions(bind_names(program, report), report)
    verify(numbered)
    return dump(numbered)


def findings_of_names(program: Program, report: Report) -> str:
    check_names(bind_names(program, report), {statement.id for statement in program.statements}, report)
    return "\n".join(diagnostic.render() for diagnostic in report.sorted()) + "\n"


def findings_of_traps(program: Program, report: Report) -> str:
    numbered = number_versions(bind_names(program, report), report)
    check_traps(numbered, {statement.id for statement in program.statements}, lambda _: "", report)
    return "\n".join(diagnostic.render() for diagnostic in report.sorted()) + "\n"


def after_fold_lookups(program: Program, report: Report) -> str:
    folded = fold_lookups(program, report)
    verify(folded)
    cells = [c for c in folded.notebook.cells if "lookup" in c.stages]
    texts = [f"cell {c.number}\n{c.python}\nlines {' '.join(map(str, c.origins))}\n" for c in cells]
    return "".join([*texts, *(f"{diagnostic.render()}\n" for diagnostic in report.sorted())])


RUNNERS: dict[str, Callable[[Program, Report], str]] = {
    "bind_names": after_bind_names,
    "fold_lookups": after_fold_lookups,
    "number_versions": after_number_versions,
    "check_names": findings_of_names,
    "check_traps": findings_of_traps,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_pass_case(case: Path, request: pytest.FixtureRequest):
    """A pass makes of each case's notebook what the case says; `--update-golden` writes it."""
    source, separator, expected = case.read_text().partition(SEPARATOR)
    report = Report()
    program = read_program(source, path=f"{case.stem}.py", report=report)
    verify(program)
    actual = RUNNERS[case.parent.name](program, report)
    if request.config.getoption("--update-golden", default=False):
        case.write_text(source.rstrip("\n") + SEPARATOR + actual)
        return
    assert separator
    assert actual == expected


def test_every_pass_has_cases():
    """No folder of cases is empty, and every folder is run."""
    assert {case.parent.name for case in CASES} == RUNNERS.keys()
