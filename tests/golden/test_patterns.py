"""The README's table says of every golden case what its test proves."""

from __future__ import annotations

from pathlib import Path

import pytest
from golden.patterns import (
    BEGIN,
    BEGIN_CODES,
    BEGIN_SETTINGS,
    END,
    END_CODES,
    END_SETTINGS,
    read_cases,
    write_codes,
    write_settings,
    write_table,
)

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"


def test_readme_lists_every_pattern(request: pytest.FixtureRequest) -> None:
    """Each case stands in the table with what becomes of it; `--update-golden` writes it anew."""
    check_filled(write_table(read_cases(HERE)), BEGIN, END, request)


def test_readme_lists_every_code(request: pytest.FixtureRequest) -> None:
    """Each kind of finding stands in the reference; `--update-golden` writes it anew."""
    check_filled(write_codes(), BEGIN_CODES, END_CODES, request)


def test_readme_lists_every_setting(request: pytest.FixtureRequest) -> None:
    """Each setting stands in the table with its default; `--update-golden` writes it anew."""
    check_filled(write_settings(), BEGIN_SETTINGS, END_SETTINGS, request)


def check_filled(table: str, begin: str, end: str, request: pytest.FixtureRequest) -> None:
    """Compare what stands between two markers with the table that should, or write it there."""
    text = README.read_text()
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    wanted = f"{before}{table}{after}"
    if request.config.getoption("--update-golden"):
        README.write_text(wanted)
        text = wanted

    assert text == wanted, "run `pytest tests/golden -k readme --update-golden`"


def test_patterns_describe_cases_that_exist() -> None:
    """A line of patterns.txt about a case that is gone would be about nothing."""
    names = {case.name for case in read_cases(HERE)}
    lines = [line for line in (HERE / "patterns.txt").read_text().splitlines() if not line.startswith("#")]

    assert [line for line in lines if line.partition(":")[0] not in names] == []
    assert lines == sorted(lines)
