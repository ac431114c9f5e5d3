"""A pipeline answers as its steps do one after the other, and a row that a step cannot take says why."""

from __future__ import annotations

import time

import pandas as pd
import pytest
from pipelines import write_credit
from serving import serving, serving_app

from nb2svc.diagnostics import BundleError, RequestError, RowError, StageError
from nb2svc.runtime import load_bundle
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.traffic.deployment import deploy
from nb2svc.runtime.traffic.plan import Plan, Share
from nb2svc.runtime.web.app import create_app

BONN = {"city": "Bonn", "income": 4.0}
KIEL = {"city": "Kiel", "income": 2}
ESSEN = {"city": "Essen", "income": 1.0}
OSLO = {"city": "Oslo", "income": 1.0}
NOWHERE = {"city": "Nowhere", "income": 1.0}
ATLANTIS = {"city": "Atlantis", "income": 1.0}
WEST = {"score": 0.4, "zone": "west"}
NORTH = {"score": 0.7, "zone": "north"}
UNKNOWN = (
    "step `risk@1` cannot take `zone` of step `enrich@1` as its `area`: "
    "unknown category 'abroad': the training rows had 'north', 'west'"
)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return write_credit(tmp_path_factory.mktemp("credit") / "1-22222222")


@pytest.fixture(scope="module")
def credit(written):
    return load_bundle(written.folder)


def test_a_step_reads_what_the_step_before_answers(credit):
    """The zone of the first step is the area of the second; the answer takes fields of both."""
    assert credit.predict([BONN, KIEL]) == [WEST, NORTH]
    assert credit.predict(pd.DataFrame([KIEL, BONN])) == [NORTH, WEST]
    assert credit.predict([]) == []


def test_a_row_that_a_step_cannot_take_says_why_and_the_others_go_on(credit):
    """An unknown category, a null, a dropped row and a failure each name the step; the other rows are answered."""
    answers = credit.predict_each([ESSEN, BONN, OSLO, {"income": 1.0}, NOWHERE, KIEL, ATLANTIS])
    null = "step `risk@1` cannot take `zone` of step `enrich@1` as its `area`: found null, but no training row had a "
    dropped = "step `enrich@1`: the notebook's code drops this row (a filter or dropna), so there is no answer to it"
    failed = "step `enrich@1`: ValueError: no such city (enrich.ipynb cell 5, line 2)"
    assert answers == [
        RowError(row=0, field="", type="step-refused", message=UNKNOWN),
        WEST,
        RowError(row=2, field="", type="step-refused", message=null + "missing value here"),
        RowError(row=3, field="city", type="missing", message="the field is missing"),
        RowError(row=4, field="", type="row-dropped", message=dropped),
        NORTH,
        RowError(row=6, field="", type="row-refused", message=failed),
    ]


def test_rows_that_no_step_answers_leave_nothing_to_the_next(credit):
    """Where all rows stay behind, the later steps are not asked."""
    answers = credit.predict_each([NOWHERE, NOWHERE])
    assert [answer.type for answer in answers] == ["row-dropped", "row-dropped"]


def test_predict_raises_what_a_service_of_a_notebook_would(credit):
    """A row that is refused on the way is a request error; code that fails is a stage error that names the step."""
    with pytest.raises(RequestError, match="row 1: step `risk@1` cannot take `zone`"):
        credit.predict([BONN, ESSEN])
    with pytest.raises(StageError, match="step `enrich@1`: ValueError: no such city"):
        credit.predict([BONN, ATLANTIS])


def test_requests_of_different_callers_share_a_call(credit):
    """Rows of several requests are answered together, and an error keeps the number it has in its own request."""
    parts = [credit.reader.read([BONN]), credit.reader.read([KIEL, ESSEN])]
    one, two = credit.answer_together(parts)
    assert one == [WEST]
    assert two == [NORTH, RowError(row=1, field="", type="step-refused", message=UNKNOWN)]


