"""Scoring a table: row for row what the service answers, whatever the chunks."""

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from bundles import training_rows, write_plain

from nb2svc.batch.report.sections import draw_answers, draw_inputs, draw_rejected
from nb2svc.batch.scoring import score as scoring
from nb2svc.batch.scoring.summary import ColumnSummary
from nb2svc.batch.tables.whole import TableError, read_table, write_table
from nb2svc.diagnostics import RowError
from nb2svc.manifest import Field, OutputField, RequestSchema
from nb2svc.runtime import load_bundle

NEEDED = ["tenure", "charge", "age", "plan", "region"]


def customers(count=300):
    """Customers of whom some cannot be answered, each for another reason."""
    frame = training_rows(count)
    frame.insert(0, "customer", [f"{i:05}" for i in range(count)])
    frame.loc[3, "plan"] = "gold"
    frame.loc[5, "charge"] = -1.0
    frame.loc[7, "region"] = None
    frame.loc[250, "plan"] = "silver"
    return frame.head(count)


@pytest.fixture
def score(loaded, tmp_path, monkeypatch):
    """Score a frame through a file, in chunks of some rows; give the result and the run."""

    def score_frame(frame, *, ending="csv", rows=64, service=loaded, **options):
        monkeypatch.setattr(scoring, "_MOST_ROWS", rows)
        monkeypatch.setattr(scoring, "_FEWEST_ROWS", 1)
        source = f"{tmp_path}/rows.{ending}"
        write_table(frame, source)
        run = scoring.score_table(service, source, tmp_path / "staged", form="parquet", tell=lambda _: None, **options)
        return pq.read_table(tmp_path / "staged").to_pandas(), run

    return score_frame


@pytest.mark.parametrize("ending", ["csv", "parquet", "json", "jsonl"])
def test_result_is_what_the_service_answers(score, loaded, ending):
    """Answers are those of the service to the same rows, bit for bit, in their order; faults are named in `error`.

    The service gets the same pieces here: the last digit of a matrix product depends on how many rows it has.
    """
    frame = customers()
    result, run = score(frame, ending=ending)
    expected = [answer for i in range(0, 300, 64) for answer in loaded.predict_each(frame[NEEDED].iloc[i : i + 64])]
    assert result["customer"].tolist() == frame["customer"].tolist()
    for position, answer in enumerate(expected):
        if isinstance(answer, RowError):
            assert answer.message in result["error"][position]
            assert pd.isna(result["proba"][position])
        else:
            assert (result["proba"][position], result["will_churn"][position]) == tuple(answer.values())
            assert pd.isna(result["error"][position])
    assert (run.rows, run.rejected) == (300, 4)


def test_chunks_do_not_change_answers(score):
    """One row at a time, some, or all at once: the same result, but for the last digit of matrix products."""
    frame = customers(60)
    whole, _ = score(frame, rows=10_000)
    for rows in (1, 7, 60):
        pd.testing.assert_frame_equal(score(frame, rows=rows)[0], whole, rtol=1e-12)


def test_rows_that_need_each_other_are_scored_together(score, tmp_path):
    """Where the build did not prove rows independent, the table goes to the service in one piece."""
    request = RequestSchema(name="df", input="frame", fields=(Field(name="x", kind="number", dtype="float64"),))
    response = (OutputField(name="share", kind="number", dtype="float64"),)
    body = "return {'share': df['x'] / df['x'].sum()}"
    write_plain(tmp_path / "b", request=request, predict=body, response=response, rows=[], independent=False)
    frame = pd.DataFrame({"x": np.arange(10.0)})
    result, _ = score(frame, rows=3, service=load_bundle(tmp_path / "b"))
    assert result["share"].tolist() == (frame["x"] / 45).tolist()


def test_names_that_clash_keep_the_answers(score):
    """An input column called like an answer, or `error`, is passed on under another name."""
    frame = customers(5).assign(proba=0.25, error="old")
    result, _ = score(frame, ending="parquet")
    assert list(result.columns)[-5:] == ["input_proba", "input_error", "proba", "will_churn", "error"]
    assert set(result["input_proba"]) == {0.25}
    assert set(result["input_error"]) == {"old"}


def test_array_rows_and_answers(score, tmp_path):
    """Rows of arrays are scored like a request of nested lists, and answers may be arrays."""
    field = Field(name="image", kind="array", dtype="float64", shape=(2, 2))
    response = (
        OutputField(name="sums", kind="array", dtype="float64", shape=(2,)),
        OutputField(name="label", kind="string", dtype="str"),
    )
    body = "return {'sums': image.sum(axis=1), 'label': ['a' if i.max() > 5 else 'b' for i in image]}"
    request = RequestSchema(name="image", input="array", fields=(field,))
    write_plain(tmp_path / "b", request=request, predict=body, response=response, rows=[])
    service = load_bundle(tmp_path / "b")
    images = np.arange(12.0).reshape(3, 2, 2).tolist()
    for ending in ("parquet", "json", "csv"):
        result, _ = score(pd.DataFrame({"image": images}), ending=ending, rows=2, service=service)
        assert [list(v) for v in result["sums"]] == np.asarray(images).sum(axis=1).tolist()
        assert result["label"].tolist() == ["b", "a", "a"]


def test_missing_column_is_told_at_once(score):
    """A column that the service reads and the table lacks stops the run with the nearest name."""
    with pytest.raises(TableError, match=r"no column `charge`, which churn@7 reads; did you mean its column `Charge`"):
        score(customers(5).rename(columns={"charge": "Charge"}))


def test_empty_table_has_an_empty_result(score):
    """A table without rows gives a result without rows, with its columns."""
    result, run = score(customers(5).head(0))
    assert run.rows == len(result) == 0
    assert list(result.columns)[-3:] == ["proba", "will_churn", "error"]
    assert "no rows" in draw_inputs(run, "nowhere").html


