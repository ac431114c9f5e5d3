"""The promise: for each worked example the service answers what the notebook computed."""

import json
import random

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def facts(example, truth):
    return truth(example)


def assert_same(example, answers, expected):
    """Compare all values; numbers to the example's tolerance, everything else exactly."""
    assert len(answers) == len(expected)
    for position, (answer, wanted) in enumerate(zip(answers, expected, strict=True)):
        for name in example.answers:
            where = f"row {position}, {name}"
            assert type(answer[name]) is type(wanted[name]), where
            if isinstance(wanted[name], float | list):
                assert answer[name] == pytest.approx(wanted[name], rel=example.tolerance, abs=example.tolerance), where
            else:
                assert answer[name] == wanted[name], where


def test_one_batch_is_answered_as_the_notebook_did(example, server, facts):
    """All rows in one request get the notebook's own values."""
    assert len(facts.rows) >= 100
    assert_same(example, server.post(facts.rows), facts.answers)


def test_rows_are_answered_one_by_one_as_the_notebook_did(example, server, facts):
    """A row that comes alone gets the same answer as among others."""
    some = range(0, len(facts.rows), len(facts.rows) // 100)
    assert_same(example, [server.post(facts.rows[i]) for i in some], [facts.answers[i] for i in some])


def test_shuffled_rows_are_answered_as_the_notebook_did(example, server, facts):
    """The order of the rows, and who comes with them, does not matter."""
    order = random.Random(0).sample(range(len(facts.rows)), len(facts.rows) // 2)
    assert_same(example, server.post([facts.rows[i] for i in order]), [facts.answers[i] for i in order])


def test_answers_survive_a_json_round_trip(example, server, facts):
    """Rows that went through JSON once more, and fields in another order, get the same answers."""
    rows = [dict(reversed(row.items())) for row in facts.rows]
    assert_same(example, server.post(json.loads(json.dumps(rows))), facts.answers)


def test_batch_run_answers_as_the_notebook_did(example, built, facts, nb2svc, tmp_path):
    """The nightly job writes the values of the notebook, in the order of its rows."""
    source, target = tmp_path / "rows.parquet", tmp_path / "answers.parquet"
    pd.DataFrame(facts.rows).to_parquet(source)
    nb2svc("batch", "run", example.name, "--store", built(example), "--input", source, "--output", target)
    answers = pd.read_parquet(target)[list(example.answers)].to_dict("records")
    plain = [{name: getattr(v, "tolist", lambda v=v: v)() for name, v in row.items()} for row in answers]
    assert_same(example, plain, facts.answers)


def test_check_finds_nothing_wrong(example, nb2svc):
    """The worked examples are clean."""
    assert json.loads(nb2svc("check", example.notebook, "--json").stdout)["diagnostics"] == []


def test_every_verification_is_recorded(example, built):
    """The manifest of a published version says what was compared, and that it agreed."""
    (manifest,) = (built(example) / example.name).glob("1-*/manifest.json")
    checks = {check["name"]: check for check in json.loads(manifest.read_text())["checks"]}
    assert {"one-batch", "row-by-row", "shuffled", "json-round-trip"} <= set(checks)
    assert all(check["passed"] and check["rows"] > 0 for check in checks.values())
