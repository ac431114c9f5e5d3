"""Whatever is sent, a pipeline answers as its steps do one after the other, alone or in company."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from unit.build.composing import make_store
from unit.runtime.pipelines import write_credit

from nb2svc.build.pipelines.check import check_pipeline
from nb2svc.build.pipelines.oracle import call_steps
from nb2svc.diagnostics import PipelineReadError, RowError
from nb2svc.runtime import load_bundle

pytestmark = pytest.mark.property

CITIES = st.sampled_from(["Bonn", "Kiel", "Essen", "Oslo", "Nowhere", "", "Atlantis"])
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3), st.lists(st.integers(), max_size=2)
)
ROWS = st.lists(
    st.one_of(
        st.fixed_dictionaries({"city": CITIES, "income": st.floats(0, 10)}),
        st.fixed_dictionaries({}, optional={"city": st.one_of(CITIES, ODD), "income": ODD}),
    ),
    max_size=12,
)

WORDS = st.sampled_from(
    ["steps", "rows", "rename", "inputs", "answer", "evaluate", "target", "metrics", "enrich.zone", "tool"]
)
VALUES = st.recursive(
    st.sampled_from(["enrich", "risk@1", "enrich.zone", "area", "f1_score", "", "rows.csv", 3, True, 1.5]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    [
        "enrich.zone", "enrich.letters", "enrich.city", "risk.probability", "risk.x", "risk.area", "second.zone",
        "second.city", "request.city", "request.x", "zone", "area", "income", "y",
    ]
)  # fmt: skip
STEPS_WRITTEN = ["enrich", "risk", "risk@1", "enirch", "risk@2", "enrich as second", "risk as enrich", "risk as"]
DECLARED = st.fixed_dictionaries(
    {"steps": st.lists(st.sampled_from(STEPS_WRITTEN), min_size=1, max_size=3)},
    optional={
        "rows": st.sampled_from(["rows.csv", "none.csv", "rows.xls", ".", "\0"]),
        "rename": st.dictionaries(NAMES, NAMES, max_size=3),
        "inputs": st.dictionaries(NAMES, NAMES, max_size=3),
        "answer": st.dictionaries(NAMES, NAMES, max_size=3),
        "evaluate": st.fixed_dictionaries(
            {
                "rows": st.just("rows.csv"),
                "target": NAMES,
                "answer": NAMES,
                "metrics": st.just(["f1_score", "f2_score"]),
            }
        ),
    },
)

with tempfile.TemporaryDirectory() as folder:
    CREDIT = load_bundle(write_credit(Path(folder) / "1-22222222").folder)
    STEPS = [load_bundle(Path(folder) / "1-22222222" / step.folder) for step in CREDIT.manifest.steps]


@given(ROWS)
def test_a_pipeline_answers_as_its_steps_do(rows):
    """The same rows have an answer, with the same values, as a batch and one by one; the others keep their number."""
    passed = call_steps(STEPS, rows, {"enrich.zone": "area"})
    expected = [
        None if row.error else {"score": row.given["risk.probability"], "zone": row.given["enrich.zone"]}
        for row in passed
    ]
    answers = CREDIT.predict_each(rows)
    assert [None if isinstance(answer, RowError) else answer for answer in answers] == expected
    assert [answer.row for answer in answers if isinstance(answer, RowError)] == [
        position for position, answer in enumerate(expected) if answer is None
    ]
    alone = [CREDIT.predict_each([row])[0] for row in rows]
    assert [None if isinstance(answer, RowError) else answer for answer in alone] == expected


@settings(max_examples=60, deadline=None)
@example({"tool": 3}, "pyproject.toml")
@example({"steps": ["enrich", "risk@1"], "rename": {"enrich.zone": "area"}, "rows": "rows.csv"}, "credit.toml")
@given(DECLARED | st.dictionaries(WORDS, VALUES, max_size=5), st.sampled_from(["credit.toml", "pyproject.toml"]))
def test_any_declaration_gives_findings_or_one_error(content, name):
    """Whatever a TOML file holds, checking it ends in findings, or in the one error that says what to write."""
    with tempfile.TemporaryDirectory() as folder:
        store = make_store(Path(folder) / "services")
        text = "\n".join(f"{_toml(key)} = {_toml(value)}" for key, value in content.items())
        (Path(folder) / name).write_text(text)
        (Path(folder) / "rows.csv").write_text("city,income\nBonn,3\n")
        try:
            findings = check_pipeline(Path(folder) / name, store=store.root)
        except PipelineReadError:
            return
        assert all(finding.render() for finding in findings)


def _toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(each)}" for key, each in value.items()) + "}"
    return f"[{', '.join(map(_toml, value))}]" if isinstance(value, list) else json.dumps(value)
