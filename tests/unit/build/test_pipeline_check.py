"""What `check` finds in a pipeline without running it; each finding in full, at its line of the declaration."""

from __future__ import annotations

import pandas as pd
import pytest
from unit.build.composing import make_store, publish_service
from unit.runtime.pipelines import AREA, INCOME

import nb2svc
from nb2svc.manifest import Field, OutputField

ANSWER = OutputField(name="risk_class", kind="string", dtype="str")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store with enrich, risk, one pipeline of both, and services that fit none of them."""
    store = make_store(tmp_path_factory.mktemp("store") / "services")
    number = Field(name="zone", kind="number", dtype="float64")
    publish_service(store, "numbers", (number,), (ANSWER,), lock="pandas==3.0.0\n")
    south = Field(name="area", kind="string", dtype="str", categories=("south",))
    publish_service(store, "south", (south, INCOME), (OutputField(name="area", kind="string", dtype="str"),))
    publish_service(store, "text", (Field(name="income", kind="string", dtype="str"),), (ANSWER,))
    publish_service(store, "old", (INCOME,), (ANSWER,), lock="pandas==2.2.0\nnumpy==2.0.0\n")
    return store


def check(store, text, folder):
    """Return the findings of a declaration as text."""
    (folder / "credit.toml").write_text(text)
    return [finding.render() for finding in nb2svc.check(folder / "credit.toml", store=store.root)]


GOOD = 'steps = ["enrich", "risk"]\n[rename]\n"enrich.zone" = "area"\n'


def test_a_pipeline_that_fits_has_no_findings(store, tmp_path):
    """Nothing is said where nothing is wrong."""
    assert check(store, GOOD, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            'steps = ["enrihc", "risk@7"]',
            """\
credit.toml:1:11: error[NB601 unknown-step]: the step is not there: no service `enrihc` in `{root}`; did you mean \
`enrich`? It has enrich, numbers, old, risk, south, text
  1 | steps = ["enrihc", "risk@7"]
    |           ^^^^^^
hint: build the step first; `nb2svc versions` lists what there is

credit.toml:1:21: error[NB601 unknown-step]: the step is not there: `risk` has no version 7; it has 1
  1 | steps = ["enrihc", "risk@7"]
    |                     ^^^^^^
hint: build the step first; `nb2svc versions` lists what there is""",
        ),
        (
            'steps = ["enrich", "risk"]\n[rename]\n"enrich.zones" = "area"\n[answer]\nscore = "probability"',
            """\
credit.toml:3:2: error[NB602 unknown-answer]: `[rename]` names `enrich.zones`, but `enrich@1` answers no `zones`
  3 | "enrich.zones" = "area"
    |  ^^^^^^^^^^^^
hint: it answers `zone`, `letters`; did you mean `zone`?

credit.toml:5:10: error[NB602 unknown-answer]: `[answer]` names `probability`, which is no answer of a step
  5 | score = "probability"
    |          ^^^^^^^^^^^
hint: write `service.answer` or `request.field`; the steps are `enrich`, `risk`""",
        ),
        (
            GOOD + '[answer]\ncity = "request.ctiy"\n',
            """\
credit.toml:5:9: error[NB602 unknown-answer]: `[answer]` names `request.ctiy`, but no step reads `ctiy` of the request
  5 | city = "request.ctiy"
    |         ^^^^^^^^^^^^
hint: steps read `city`, `income`; did you mean `city`?""",
        ),
        (
            'steps = ["enrich", "numbers"]',
            """\
credit.toml:1:21: error[NB603 fields-do-not-fit]: `zone` of `enrich@1` is text, but `numbers@1` reads a \
number as its `zone`
  1 | steps = ["enrich", "numbers"]
    |                     ^^^^^^^
hint: rename the answer, so that another field is given by it, or build the step on what it gets""",
        ),
        (
            'steps = ["risk", "south"]',
            """\
credit.toml:1:11: warning[NB607 answered-later]: `risk@1` reads `area` from the request: `south@1`, which answers it, \
comes later
  1 | steps = ["risk", "south"]
    |           ^^^^
hint: put `south` before `risk` if its answer is meant

credit.toml:1:19: error[NB603 fields-do-not-fit]: `risk@1` and `south@1` both read `area` of the request: they were \
trained on different categories and have none in common
  1 | steps = ["risk", "south"]
    |                   ^^^^^
