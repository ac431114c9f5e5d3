"""`nb2svc versions`, `show` and `new`, run as a person runs them."""

from __future__ import annotations

import json

import pytest
from unit.cli.terminal import run
from unit.store.version_files import publish

from nb2svc.diagnostics import Diagnostic, Span
from nb2svc.manifest import Check, Field, RequestSchema, StateValue
from nb2svc.store import Store

FINDING = Diagnostic(
    code="NB501",
    message="this drops rows on the way to the answer",
    span=Span(path="churn.ipynb", cell=4, cell_id="c004", line=2, column=1, end_line=2, end_column=17),
    hint="fill the gaps",
    frame=("df = df.dropna()",),
)


@pytest.fixture
def folder(tmp_path):
    """A folder whose store has two services, one of them with two versions."""
    store = Store(tmp_path / "services")
    publish(store, "churn", metrics={"auc": 0.91})
    publish(
        store,
        "churn",
        median=42.0,
        metrics={"auc": 0.923456},
        checks=(
            Check(name="one-batch", passed=True, rows=20),
            Check(name="row-by-row", passed=False, rows=20, largest_difference=0.5, detail="`proba`, row 3"),
        ),
        state=(StateValue(name="age_median", codec="json", files=(), type="float", source='df["age"].median()'),),
        request=RequestSchema(
            name="df",
            input="frame",
            fields=(
                Field(
                    name="age", kind="number", dtype="float64", nullable=True, minimum=18.0, maximum=90.0, example=4.5
                ),
                Field(name="plan", kind="string", dtype="str", categories=("basic", "pro"), example="pro"),
                Field(name="churn", kind="string", dtype="str", required=False, example="No"),
            ),
        ),
        data={"name": "df", "rows": 1000, "columns": ["age", "plan", "churn"], "sha256": "0" * 64},
        findings=(FINDING.to_json(),),
        allowed=("NB406",),
    )
    publish(store, "fraud")
    return tmp_path


def test_versions_lists_services(folder):
    """Without a name, each service has a line with its count and aliases."""
    done = run("versions", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "service  versions  aliases\n"
        "churn           2  champion=1 latest=2\n"
        "fraud           1  champion=1 latest=1\n"
    )  # fmt: skip


def test_versions_lists_versions_of_a_service(folder):
    """With a name, each version has a line with date, checks, metrics and aliases."""
    done = run("versions", "churn", cwd=folder)
    assert done.stdout == (
        "version  built                 checks  metrics     aliases\n"
        "churn@1  2030-01-02T03:04:05Z  1/1     auc=0.91    champion\n"
        "churn@2  2030-01-02T03:04:05Z  1/2     auc=0.9235  latest\n"
    )


def test_versions_as_json(folder):
    """`--json` has the same facts as values."""
    services = json.loads(run("versions", "--json", cwd=folder).stdout)
    assert services["services"][0] == {"service": "churn", "versions": 2, "aliases": {"champion": 1, "latest": 2}}
    churn = json.loads(run("versions", "churn", "--json", cwd=folder).stdout)
    assert [each["version"] for each in churn["versions"]] == ["churn@1", "churn@2"]
    assert churn["versions"][1]["metrics"] == {"auc": 0.923456}


def test_versions_of_an_empty_store(tmp_path):
    """An empty store is no error when everything is listed; it says how to begin."""
    done = run("versions", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "no services in services: build one with `nb2svc build NOTEBOOK`\n"


def test_show_is_a_readable_page(folder):
    """`show` tells request, answer, state, checks, metrics and findings of a version."""
    done = run("show", "churn", cwd=folder)
    content = Store(folder / "services").resolve("churn").manifest.content_hash
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout
        == f"""\
churn@2
  notebook     churn.ipynb
  built        2030-01-02T03:04:05Z
  folder       services/churn/2-{content[:8]}
  content      {content}
  parameters   n_trees=200
  data         df, 1000 rows, 3 columns
  rows         independent: answered together or alone, the same
  allowed      NB406

request: a row of df
  field  type    may be null              values seen   example
  age    number  yes                      18.0 to 90.0  4.5
  plan   string                           basic, pro    "pro"
  churn  string               not needed                "No"

answer
  field  type    in the notebook
  proba  number  float64

state
  name        type   stored as  from
  age_median  float  json       df["age"].median()

checks against the notebook
  check       result   rows  largest difference
  one-batch   equal      20                   0
  row-by-row  DIFFERS    20                 0.5  `proba`, row 3

metrics
  name     value
  auc   0.923456

findings
  churn.ipynb:cell 4:2:1: warning[NB501 rows-may-vanish]: this drops rows on the way to the answer
    2 | df = df.dropna()
      | ^^^^^^^^^^^^^^^^
  hint: fill the gaps
"""
    )