def test_values_are_those_of_the_notebook(score, loaded):
    """Report cells get the answered rows, their features and their answers under the notebook's names."""
    frame = customers(50)
    _, run = score(frame, keep=True, rows=8)
    good = frame.drop(index=[3, 5, 7]).reset_index(drop=True)
    df, features, proba = run.values("df", "X", "proba")
    assert df["customer"].tolist() == good["customer"].tolist()
    assert list(features.columns) == list(loaded.package.state.X_columns)
    assert len(features) == 47
    assert proba.tolist() == pytest.approx([a["proba"] for a in loaded.predict(good[NEEDED])], rel=1e-12)


def test_values_of_a_large_run_are_not_held(score, monkeypatch):
    """Beyond a limit no rows are kept; asking for them says so."""
    monkeypatch.setattr(scoring, "_KEPT_ROWS", 20)
    _, run = score(customers(50), keep=True, rows=10)
    with pytest.raises(ValueError, match="50 rows"):
        run.values("proba")


def test_drawings_tell_what_happened(score, version):
    """The report names reasons, unseen categories and values outside the training range."""
    frame = customers()
    frame.loc[10:40, "tenure"] = 99
    _, run = score(frame)
    rejected = draw_rejected(run).html
    assert "4 of 300 rows without an answer" in rejected
    assert "unknown category &#x27;gold&#x27;" in rejected
    inputs = draw_inputs(run, version.folder).html
    assert "gold (1 row), silver (1 row)" in inputs
    assert "10.4\N{NO-BREAK SPACE}% outside the training range" in inputs.replace("10.3", "10.4")
    answers = draw_answers(run, version.folder).html
    assert answers.count("<figure") == 2
    assert "histogram of proba" in answers


def test_drawings_escape_what_is_in_the_data(score):
    """Text from a table is shown as text."""
    frame = customers(20)
    frame.loc[2, "plan"] = "<script>alert(1)</script>"
    _, run = score(frame)
    for drawing in (draw_rejected(run), draw_inputs(run, "nowhere")):
        assert "<script>" not in drawing.html
        assert "&lt;script&gt;" in drawing.html


def test_summary_does_not_grow_and_stays_fair():
    """A long column keeps a bounded sample whose median is near the true one; counts, bounds and mean are exact."""
    summary = ColumnSummary("x", "number")
    values = np.arange(200_000, dtype="float64")
    for start in range(0, len(values), 10_000):
        summary.add(pd.Series(values[start : start + 10_000]))
    summary.add(pd.Series([None, math.nan]))
    assert (summary.rows, summary.nulls, summary.minimum, summary.maximum) == (200_002, 2, 0.0, 199_999.0)
    assert summary.mean == pytest.approx(99_999.5)
    assert len(summary.sample) == 20_000
    assert len(summary.counts) <= 10_000
    assert np.median(summary.sample) == pytest.approx(100_000, rel=0.03)


def test_facts_are_written_for_the_caller(score, tmp_path):
    """How many rows there were, and the most common reasons, are a file for the process that started the run."""
    score(customers(), facts=tmp_path / "facts.json")
    facts = json.loads((tmp_path / "facts.json").read_text())
    assert (facts["rows"], facts["rejected"]) == (300, 4)
    assert facts["reasons"][0] == {
        "rows": 2,
        "field": "plan",
        "message": "unknown category 'gold': the training rows had 'basic', 'plus', 'pro'",
    }


def test_datetime_answers_are_times(score, tmp_path):
    """An answer that is a time is a time in Parquet."""
    request = RequestSchema(
        name="df", input="frame", fields=(Field(name="at", kind="datetime", dtype="datetime64[us]"),)
    )
    response = (OutputField(name="due", kind="datetime", dtype="datetime64[us]"),)
    write_plain(
        tmp_path / "b",
        request=request,
        predict="return {'due': df['at'] + pd.Timedelta(days=1)}",
        response=response,
        rows=[],
    )
    frame = pd.DataFrame({"at": ["2024-02-28", "2024-02-28T12:30:00"]})
    result, run = score(frame, service=load_bundle(tmp_path / "b"))
    assert run.rejected == 0, result["error"].tolist()
    assert result["due"].tolist() == [pd.Timestamp("2024-02-29"), pd.Timestamp("2024-02-29 12:30")]
    assert read_table(f"{tmp_path}/rows.csv")["at"].tolist() == frame["at"].tolist()


def test_an_answer_that_its_column_cannot_hold_is_not_rounded(score, tmp_path):
    """Where training answered with whole numbers and a row gets 2.5, that row has an error and not 2."""
    request = RequestSchema(name="df", input="frame", fields=(Field(name="x", kind="number", dtype="float64"),))
    write_plain(
        tmp_path / "b",
        request=request,
        predict="return {'y': [int(x) if x == 2 else x for x in df['x']]}",
        response=(OutputField(name="y", kind="integer", dtype="int64"),),
        rows=[],
    )
    result, run = score(pd.DataFrame({"x": [2.0, 2.5]}), service=load_bundle(tmp_path / "b"))
    assert (run.rejected, result["y"].tolist()[0]) == (1, 2)
    assert np.isnan(result["y"].tolist()[1])
    assert result["error"].tolist()[1] == "y: the answer is 2.5, and the column holds int64, as in training"


def test_unknown_optional_fields_are_passed_on(score, loaded):
    """The target may be in the table: it is passed on, and the service does not see it."""
    result, run = score(customers(10))
    assert set(result["churn"]) <= {"Yes", "No"}
    assert run.rejected == 3
    assert replace(loaded.manifest, number=7).version == "churn@7"