hint: rename an answer, so that one of them gets it from a step, or build one of them anew""",
        ),
        (
            'steps = ["old", "text"]',
            """\
credit.toml:1:18: error[NB603 fields-do-not-fit]: `old@1` and `text@1` both read `income` of the request: the one \
reads a number, the other text
  1 | steps = ["old", "text"]
    |                  ^^^^
hint: rename an answer, so that one of them gets it from a step, or build one of them anew""",
        ),
        (
            'steps = ["enrich", "enrich@1"]',
            """\
credit.toml:1:21: error[NB605 name-given-twice]: `enrich` is a step twice: `enrich.x` could be an answer of either
  1 | steps = ["enrich", "enrich@1"]
    |                     ^^^^^^^^
hint: give one of them a name of its own: `"enrich@1 as second"`""",
        ),
        (
            """\
steps = ["enrich", "enrich as work", "risk"]
[rename]
"enrich.zone" = "area"
[inputs]
work.city = "request.work_city"
work.cty = "request.city"
risk.income = "riks.probability"
enrich.city = "risk.probability"
""",
            """\
credit.toml:1:11: error[NB603 fields-do-not-fit]: `probability` of `risk@1` is a number, but `enrich@1` reads text as \
its `city`
  1 | steps = ["enrich", "enrich as work", "risk"]
    |           ^^^^^^
hint: rename the answer, so that another field is given by it, or build the step on what it gets

credit.toml:6:1: error[NB602 unknown-answer]: `[inputs]` names `work.cty`, which no step reads
  6 | work.cty = "request.city"
    | ^^^^^^^^
hint: write `service.field`; fields are `enrich.city`, `risk.area`, `risk.income`, `work.city`; did you mean \
`work.city`?

credit.toml:7:16: error[NB602 unknown-answer]: `[inputs]` names `riks.probability`, which is no answer of a step
  7 | risk.income = "riks.probability"
    |                ^^^^^^^^^^^^^^^^
hint: write `service.answer` or `request.field`; the steps are `enrich`, `work`, `risk`

credit.toml:8:16: error[NB602 unknown-answer]: `[inputs]` gives `enrich@1` the answer `risk.probability`, which comes \
no earlier
  8 | enrich.city = "risk.probability"
    |                ^^^^^^^^^^^^^^^^
hint: a step reads what earlier ones answer, or what is asked: `request.field`""",
        ),
        (
            'steps = ["enrich", "risk"]\n[rename]\n"enrich.zone" = "area"\n"enrich.letters" = "area"',
            """\
credit.toml:1:21: error[NB603 fields-do-not-fit]: `letters` of `enrich@1` is a whole number, but `risk@1` \
reads text as its `area`
  1 | steps = ["enrich", "risk"]
    |                     ^^^^
hint: rename the answer, so that another field is given by it, or build the step on what it gets

credit.toml:3:2: error[NB605 name-given-twice]: later steps would know `zone` and `letters` of `enrich@1` both as `area`
  3 | "enrich.zone" = "area"
    |  ^^^^^^^^^^^
hint: give each answer a name of its own

credit.toml:3:2: warning[NB608 rename-without-reader]: no later step reads `area`, as `enrich.zone` is called here
  3 | "enrich.zone" = "area"
    |  ^^^^^^^^^^^
hint: to call a field of the answer otherwise, write it in `[answer]`

credit.toml:4:2: error[NB605 name-given-twice]: later steps would know `zone` and `letters` of `enrich@1` both as `area`
  4 | "enrich.letters" = "area"
    |  ^^^^^^^^^^^^^^
hint: give each answer a name of its own""",
        ),
        (
            'steps = ["enrich", "risk"]',
            """\
credit.toml:1:11: warning[NB614 step-without-reader]: nothing reads what `enrich@1` answers: `zone`, `letters`; later \
steps read `income`, `area` of the request
  1 | steps = ["enrich", "risk"]
    |           ^^^^^^
hint: if one of these is meant, call the answer so in `[rename]`; else leave the step out""",
        ),
        (
            'steps = ["old", "numbers"]',
            """\
credit.toml:1:1: error[NB609 packages-in-conflict]: `pandas` is needed as 2.2.0 for `old@1` and 3.0.0 for \
`numbers@1`: one process cannot hold both
  1 | steps = ["old", "numbers"]
    | ^^^^^
