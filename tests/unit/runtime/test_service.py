"""A loaded service answers what the notebook computed, row by row as in a batch."""

from __future__ import annotations

import logging

import numpy as np
import pandas as pd
import pytest
from bundles import training_rows, write_plain

from nb2svc.diagnostics import BundleError, RequestError, RowError, StageError
from nb2svc.manifest import Field, OutputField, RequestSchema
from nb2svc.runtime import load_bundle

NUMBER = RequestSchema(name="df", input="frame", fields=(Field(name="x", kind="number", dtype="float64"),))
ANSWER = (OutputField(name="y", kind="number", dtype="float64"),)


@pytest.fixture
def plain(tmp_path):
    """Make a service from the body of its predict function."""

    def load(predict, *, response=ANSWER, **options):
        options = {"request": NUMBER, "rows": [{"x": 1.0}], **options}
        return load_bundle(write_plain(tmp_path / "b", predict=predict, response=response, **options).folder)

    return load


def test_answers_are_the_notebooks_own(service, churn):
    """As one batch, row by row, and from a table with the target still in it."""
    answers = [pytest.approx(answer, rel=1e-12) for answer in churn.answers]  # sums of many rows differ in last bits
    assert service.predict(churn.rows) == answers
    assert [service.predict([row])[0] for row in churn.rows] == answers
    assert service.predict(training_rows().head(10)) == answers


def test_no_rows_give_no_answers(service):
    """An empty list or table is not an error."""
    assert service.predict([]) == []
    assert service.predict_each(training_rows().head(0)) == []


def test_a_request_does_not_change_the_state(service, churn):
    """The generated code appends to a list in the state on every call, and the next call does not see it."""
    first = service.predict(churn.rows)
    assert service.predict(churn.rows) == first
    assert service.package.state.NUM == ["tenure", "charge", "age"]


def test_faulty_rows_are_all_reported(service, churn):
    """Predict answers all rows or none."""
    rows = [churn.rows[0], churn.rows[1] | {"plan": "gold"}, churn.rows[2] | {"tenure": "1"}]
    with pytest.raises(RequestError, match=r"row 1, field `plan`: unknown .* \(and 1 more\)") as caught:
        service.predict(rows)
    assert [error.row for error in caught.value.errors] == [1, 2]


def test_one_bad_row_costs_the_others_nothing(service, churn, caplog):
    """A fault, a row that a filter drops, and one on which the code fails stand among answers."""
    first, second, third, fourth, fifth, *_ = churn.rows
    rows = [first, second | {"age": "x"}, third | {"charge": -1}, fourth | {"charge": 13}, fifth]
    with caplog.at_level(logging.ERROR):
        answers = service.predict_each(rows)
    assert [answers[0], answers[4]] == [pytest.approx(churn.answers[i]) for i in (0, 4)]
    assert [answer.type for answer in answers if isinstance(answer, RowError)] == [
        "wrong-type",
        "row-dropped",
        "row-refused",
    ]
    assert answers[3].message == "ValueError: thirteen is not a charge (churn.ipynb cell 6, line 4)"
    assert 'File "churn.ipynb cell 6", line 4, in preprocess' in caplog.text
    assert "runtime/service.py" not in caplog.text


def test_a_failing_stage_names_its_cell(service, churn):
    """Whoever calls from Python sees the notebook's place, not the generated file."""
    with pytest.raises(StageError, match=r"ValueError: thirteen is not a charge \(churn.ipynb cell 6, line 4\)"):
        service.predict([churn.rows[0] | {"charge": 13}])


def test_a_dropped_row_is_a_fault_of_the_request(service, churn):
    """Predict cannot answer it, and says which row and why."""
    with pytest.raises(RequestError) as caught:
        service.predict([churn.rows[0], churn.rows[1] | {"charge": -1}])
    assert [(error.row, error.type) for error in caught.value.errors] == [(1, "row-dropped")]


def test_dependent_rows_are_not_asked_one_by_one(plain):
    """Where rows depend on each other, a row alone would get another answer than in its batch."""
    service = plain("return {'y': (df['x'] - df['x'].mean())[df['x'] > 0]}", independent=False)
    with pytest.raises(StageError, match="drops rows, and which ones cannot be told"):
        service.predict([{"x": 1.0}, {"x": -1.0}])
    assert service.predict([{"x": 1.0}, {"x": 3.0}]) == [{"y": -1.0}, {"y": 1.0}]


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("df['x'].to_numpy()", 1.5),
        ("df['x'].astype('float32')", 1.5),
        ("(df['x'] > 1).tolist()", True),
        ("df['x'] * np.nan", None),
        ("df['x'] * np.inf", None),
        ("pd.Series(['a', None], dtype='str')[:1]", "a"),
        ("pd.Series([None], dtype='str')", None),
        ("pd.Series([pd.NaT])", None),
        ("pd.to_datetime(pd.Series(['2024-05-17']))", "2024-05-17T00:00:00"),
        ("pd.to_timedelta(pd.Series([90]), unit='min')", "P0DT1H30M0S"),
        ("pd.cut(df['x'], [0, 2])", "(0, 2]"),
        ("pd.Categorical(['u'])", "u"),
        ("pd.array([7], dtype='Int64')", 7),
        ("np.array([[1.0, np.nan]])", [1.0, None]),
        ("[np.float32(0.5)]", 0.5),
        ("[{'a': np.int8(1), 'b': (2,)}]", {"a": 1, "b": [2]}),
        ("np.float64(2.5)", 2.5),
        ("np.array(2)", 2),
        ("2.5", 2.5),
        ("pd.DataFrame({'a': [1], 'b': [None]})", {"a": 1, "b": None}),
    ],
)
def test_answers_are_plain_json(plain, expression, answer):
    """Scalars, arrays and missing values of numpy and pandas come out as JSON has them."""
    (row,) = plain(f"return {{'y': {expression}}}").predict([{"x": 1.5}])
    assert row == {"y": answer}
    assert type(row["y"]) is type(answer)