def test_show_as_json_is_the_manifest(folder):
    """`show --json` gives the whole manifest and where the version lies."""
    shown = json.loads(run("show", "churn@1", "--json", cwd=folder).stdout)
    version = Store(folder / "services").resolve("churn@1")
    assert (shown["number"], shown["path"]) == (1, str(version.path.relative_to(folder)))
    assert shown["files"] == version.manifest.files


def test_show_takes_a_folder(folder):
    """A version's folder can be named instead of the version, as an image has it."""
    version = Store(folder / "services").resolve("churn@1")
    assert run("show", str(version.path), cwd=folder).stdout.startswith("churn@1\n")
    done = run("show", "./services", cwd=folder)
    assert (done.returncode, done.stderr) == (
        1, "error: `./services` is no version's folder: it has no `manifest.json`\n",
    )  # fmt: skip


def test_unknown_service_is_one_line_on_stderr(folder):
    """A wrong name is exit 1, one line on stderr with what there is, and nothing on stdout."""
    done = run("show", "chrun", cwd=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: no service `chrun` in `services`; did you mean `churn`? It has churn, fraud\n"


def test_errors_are_one_json_document_too(folder):
    """With `--json` an error is a document on stdout; the text is still on stderr."""
    done = run("show", "churn@9", "--json", cwd=folder)
    message = "`churn` has no version 9; it has 2, 1"
    assert (done.returncode, done.stderr) == (1, f"error: {message}\n")
    assert json.loads(done.stdout) == {"error": {"type": "BundleError", "message": message, "diagnostics": []}}


def test_new_writes_a_tagged_notebook(tmp_path):
    """`new` writes a notebook with every stage tagged, its data and a README, and says what comes next."""
    done = run("new", "my-flats", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "wrote my-flats/my-flats.ipynb, my-flats/flats.csv, my-flats/README.md\n"
        "next: nb2svc up my-flats/my-flats.ipynb\n"
    )
    notebook = json.loads((tmp_path / "my-flats" / "my-flats.ipynb").read_text())
    tagged = [tag for cell in notebook["cells"] for tag in cell["metadata"].get("tags", ())]
    assert tagged == ["parameters", "load", "preprocess", "train", "predict", "evaluate", "report"]
    assert "nb2svc up my-flats.ipynb" in (tmp_path / "my-flats" / "README.md").read_text()


@pytest.mark.parametrize(("starter", "quality"), [("flats", "r2 > 0.8"), ("stays", "roc_auc > 0.8")])
def test_starter_notebook_runs(starter, quality, tmp_path):
    """Every cell of a starter notebook runs, from top to bottom, beside its data."""
    import subprocess
    import sys

    run("new", "mine", "--from", starter, cwd=tmp_path)
    notebook = json.loads((tmp_path / "mine" / "mine.ipynb").read_text())
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    script = "import matplotlib\nmatplotlib.use('Agg')\n" + "\n".join(cells) + f"\nprint({quality})\n"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=tmp_path / "mine",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_new_does_not_write_over_files(tmp_path):
    """A folder with files is left as it is."""
    (tmp_path / "flats").mkdir()
    (tmp_path / "flats" / "mine.txt").write_text("x")
    done = run("new", "flats", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "error: `flats` has files already: name a new folder\n")
    assert [path.name for path in (tmp_path / "flats").iterdir()] == ["mine.txt"]


def test_diff_shows_what_has_changed(folder):
    """Two versions side by side, as tables and as code with signs; `--json` has the same."""
    done = run("diff", "churn@1", "churn", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[0] == "churn@1 -> churn@2"
    assert "auc 0.91 0.923456 +0.01346" in lines
    assert "plan - string (str), one of basic, pro" in lines
    assert "checks 1 of 1 equal 1 of 2 equal" in lines
    found = json.loads(run("diff", "churn@1", "churn@latest", "--json", cwd=folder).stdout)
    assert (found["old"], found["new"], found["same"], found["notebook"]) == ("churn@1", "churn@2", False, None)
    assert [each["name"] for each in found["request"]] == ["plan", "churn"]


def test_diff_of_the_same_says_so(folder):
    """A version and itself have no difference."""
    assert run("diff", "churn@1", "churn@champion", cwd=folder).stdout == "churn@1 -> churn@1: nothing has changed\n"


def test_diff_names_what_is_not_there(folder):
    """A version that there is not is the user's mistake, told with what there is."""
    done = run("diff", "churn@1", "churn@9", cwd=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "`churn` has no version 9; it has 2, 1" in done.stderr
