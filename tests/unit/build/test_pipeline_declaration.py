"""The file that declares a pipeline: what it may hold, and what is said of one that holds something else."""

from __future__ import annotations

import pytest

from nb2svc.build.pipelines.declaration import Evaluation, read_declaration
from nb2svc.diagnostics import PipelineReadError

WHOLE = """\
steps = ["enrich@champion", "risk"]
rows = "data/applications.csv"

[rename]
"enrich.zone" = "area"
enrich.letters = "length"

[answer]
score = "risk.probability"

[evaluate]
target = "defaulted"
answer = "risk.will_default"
metrics = ["accuracy_score"]
"""


def test_everything_that_a_file_may_hold_is_read(tmp_path):
    """Steps, rows, renames with and without quotes, the answer and the evaluation, whose rows are those of the file."""
    path = tmp_path / "Credit 2.toml"
    path.write_text(WHOLE)
    declared = read_declaration(path)
    assert (declared.name, declared.steps, declared.rows) == (
        "credit-2", ("enrich@champion", "risk"), "data/applications.csv"
    )  # fmt: skip
    assert declared.rename == {"enrich.zone": "area", "enrich.letters": "length"}
    assert declared.answer == {"score": "risk.probability"}
    assert declared.evaluate == Evaluation(
        rows="data/applications.csv", target="defaulted", answer="risk.will_default", metrics=("accuracy_score",)
    )
    assert read_declaration(path, name="other").name == "other"


def test_a_step_may_have_a_name_of_its_own(tmp_path):
    """Behind `as`; what the store knows it as is the rest."""
    path = tmp_path / "two.toml"
    path.write_text('steps = ["enrich@7 as second", "risk", "a as b c"]\n[inputs]\nsecond.city = "request.work_city"\n')
    declared = read_declaration(path)
    assert declared.references == ("enrich@7", "risk", "a as b c")
    assert declared.names == ("second", "", "")
    assert declared.inputs == {"second.city": "request.work_city"}


def test_a_pipeline_of_a_project_is_chosen_by_name(tmp_path):
    """In a pyproject.toml `--name` says which; the only one needs none, and findings are at its own lines."""
    path = tmp_path / "pyproject.toml"
    one = '[tool.nb2svc.pipelines.credit]\nsteps = ["enrich", "risk"]\n'
    path.write_text(f'[project]\nname = "risk"\nsteps = "none"\n\n{one}')
    declared = read_declaration(path)
    assert (declared.name, declared.steps) == ("credit", ("enrich", "risk"))
    assert declared.finding("NB601", "it is not there", at="risk").render() == (
        "pyproject.toml:6:21: error[NB601 unknown-step]: it is not there\n"
        '  6 | steps = ["enrich", "risk"]\n'
        "    |                     ^^^^"
    )
    path.write_text(f'{one}\n[tool.nb2svc.pipelines.fraud]\nsteps = ["a", "b"]\n')
    assert read_declaration(path, name="fraud").steps == ("a", "b")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("steps = [", "`credit.toml` is no TOML: Invalid value (at end of document)"),
        ("", '`credit.toml` has no `steps`: write steps = ["enrich", "risk"]'),
        ('steps = "enrich"', '`steps` of `credit.toml` is not a list of texts: steps = ["enrich", "risk"]'),
        ("steps = []", '`steps` of `credit.toml` is not a list of texts: steps = ["enrich", "risk"]'),
        (
            'step = ["enrich"]',
            (
                "`credit.toml` has a key `step` (did you mean `steps`?); a pipeline knows `steps`, `rows`, `rename`, "
                "`inputs`, `answer`, `evaluate`"
            ),
        ),
        ('steps = ["a"]\nrows = 3', '`rows` of `credit.toml` is not a text: rows = "data/rows.csv"'),
        (
            'steps = ["a"]\nrename = "area"',
            '`rename` of `credit.toml` is not a table of names: "enrich.zone" = "area"',
        ),
        (
            'steps = ["a"]\n[answer]\nscore = 3',
            '`answer` of `credit.toml` is not a table of names: score = "risk.probability"',
        ),
        (
            'steps = ["a"]\n[evaluate]\nanswer = "a.b"\nrows = "r.csv"\nmetrics = ["f1_score"]',
            "`[evaluate]` of `credit.toml` has no `target`: the whole is measured by `rows`, `target` and `answer`",
        ),
        (
            'steps = ["a"]\n[evaluate]\nanswer = "a.b"\nrows = "r.csv"\ntarget = "t"',
            '`[evaluate]` of `credit.toml` has no `metrics`: write metrics = ["accuracy_score"]',
        ),
    ],
)
def test_what_is_no_pipeline_says_what_to_write(text, message, tmp_path, monkeypatch):
    """Each fault is told in one line, with an example where something is missing."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "credit.toml"
    path.write_text(text)
    with pytest.raises(PipelineReadError) as error:
        read_declaration(path.relative_to(tmp_path))
    assert error.value.message == message


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("", None, "`pyproject.toml` declares no pipeline: write a table `[tool.nb2svc.pipelines.NAME]`"),
        (
            "[tool.nb2svc.pipelines.a]\n[tool.nb2svc.pipelines.b]",
            None,
            "`pyproject.toml` declares the pipelines `a`, `b`: say which with `--name NAME`",
        ),
        (
            "[tool.nb2svc.pipelines.credit]",
            "cerdit",
            "`pyproject.toml` declares no pipeline `cerdit` (did you mean `credit`?); it has `credit`",
        ),
    ],
)
def test_a_project_without_the_pipeline_says_what_it_has(text, name, message, tmp_path, monkeypatch):
    """A name that is missing or unknown is answered with those that are there."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "pyproject.toml"
    path.write_text(text)
    with pytest.raises(PipelineReadError) as error:
        read_declaration(path.relative_to(tmp_path), name=name)
    assert error.value.message == message


def test_files_that_cannot_be_read_are_told(tmp_path, monkeypatch):
    """A missing file names one that is called nearly so; bytes that are no text are told as such."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "credit.toml").write_bytes(b"steps = ['\xff']")
    messages = []
    for name in ("cerdit.toml", "credit.toml"):
        with pytest.raises(PipelineReadError) as error:
            read_declaration((tmp_path / name).relative_to(tmp_path))
        messages.append(error.value.message)
    assert messages == [
        "`cerdit.toml` does not exist; did you mean `credit.toml`?",
        "`credit.toml` is no TOML: byte 10 is no text in UTF-8",
    ]
