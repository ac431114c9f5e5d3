"""A pipeline is built from the versions of a store: verified against its steps, measured, and never changed after."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pandas as pd
import pytest
from unit.build.composing import make_store, publish, publish_service
from unit.runtime.pipelines import AREA, CITY, INCOME, write_enrich

import nb2svc
from nb2svc.diagnostics import BuildError, RequestError, StageError
from nb2svc.manifest import Field, Link, OutputField
from nb2svc.store import Store

PIPELINE = """\
steps = ["enrich@champion", "risk"]
rows = "rows.csv"

[rename]
"enrich.zone" = "area"

[answer]
score = "risk.probability"
zone = "enrich.zone"

[evaluate]
target = "late"
answer = "zone"
metrics = ["accuracy_score"]
"""
SCORE = OutputField(name="score", kind="number", dtype="float64")


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    return make_store(tmp_path / "services")


def declare(folder, text, rows, name="credit"):
    """Write a declaration and its rows, and return its path."""
    pd.DataFrame(rows).to_csv(folder / "rows.csv", index=False)
    (folder / f"{name}.toml").write_text(text)
    return folder / f"{name}.toml"


def rows_of(*cities):
    return {"city": cities, "income": [float(i % 9) for i in range(len(cities))], "late": ["west"] * len(cities)}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A store with version 1 of the pipeline, built from rows of which one does not get through."""
    folder = tmp_path_factory.mktemp("built")
    store = make_store(folder / "services")
    path = declare(folder, PIPELINE, rows_of("Bonn", "Kiel", "Bonn", "Essen"))
    return store, nb2svc.build(path, store=store.root), folder


def test_a_version_holds_its_steps_and_says_what_they_are(built):
    """The manifest lists each step with version and content; each file of each step has its hash there."""
    _, version, _ = built
    manifest = version.manifest
    assert [(step.version, step.folder, len(step.content_hash)) for step in manifest.steps] == [
        ("enrich@1", "steps/1-enrich", 64),
        ("risk@1", "steps/2-risk", 64),
    ]
    assert manifest.steps[1].inputs == (
        Link(name="income", step=0, field="income"),
        Link(name="area", step=1, field="zone"),
    )
    assert "steps/1-enrich/enrich/predict.py" in manifest.files
    assert "steps/2-risk/manifest.json" in manifest.files
    assert [field.name for field in manifest.request.fields] == ["city", "income"]
    assert [field.name for field in manifest.response] == ["score", "zone"]
    assert (manifest.notebook.name, manifest.rows_independent) == ("credit.toml", True)


def test_the_whole_is_compared_with_its_steps(built):
    """All four comparisons are there; the golden rows are those with an answer, and the answers are the steps'."""
    _, version, _ = built
    assert [(check.name, check.passed, check.rows) for check in version.manifest.checks] == [
        ("one-batch", True, 4),
        ("row-by-row", True, 3),
        ("shuffled", True, 4),
        ("json-round-trip", True, 3),
    ]
    golden = json.loads((version.path / "golden/rows.json").read_bytes())
    assert golden["rows"] == [
        {"city": "Bonn", "income": 0.0},
        {"city": "Kiel", "income": 1.0},
        {"city": "Bonn", "income": 2.0},
    ]
    assert golden["answers"] == [
        {"score": 0.0, "zone": "west"},
        {"score": 0.6, "zone": "north"},
        {"score": 0.2, "zone": "west"},
    ]


def test_what_leaves_the_training_of_a_later_step_is_told_with_counts(built):
    """Unknown categories by name, the rows that they cost, and the rows that the metrics are without."""
    _, version, _ = built
    found = {finding["code"]: finding["message"] for finding in version.manifest.findings}
    assert found == {
        "NB610": (
            "`zone` of `enrich@1` leaves what `risk@1` was trained on as `area`: of 4 values, "
            "1 is a category that it has never seen: 'abroad' (1)"
        ),
        "NB613": "the metrics are those of 3 of 4 rows: the others have no answer, or no `late`",
    }
    assert version.manifest.metrics == {"accuracy_score": pytest.approx(2 / 3)}


