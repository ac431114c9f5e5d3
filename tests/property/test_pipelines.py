"""Whatever is sent, a pipeline answers as its steps do one after the other, alone or in company."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.runtime.pipelines import write_credit

from nb2svc.build.pipelines.oracle import call_steps
from nb2svc.diagnostics import RowError
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
