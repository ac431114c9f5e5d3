"""Names of frozen values: what a colleague would call them."""

from __future__ import annotations

import pytest
from unit.compiler.programs import planned

from nb2svc.compiler.passes.name_states import name_states
from nb2svc.compiler.sites import Instrumented
from nb2svc.compiler.trace import Capture

NAMED = [
    ('df["x"] = df["age"].fillna(df["age"].median())', 'df["age"].median()', "age_median"),
    ('df["x"] = df["age"] > df["age"].quantile(0.9)', 'df["age"].quantile(0.9)', "age_quantile_0_9"),
    ('df["x"] = df.age - df.age.mean()', "df.age.mean()", "age_mean"),
]


def capture_of(code: str, text: str) -> tuple[dict[str, Capture], Instrumented]:
    """Return the capture of an expression of a statement."""
    found = planned(f"# %% [load] #l\ndf = open('rows')\n# %% [predict] #p\n{code}\nanswer = df\n")
    cell = found.program.notebook.cell("p")
    start = cell.python.split("\n")[0].index(text)
    site = next(
        s
        for s in found.code.sites.values()
        if s.node.col_offset == start and s.node.end_col_offset == start + len(text)
    )
    capture = Capture(key=f"site:{site.id}:", hint="", place=site.place, site=site.id, source=text)
    return {capture.key: capture}, found.code


@pytest.mark.parametrize(("code", "text", "expected"), NAMED)
def test_a_statistic_is_named_after_its_column_and_what_is_taken(code: str, text: str, expected: str) -> None:
    """`df["age"].median()` becomes `age_median`."""
    captures, code_ = capture_of(code, text)
    assert list(name_states(captures, code_).values()) == [expected]


def test_variables_keep_their_names_and_later_versions_are_numbered() -> None:
    """Two versions of `scaler` are two values; each capture has a name of its own."""
    found = planned("# %% [load] #l\ndf = open('rows')\n# %% [predict] #p\nanswer = df\n")
    captures = {
        f"name:scaler:{writer}": Capture(key=f"name:scaler:{writer}", hint="scaler", place="", source="scaler")
        for writer in ("t.0", "t.4")
    }
    assert sorted(name_states(captures, found.code).values()) == ["scaler", "scaler_2"]