def test_a_later_promotion_of_a_step_changes_nothing(built):
    """A new champion among the steps is not what the published pipeline answers with; building again takes it."""
    store, version, folder = built
    rows = [{"city": "Kiel", "income": 4.0}]
    before = nb2svc.load("credit@1", store=store.root).predict(rows)
    inland = "return {'zone': ['west'] * len(df), 'letters': [4] * len(df)}"
    answers = nb2svc.load("enrich", store=store.root).manifest.response
    publish_service(store, "enrich", (CITY,), answers, inland, ({"city": "Kiel"},))
    store.set_alias("enrich", "champion", 2)
    assert nb2svc.load("credit@1", store=store.root).predict(rows) == before == [{"score": 0.9, "zone": "north"}]
    again = nb2svc.build(folder / "credit.toml", store=store.root)
    assert [step.version for step in again.manifest.steps] == ["enrich@2", "risk@1"]
    assert nb2svc.load("credit@2", store=store.root).predict(rows) == [{"score": 0.4, "zone": "west"}]
    assert again.manifest.content_hash != version.manifest.content_hash
    store.set_alias("enrich", "champion", 1)
    assert nb2svc.build(folder / "credit.toml", store=store.root).manifest.content_hash == version.manifest.content_hash


def test_rows_are_put_together_from_the_steps_where_none_are_given(store, tmp_path):
    """Each field of the request comes from the golden rows of the first step that reads it."""
    text = 'steps = ["enrich", "risk"]\n[rename]\n"enrich.zone" = "area"\n[answer]\nprobability = "risk.probability"\n'
    version = nb2svc.build(declare(tmp_path, text, {}), store=store.root)
    golden = json.loads((version.path / "golden/rows.json").read_bytes())
    assert golden["rows"] == [
        {"city": "Bonn", "income": 4.0},
        {"city": "Kiel", "income": 2.0},
        {"city": "Bonn", "income": 1.0},
    ]
    assert [answer["probability"] for answer in golden["answers"]] == [0.4, 0.7, 0.1]
    assert version.manifest.findings == ()


def test_a_pipeline_can_be_a_step(store, tmp_path):
    """The pipeline inside is copied with its own steps, and its faults name the field of the outer request."""
    text = 'steps = ["enrich", "risk"]\n[rename]\n"enrich.zone" = "area"\n[answer]\nscore = "risk.probability"\n'
    nb2svc.build(declare(tmp_path, text, {}), store=store.root)
    limit = Field(name="limit", kind="number", dtype="float64", minimum=0.0, maximum=1.0)
    score = Field(name="score", kind="number", dtype="float64", minimum=0.0, maximum=0.1)
    rows = ({"score": 0.1, "limit": 0.5},)
    yes = OutputField(name="yes", kind="boolean", dtype="bool")
    publish_service(store, "offer", (score, limit), (yes,), "return {'yes': df['score'] < df['limit']}", rows)
    version = nb2svc.build(declare(tmp_path, 'steps = ["credit", "offer"]', {}, "shop"), store=store.root)
    service = nb2svc.load("shop", store=store.root)
    assert service.predict([{"city": "Kiel", "income": 2.0, "limit": 0.8}]) == [{"yes": True}]
    with pytest.raises(RequestError) as error:
        service.predict([{"city": "Essen", "income": 2.0, "limit": 0.8}])
    assert error.value.message == (
        "row 0: step `credit@1`: step `risk@1` cannot take `zone` of step `enrich@1` as its `area`: "
        "unknown category 'abroad': the training rows had 'north', 'west'"
    )
    assert [finding["message"] for finding in version.manifest.findings] == [
        (
            "`score` of `credit@1` leaves what `offer@1` was trained on as `score`: of 3 values, 2 are far outside: "
            "they go from 0.1 to 0.7, its training rows from 0 to 0.1"
        )
    ]
    (tmp_path / "enrich.toml").write_text('steps = ["shop"]')
    (found,) = nb2svc.check(tmp_path / "enrich.toml", store=store.root)
    assert found.message == "`shop@1` holds the pipeline `enrich` itself, so it cannot be a step of it"


def test_a_pipeline_through_which_no_row_gets_is_not_published(store, tmp_path):
    """The error says how many rows, and why."""
    path = declare(tmp_path, PIPELINE, rows_of("Essen", "Rome"))
    with pytest.raises(BuildError) as error:
        nb2svc.build(path, store=store.root)
    assert error.value.message == "`credit.toml` is not built: 1 error; nothing is published"
    found = next(each for each in error.value.diagnostics if each.code == "NB611")
    assert found.render() == (
        "credit.toml:2:1: error[NB611 no-row-gets-through]: none of 2 rows gets through: 2 x `area` of `risk@1`: "
        "unknown category 'abroad': the training rows had 'north', 'west'\n"
        '  2 | rows = "rows.csv"\n'
        "    | ^^^^\n"
        "hint: build a step on what the step before it answers"
    )
    assert "credit" not in store.services()