hint: build these steps again in one environment, then the pipeline

credit.toml:1:11: warning[NB614 step-without-reader]: nothing reads what `old@1` answers: `risk_class`; later steps \
read `zone` of the request
  1 | steps = ["old", "numbers"]
    |           ^^^
hint: if one of these is meant, call the answer so in `[rename]`; else leave the step out""",
        ),
        (
            'rows = "rows.csv"\n' + GOOD,
            """\
credit.toml:1:1: error[NB606 rows-not-usable]: `rows.csv` has no column `income`: `income` is read by `risk`
  1 | rows = "rows.csv"
    | ^^^^""",
        ),
        (
            GOOD + '[evaluate]\nrows = "none.csv"\ntarget = "y"\nanswer = "risk.probability"\n'
            'metrics = ["roc_auc_scor"]',
            """\
credit.toml:5:9: error[NB606 rows-not-usable]: there is no file `{folder}/none.csv`
  5 | rows = "none.csv"
    |         ^^^^^^^^

credit.toml:8:13: error[NB612 metric-not-computable]: `sklearn.metrics` has no function `roc_auc_scor`; did you mean \
`roc_auc_score`?
  8 | metrics = ["roc_auc_scor"]
    |             ^^^^^^^^^^^^""",
        ),
    ],
    ids=[
        "unknown-steps", "unknown-answers", "unknown-request", "misfit", "wrong-order", "conflict", "twice", "inputs",
        "one-name", "unread", "packages", "rows", "evaluation",
    ],
)  # fmt: skip
def test_findings_are_told_in_full(text, finding, store, tmp_path):
    """Place, fact, the line and what to do."""
    pd.DataFrame({"city": ["Bonn"], "incom": [3.0]}).to_csv(tmp_path / "rows.csv", index=False)
    found = "\n\n".join(check(store, text, tmp_path))
    assert found == finding.replace("{root}", str(store.root)).replace("{folder}", str(tmp_path))


def test_a_pipeline_cannot_be_a_step_of_itself(store, tmp_path):
    """Neither a version of the pipeline nor a pipeline that holds one."""
    (tmp_path / "enrich.toml").write_text('steps = ["enrich", "risk"]\n')
    found = [each.render() for each in nb2svc.check(tmp_path / "enrich.toml", store=store.root)]
    assert found == [
        (
            "enrich.toml:1:11: error[NB604 pipeline-in-itself]: `enrich@1` is the pipeline `enrich` itself, so it "
            "cannot be a step of it\n"
            '  1 | steps = ["enrich", "risk"]\n'
            "    |           ^^^^^^\n"
            "hint: name a step that does not lead back to it"
        )
    ]


def test_fields_that_two_steps_read_take_what_both_take():
    """Categories in common, null only where both allow it, whole numbers where one wants them, the common range."""
    from nb2svc.build.pipelines.fields import merge_fields

    one = Field(name="a", kind="number", dtype="float64", nullable=True, minimum=0.5, maximum=9.5, example=2.5)
    other = Field(name="a", kind="integer", dtype="int8", minimum=2, maximum=20, example=7)
    assert merge_fields(one, other) == Field(
        name="a", kind="integer", dtype="int8", nullable=False, minimum=2, maximum=9.5, example=7
    )
    wide = Field(name="area", kind="string", dtype="str", nullable=True, categories=("east", "west"), example="east")
    assert merge_fields(wide, AREA) == Field(
        name="area", kind="string", dtype="str", categories=("west",), example="west"
    )
    assert merge_fields(wide, Field(name="area", kind="string", dtype="object", nullable=True)) == wide


def test_lock_files_are_joined():
    """Each package once and in order; remarks once; hashes only where all have them."""
    from nb2svc.build.pipelines.locks import join_locks

    one = "# remark\nb==1\n"
    assert join_locks([one, "# remark\n# local\na==2\nb==1\n"]) == "# remark\n# local\na==2\nb==1\n"
    hashed = "b==1 \\\n    --hash=sha256:00\n"
    assert join_locks([hashed, "a==2 \\\n    --hash=sha256:11 \\\n    --hash=sha256:22\n"]) == (
        "a==2 \\\n    --hash=sha256:11 \\\n    --hash=sha256:22\nb==1 \\\n    --hash=sha256:00\n"
    )
    assert join_locks([hashed, "a==2\n"]) == "a==2\nb==1\n"
