"""`check`, `build`, `show` and `predict` of a pipeline, run as a person runs them."""

from __future__ import annotations

import json

import pytest
from unit.build.composing import make_store
from unit.cli.terminal import run

PIPELINE = 'steps = ["enrich", "risk"]\nrename = {"enrich.zone" = "area"}\nanswer = {score = "risk.probability"}\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a store of two services, and a project that declares two pipelines of them."""
    folder = tmp_path_factory.mktemp("project")
    make_store(folder / "services")
    wrong = '[tool.nb2svc.pipelines.wrong]\nsteps = ["enrich", "risky"]\n'
    (folder / "pyproject.toml").write_text(f"[tool.nb2svc.pipelines.credit]\n{PIPELINE}\n{wrong}")
    (folder / "credit.toml").write_text(PIPELINE)
    return folder


def test_a_pipeline_of_a_project_is_built_and_asked(folder):
    """`build pyproject.toml --name` publishes it; `show` lists the steps and `predict` answers."""
    done = run("build", "pyproject.toml", "--name", "credit", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "next: nb2svc serve credit"
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["compile", "verify", "publish"]
    shown = run("show", "credit", cwd=folder).stdout
    assert "  pipeline     pyproject.toml\n" in shown
    assert (
        "steps\n"
        "  step      content   reads\n"
        f"  enrich@1  {content(folder, 'enrich')}  city\n"
        f"  risk@1    {content(folder, 'risk')}  area = enrich.zone, income\n"
        "\n"
        "checks against the steps, one after the other\n"
    ) in shown
    asked = run("predict", "credit", cwd=folder, stdin='{"city": "Kiel", "income": 2}')
    assert asked.stdout == '{"score":0.7}\n'
    refused = run("predict", "credit", cwd=folder, stdin='{"city": "Essen", "income": 2}')
    assert refused.returncode == 1
    assert refused.stderr == (
        "error: row 0: step `risk@1` cannot take `zone` of step `enrich@1` as its `area`: unknown category 'abroad': "
        "the training rows had 'north', 'west'\n"
    )


def content(folder, service):
    """Return the first digits of a service's content hash."""
    (version,) = (folder / "services" / service).glob("1-*")
    return version.name.removeprefix("1-")


def test_check_of_a_pipeline(folder):
    """Exit 1 and the finding at its line for a step that is not there; exit 0 for one that fits; as JSON too."""
    done = run("check", "pyproject.toml", "--name", "wrong", cwd=folder)
    assert (done.returncode, done.stdout) == (1, "pyproject.toml: 1 error\n")
    assert done.stderr.startswith("pyproject.toml:7:21: error[NB601 unknown-step]: the step is not there: no service ")
    assert run("check", "credit.toml", cwd=folder).stdout == "credit.toml: no findings\n"
    told = json.loads(run("check", "credit.toml", "--store", "elsewhere", "--json", cwd=folder).stdout)
    assert (told["errors"], [each["code"] for each in told["diagnostics"]]) == (2, ["NB601", "NB601"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "credit.toml", "--fix"), "`--fix` goes with a notebook; `credit.toml` declares a pipeline"),
        (
            ("build", "credit.toml", "-p", "n=3"),
            "`credit.toml` has no parameters: those of its steps were fixed when they were built",
        ),
        (("build", "credit.toml", "--all-cells"), "`credit.toml` has no cells: `--all-cells` goes with a notebook"),
        (("check", "credits.toml"), "`credits.toml` does not exist; did you mean `credit.toml`?"),
        (("explain", "credit@1"), "credit@1 is a pipeline: its statements are those of its steps, enrich@1 and risk@1"),
        (
            ("check", "pyproject.toml"),
            "`pyproject.toml` declares the pipelines `credit`, `wrong`: say which with `--name NAME`",
        ),
        (("explain", "credit.toml"), "`credit.toml` declares a pipeline, which has no statements: explain its steps"),
        (
            ("tags", "credit.toml"),
            "`credit.toml` declares a pipeline, which has no cells: tag the notebooks of its steps",
        ),
    ],
)
def test_what_makes_no_sense_for_a_pipeline_is_said_in_one_line(arguments, said, folder):
    """Options and commands that are about a notebook are refused as such."""
    done = run(*arguments, cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"error: {said}\n")