def test_steps_whose_rows_depend_on_each_other_make_such_a_pipeline(store, tmp_path):
    """It answers as the steps do in the same company, and never puts requests of different callers together."""
    share = "return {'share': df['income'] / df['income'].sum()}"
    answers = (OutputField(name="share", kind="number", dtype="float64"),)
    rows = ({"income": 1.0}, {"income": 3.0})
    publish_service(store, "shares", (INCOME,), answers, share, rows, independent=False)
    version = nb2svc.build(declare(tmp_path, 'steps = ["shares"]', {}), store=store.root)
    assert all(check.passed for check in version.manifest.checks)
    assert not version.manifest.rows_independent


def test_a_pipeline_that_answers_otherwise_than_its_steps_is_not_published(store, tmp_path):
    """A step that draws random numbers is found: the whole and the steps by themselves do not agree."""
    noisy = "return {'score': np.random.rand(len(df))}"
    publish_service(store, "noisy", (INCOME, AREA), (SCORE,), noisy, ({"income": 1.0, "area": "west"},))
    path = declare(tmp_path, 'steps = ["enrich", "noisy"]\n[rename]\n"enrich.zone" = "area"', {})
    with pytest.raises(BuildError) as error:
        nb2svc.build(path, store=store.root)
    (found,) = error.value.diagnostics
    assert (found.code, found.span.line) == ("NB406", 1)
    assert found.message.startswith("the check `one-batch` fails: row 0, `score`: the pipeline answers 0.")
    allowed = nb2svc.build(path, store=store.root, allow=["NB406"])
    assert (allowed.manifest.allowed, allowed.manifest.rows_independent) == (("NB406",), False)


def test_what_is_about_running_a_notebook_is_refused(store, tmp_path):
    """A pipeline has neither parameters nor cells."""
    path = declare(tmp_path, PIPELINE, rows_of("Bonn"))
    with pytest.raises(BuildError, match="has no parameters: those of its steps were fixed when they were built"):
        nb2svc.build(path, store=store.root, parameters={"a": "1"})
    with pytest.raises(BuildError, match="has no cells: `--all-cells` goes with a notebook"):
        nb2svc.build(path, store=store.root, all_cells=True)


def test_a_step_whose_files_were_changed_is_not_copied(store, tmp_path):
    """What goes into a pipeline is what was built."""
    folder = store.resolve("risk").path
    (folder / "risk/predict.py").write_text("")
    with pytest.raises(nb2svc.diagnostics.BundleError, match=r"risk/predict\.py: sha256 is"):
        nb2svc.build(declare(tmp_path, PIPELINE, rows_of("Bonn")), store=store.root)
    assert "credit" not in store.services()


@pytest.mark.parametrize("form", ["parquet", "json", "jsonl"])
def test_rows_come_from_files_of_every_form(form, tmp_path):
    """A column that no step reads is left out; values are those that a request would have."""
    from nb2svc.build.pipelines.tables import read_table
    from nb2svc.manifest import RequestSchema

    path = tmp_path / f"rows.{form}"
    frame = pd.DataFrame({**rows_of("Bonn", None), "note": ["x", "y"]})
    if form == "parquet":
        frame.to_parquet(path)
    else:
        frame.to_json(path, orient="records", lines=form == "jsonl")
    table = read_table(path, RequestSchema(name="credit", input="frame", fields=(CITY, INCOME)), others=["late"])
    assert table.rows == [{"city": "Bonn", "income": 0.0}, {"city": None, "income": 1.0}]
    assert table.others == {"late": ["west", "west"]}


def test_a_metric_that_cannot_be_computed_says_why(store, tmp_path):
    """The words of scikit-learn, and which two things were compared."""
    path = declare(tmp_path, PIPELINE.replace("accuracy_score", "r2_score"), rows_of("Bonn", "Kiel"))
    with pytest.raises(BuildError) as error:
        nb2svc.build(path, store=store.root)
    (found,) = error.value.diagnostics
    assert (found.code, found.span.line) == ("NB612", 14)
    assert found.message.startswith("`r2_score` of `late` and `enrich.zone` cannot be computed: ")