def test_a_step_sees_the_rows_that_are_left_as_one_batch(tmp_path):
    """A row that stays behind is not among those that the next step is asked."""
    written = write_credit(tmp_path / "1-22222222")
    service = load_bundle(written.folder)
    seen = []
    risk = service.steps[1]
    object.__setattr__(risk, "fresh_state", lambda: seen.append(1))
    assert service.predict_each([NOWHERE, BONN, KIEL])[1:] == [WEST, NORTH]
    assert seen == [1]


def test_steps_compute_with_one_set_of_thread_caps(credit):
    """Where the caps agree, a thread is not capped anew at each step."""
    one, two = credit.steps
    assert one.caps is two.caps


def test_a_changed_file_of_a_step_is_found(tmp_path):
    """The pipeline's manifest has the hash of every file of its steps."""
    written = write_credit(tmp_path / "1-22222222")
    (written.folder / "steps/2-risk/risk/predict.py").write_text("def predict(df, state): return {}\n")
    with pytest.raises(BundleError, match=r"steps/2-risk/risk/predict\.py: sha256 is"):
        load_bundle(written.folder)


def test_a_server_answers_with_it(credit):
    """Every way to ask a service works for a pipeline: JSON, CSV, MLflow, the inference protocol, page and schema."""
    with serving(credit) as client:
        assert client.post("/predict", json=BONN).json() == WEST
        assert client.post("/predict", json=[BONN, KIEL]).json() == [WEST, NORTH]
        refused = client.post("/predict", json=[BONN, ESSEN])
        assert refused.status_code == 422
        assert refused.json() == {"detail": [{"loc": ["body", 1], "msg": UNKNOWN, "type": "step-refused"}]}
        table = client.post("/predict", content="city,income\nBonn,4\n", headers={"content-type": "text/csv"})
        assert table.json() == [WEST]
        records = {"dataframe_records": [KIEL]}
        assert client.post("/invocations", json=records).json() == {"predictions": [NORTH]}
        inputs = [
            {"name": "city", "shape": [1], "datatype": "BYTES", "data": ["Kiel"]},
            {"name": "income", "shape": [1], "datatype": "FP64", "data": [2.0]},
        ]
        inferred = client.post("/v2/models/credit/infer", json={"inputs": inputs}).json()
        assert {output["name"]: output["data"] for output in inferred["outputs"]} == {"score": [0.7], "zone": ["north"]}
        assert client.get("/schema").json()["example"] == {"request": BONN, "answer": WEST}
        told = client.get("/version").json()
        assert told["version"] == "credit@1"
        assert told["steps"] == [
            {"version": "enrich@1", "content_hash": "0" * 64},
            {"version": "risk@1", "content_hash": "0" * 64},
        ]
        page = client.get("/").text
        assert "enrich@1, risk@1" in page
        assert "built from <b>credit.toml</b>" in page
        assert client.get("/docs").status_code == 200
        assert client.get("/readyz").status_code == 200


def test_versions_of_a_pipeline_share_the_traffic_and_are_promoted(written, tmp_path):
    """A version answers when it is named, one in the shadow is compared, and a promotion changes who answers."""
    second = write_credit(tmp_path / "2-22222222", number=2).folder
    old, new = Share(folder=written.folder, weight=1), Share(folder=second, weight=1)
    told = {"now": [Plan(service="credit", title="credit", shares=(old,), shadows=(second,))]}
    app = create_app(deploy(told["now"]), settings=Settings(watch_seconds=0.05), source=lambda: told["now"])
    with serving_app(app) as client:
        answer = client.post("/predict", json=[BONN, KIEL])
        assert (answer.json(), answer.headers["x-nb2svc-version"]) == ([WEST, NORTH], "credit@1")
        compared = 'nb2svc_shadow_rows_total{result="same",service="credit",version="2"} 2.0'
        _wait_for(lambda: compared in client.get("/metrics").text)
        told["now"] = [Plan(service="credit", title="credit", shares=(new,))]
        _wait_for(lambda: client.post("/predict", json=BONN).headers["x-nb2svc-version"] == "credit@2")


def _wait_for(is_so):
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)