def test_torch_answers_need_no_detach(plain):
    """Tensors come out as numbers, computed without gradients."""
    import torch

    layer = torch.nn.Linear(1, 2)
    predict = "import torch\ny = state.net(torch.tensor(df[['x']].to_numpy(dtype='float32')))\nreturn {'y': y}"
    service = plain(predict, state={"net": layer})
    expected = layer(torch.tensor([[2.0]])).tolist()[0]
    assert service.predict([{"x": 2.0}]) == [{"y": expected}]


@pytest.mark.parametrize(
    ("predict", "message"),
    [
        ("return {'y': [1, 2, 3]}", "`y` has 3 values for 1 rows"),
        ("return {'z': [1]}", "`predict` returned no `y`"),
        ("return [1]", "`predict` returned a `list`, not a dict"),
        ("return {'y': [object()]}", "a `object`, which has no JSON form"),
    ],
)
def test_unusable_answers_are_stage_errors(plain, predict, message):
    """What cannot be an answer says what it is."""
    with pytest.raises(StageError, match=message):
        plain(predict).predict([{"x": 1.0}])


def test_errors_inside_helpers_name_the_innermost_cell(plain):
    """A frame of a library below the notebook's code does not hide the notebook's line."""
    service = plain("return {'y': np.linalg.inv(np.zeros((1, 1)))}")
    with pytest.raises(StageError, match=r"LinAlgError: Singular matrix \(plain.ipynb cell 5, line 1\)"):
        service.predict([{"x": 1.0}])


def test_many_rows_with_one_failure_are_halved(plain, caplog):
    """Among a thousand rows, the bad ones are found without a thousand calls, and logged once."""
    code = "state.calls.append(1)\nassert not (df['x'] == 7).any()\nreturn {'y': df['x']}"
    service = plain(code, state={"calls": []})
    calls = []
    object.__setattr__(service, "fresh_state", lambda: type("S", (), {"calls": calls}))
    answers = service.predict_each([{"x": float(i % 500)} for i in range(1000)])
    assert [i for i, answer in enumerate(answers) if isinstance(answer, RowError)] == [7, 507]
    assert len(calls) < 50
    assert caplog.text.count("AssertionError") == 2
    assert "on 1 more rows" in caplog.text


def test_state_tables_and_arrays_are_protected(plain):
    """Frames and small arrays in the state are the same for every request."""
    state = {"table": pd.DataFrame({"a": [1.0]}), "array": np.zeros(2), "names": {"k": [1]}}
    code = "state.table['a'] += 1\nstate.array[0] += 1\nstate.names['k'].append(2)\n"
    service = plain(code + "return {'y': state.table['a'] + state.array[0] + len(state.names['k'])}", state=state)
    assert service.predict([{"x": 0.0}]) == service.predict([{"x": 0.0}]) == [{"y": 5.0}]


def test_stages_must_fit_together(churn, service):
    """A manifest whose stages need what nobody gives is refused when it is loaded."""
    from dataclasses import replace

    from nb2svc.runtime.load import load_service
    from nb2svc.runtime.loading.bundle import Bundle

    stages = tuple(replace(stage, inputs=("other",)) for stage in churn.manifest.stages)
    with pytest.raises(BundleError, match="preprocess of churn@7 needs `other`, which no stage gives"):
        load_service(Bundle(folder=churn.folder, manifest=replace(churn.manifest, stages=stages)))


def test_importing_the_runtime_is_light():
    """The command line imports `nb2svc.runtime` without paying for pandas."""
    import subprocess
    import sys

    heavy = ["pandas", "numpy", "fastapi", "sklearn"]
    code = f"import sys, nb2svc.runtime; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_thread_caps_hold_in_the_thread_that_computes(service, churn):
    """BLAS and torch use as many threads as the notebook did."""
    from concurrent.futures import ThreadPoolExecutor

    import torch
    from threadpoolctl import threadpool_info

    def look():
        service.predict(churn.rows[:1])
        return {pool["user_api"]: pool["num_threads"] for pool in threadpool_info()}, torch.get_num_threads()

    with ThreadPoolExecutor(1) as pool:
        pools, torch_threads = pool.submit(look).result()
    assert set(pools.values()) == {1}
    assert torch_threads == 1
