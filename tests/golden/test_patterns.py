"""The README's table says of every golden case what its test proves."""

from __future__ import annotations

from pathlib import Path

import pytest
from golden.patterns import BEGIN, END, read_cases, write_table

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"


def test_readme_lists_every_pattern(request: pytest.FixtureRequest) -> None:
    """Each case stands in the table with what becomes of it; `--update-golden` writes it anew."""
    text = README.read_text()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    wanted = f"{before}{write_table(read_cases(HERE))}{after}"
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
