"""Golden cases: notebook -> package, compared byte for byte, then compiled, linted, loaded, run and trained again.

A case is a folder with `notebook.py` (a percent script that makes its own rows), `diagnostics.txt` (the findings as a
person reads them) and, unless the notebook is refused, `expected/` (the package).
"""

from __future__ import annotations

import functools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from golden.comparison import differences, retrained
from golden.harness import Outcome, build
from golden.plain import run_plainly

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/notebook.py"))
SERVED = [case for case in CASES if not case.name.startswith("refused_")]

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
every_service = pytest.mark.parametrize("case", SERVED, ids=lambda case: case.name)


@pytest.fixture(scope="module")
def outcome_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Outcome]:
    """What a case's notebook is built to; each is built once."""

    @functools.cache
    def built(case: Path) -> Outcome:
        return build((case / "notebook.py").read_text(), tmp_path_factory.mktemp(case.name), data=case)

    return built


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
        if path.is_file() and path.name != "notebook.py" and path.suffix in {".py", ".txt"}
    }
    assert held == files


def update(case: Path, files: dict[str, str]) -> None:
    """Make the case's folder hold exactly these files."""
    for path in [*case.glob("expected/*.py"), case / "diagnostics.txt"]:
        path.unlink(missing_ok=True)
    for name, text in files.items():
        path = case / name
        path.parent.mkdir(exist_ok=True)
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
    assert differences(outcome, run_plainly((case / "notebook.py").read_text(), case)) == []


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
        ".",
    ]
    found = subprocess.run(
        command, cwd=outcome.folder / outcome.package.name, capture_output=True, text=True, check=False
    )
    assert found.stdout == ""
    assert found.returncode == 0, found.stderr