def test_publishing_by_hand_keeps_the_lock(tmp_path):
    """The helper of these tests writes a lock file, which a pipeline joins."""
    store = Store(tmp_path / "services")
    version = publish(store, write_enrich(tmp_path / "enrich"), lock="a==1\n")
    assert (version.path / "requirements.lock").read_text() == "a==1\n"


def test_an_answer_may_have_fields_of_the_request(tmp_path):
    """As they were asked: a number, a missing one, a time in whatever form; a row is recognised by them."""
    store = Store(tmp_path / "services")
    when = Field(name="when", kind="datetime", dtype="datetime64[us]", example="2026-05-17T08:30:00")
    size = Field(name="size", kind="number", dtype="float64", nullable=True, example=2.0)
    hour = OutputField(name="hour", kind="integer", dtype="int64")
    predict = "return {'hour': df['when'].dt.hour}"
    publish_service(store, "clock", (CITY, when, size), (hour,), predict)
    rows = {"city": ["Bonn", "Kiel"], "when": ["2026-05-17 08:30", "2026-05-18T09:00:00"], "size": [1.5, None]}
    passed = 'size = "request.size"\nwhen = "request.when"\ntown = "request.city"\nhour = "clock.hour"\n'
    path = declare(tmp_path, f'steps = ["clock"]\nrows = "rows.csv"\n[answer]\n{passed}', rows)

    version = nb2svc.build(path, store=store.root)

    assert all(check.passed for check in version.manifest.checks)
    assert [field.kind for field in version.manifest.response] == ["number", "datetime", "string", "integer"]
    asked = [
        {"city": "Bonn", "when": "2026-05-17", "size": 3},
        {"city": "Kiel", "when": "2026-05-18T09:00", "size": None},
    ]
    answers = [
        {"size": 3.0, "when": "2026-05-17T00:00:00", "town": "Bonn", "hour": 0},
        {"size": None, "when": "2026-05-18T09:00:00", "town": "Kiel", "hour": 9},
    ]
    service = nb2svc.load("credit@1", store=store.root)
    assert service.predict(asked) == answers
    frame = pd.DataFrame(asked).assign(when=pd.to_datetime([row["when"] for row in answers]).as_unit("us"))
    assert service.predict(frame.astype({"size": "float64"})) == answers


def test_a_field_of_the_request_is_not_measured(tmp_path):
    """It is no answer: whoever asks knows it already."""
    path = declare(tmp_path, PIPELINE.replace('zone = "enrich.zone"', 'zone = "request.city"'), rows_of("Bonn", "Kiel"))
    with pytest.raises(BuildError) as failed:
        nb2svc.build(path, store=make_store(tmp_path / "services").root)
    assert [finding.code for finding in failed.value.diagnostics] == ["NB602"]


def test_a_service_can_be_two_steps(tmp_path):
    """Under names of their own: each reads its own fields of the request, and later steps know both."""
    store = make_store(tmp_path / "services")
    home, work = (
        Field(name=name, kind="string", dtype="str", categories=("north", "west")) for name in ("zone", "there")
    )
    commutes = OutputField(name="commutes", kind="boolean", dtype="bool")
    publish_service(store, "travel", (home, work), (commutes,), "return {'commutes': df['zone'] != df['there']}")
    text = """\
steps = ["enrich", "enrich@1 as work", "travel"]
rows = "rows.csv"

[inputs]
"work.city" = "request.office"
"travel.there" = "work.zone"
"travel.zone" = "enrich.zone"

[answer]
home = "enrich.zone"
office = "work.zone"
commutes = "travel.commutes"
"""
    rows = {"city": ["Bonn", "Kiel", "Bonn"], "office": ["Kiel", "Kiel", "Essen"]}
    version = nb2svc.build(declare(tmp_path, text, rows), store=store.root)

    assert all(check.passed for check in version.manifest.checks)
    assert [step.title for step in version.manifest.steps] == ["enrich@1", "enrich@1 as work", "travel@1"]
    assert [field.name for field in version.manifest.request.fields] == ["city", "office"]
    service = nb2svc.load("credit@1", store=store.root)
    assert service.predict([{"city": "Bonn", "office": "Kiel"}, {"city": "Kiel", "office": "Kiel"}]) == [
        {"home": "west", "office": "north", "commutes": True},
        {"home": "north", "office": "north", "commutes": False},
    ]
    with pytest.raises(StageError, match="step `enrich@1 as work`: ValueError: no such city"):
        service.predict([{"city": "Bonn", "office": "Atlantis"}])
