"""`nb2svc build`, `predict`, `serve` and `up` on the starter notebook: from cells to answers, as a person does it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import replace
from urllib.request import urlopen

import pandas as pd
import pytest
from unit.cli.terminal import run

import nb2svc
from nb2svc.store import Store

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the starter notebook and one version of its service, built from the command line."""
    folder = tmp_path_factory.mktemp("flats")
    assert run("new", "flats", cwd=folder).returncode == 0
    done = run("build", "flats/flats.ipynb", "-p", "n_trees=5", cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "build.txt").write_text(done.stdout)
    (folder / "build.err").write_text(done.stderr)
    return folder


@pytest.fixture(scope="module")
def rows(folder):
    """Some of the notebook's rows."""
    return pd.read_csv(folder / "flats" / "flats.csv").head(5)


def test_build_prints_checks_and_what_comes_next(folder):
    """A build ends with its verification and the version; progress is on stderr, a line per step."""
    version = Store(folder / "services").resolve("flats")
    lines = (folder / "build.txt").read_text().splitlines()
    assert lines[0].split() == ["check", "result", "rows", "largest", "difference"]
    assert {line.split()[1] for line in lines[1:-3]} == {"equal"}
    assert lines[-2:] == [
        f"flats@1 is in {version.path.relative_to(folder)}",
        "next: nb2svc serve flats",
    ]
    steps = [line.partition(":")[0] for line in (folder / "build.err").read_text().splitlines()]
    assert steps == ["compile", "run the notebook", "verify", "publish"]


def test_build_takes_parameters(folder):
    """`-p` gives the notebook's parameter another value, in its own type, and the version records it."""
    assert Store(folder / "services").resolve("flats").manifest.parameters == {"path": "flats.csv", "n_trees": 5}


def test_failed_build_is_exit_1_and_publishes_nothing(folder):
    """A parameter that the notebook does not have stops the build with its finding; no version appears."""
    done = run("build", "flats/flats.ipynb", "--name", "other", "-p", "trees=5", "--json", cwd=folder)
    shown = json.loads(done.stdout)
    assert done.returncode == 1
    assert shown["error"]["type"] == "BuildError"
    assert [each["code"] for each in shown["error"]["diagnostics"]] == ["NB104"]
    assert "error[NB104 " in done.stderr
    assert "other" not in Store(folder / "services").services()


def test_predict_from_file_to_file(folder, rows):
    """Rows of a file are answered in order, with the values that Python gives for them."""
    rows.to_csv(folder / "rows.csv", index=False)
    done = run("predict", "flats@1", "--input", "rows.csv", "--output", "answers.parquet", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "flats@1: 5 answers are in answers.parquet\n")
    expected = nb2svc.load("flats@1", store=folder / "services").predict(rows)
    assert pd.read_parquet(folder / "answers.parquet").to_dict("records") == expected


@pytest.mark.parametrize("form", ["csv", "parquet", "list", "lines", "object"])
def test_predict_from_stdin(folder, rows, form):
    """Rows piped in are answered as JSON lines, whatever form they have."""
    records = json.loads(rows.to_json(orient="records"))
    stdin = {
        "csv": rows.to_csv(index=False).encode(),
        "parquet": rows.to_parquet(),
        "list": json.dumps(records).encode(),
        "lines": "\n".join(json.dumps(record) for record in records).encode(),
        "object": json.dumps(records[0], indent=1).encode(),
    }[form]
    done = run("predict", "flats", cwd=folder, stdin=stdin)
    expected = nb2svc.load("flats", store=folder / "services").predict(rows)
    assert done.stderr == ""
    assert [json.loads(line) for line in done.stdout.splitlines()] == expected[: 1 if form == "object" else None]


def test_predict_as_json(folder, rows):
    """`--json` is one document with the version and the answers."""
    shown = json.loads(run("predict", "flats", "--json", cwd=folder, stdin=rows.to_csv(index=False)).stdout)
    assert (shown["version"], shown["rows"]) == ("flats@1", 5)
    assert list(shown["answers"][0]) == ["predicted_price"]


def test_predict_names_every_wrong_field(folder):
    """Rows that do not fit are told field by field, and nothing is answered."""
    done = run("predict", "flats", cwd=folder, stdin='{"area": "x", "rooms": 2, "district": "Hils", "built": null}')
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: row 0, field `area`: ")
    assert "\n  row 0, field `district`: " in done.stderr


def test_predict_tells_the_same_fault_of_many_rows_once(folder):
    """A column that is wrong throughout takes one line, not one per row."""
    bad = {"area": 50, "rooms": 2, "district": "Hils", "built": None}
    done = run("predict", "flats", cwd=folder, stdin=json.dumps([bad] * 9))
    first, second = done.stderr.splitlines()
    assert first.startswith("error: row 0, field `district`: unknown category 'Hils'")
    assert second.startswith("  rows 1, 2, 3, 4, 5 and 3 more, field `district`: unknown category 'Hils'")


@pytest.mark.parametrize(
    ("stdin", "message"),
    [("", "there are no rows on stdin: it is empty"), ("{", "the rows on stdin are not JSON: ")],
)
def test_predict_without_rows(folder, stdin, message):
    """Nothing, or broken JSON, on stdin is told."""
    done = run("predict", "flats", cwd=folder, stdin=stdin)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"error: {message}")


def test_batch_run_writes_table_and_report(folder, rows):
    """A batch run answers a table into a database, writes its report, and tells where both are."""
    rows.to_csv(folder / "night.csv", index=False)
    target = "sqlite:///results.db::answers"
    done = run("batch", "run", "flats@1", "-i", "night.csv", "-o", target, "--report", "night.html", cwd=folder)
    assert done.returncode == 0, done.stderr
    first, second, _ = done.stdout.splitlines()
    assert first == f"flats@1: 5 of 5 rows are answered in {target}"
    assert second.startswith("report: ")
    assert second.endswith("night.html")
    with closing(sqlite3.connect(folder / "results.db")) as database:
        answers = [price for (price,) in database.execute("select predicted_price from answers")]
    expected = nb2svc.load("flats@1", store=folder / "services").predict(rows)
    assert answers == [row["predicted_price"] for row in expected]
    assert "<html" in (folder / "night.html").read_text()


def test_batch_run_as_json(folder, rows):
    """`--json` is one document with the counts and places of the run; rows without an answer are told beside it."""
    rows.assign(rooms=[None, *rows["rooms"][1:]]).to_parquet(folder / "night.parquet")
    done = run("batch", "run", "flats", "-i", "night.parquet", "-o", "out.csv", "--json", cwd=folder)
    shown = json.loads(done.stdout)
    assert (done.returncode, shown["version"], shown["rows"], shown["rejected"]) == (0, "flats@1", 5, 1)
    assert done.stderr.startswith("warning: 1 row has no answer: its reason is in the column `error`")
    assert len(pd.read_csv(folder / shown["output"])) == 5


def test_batch_run_of_a_missing_table(folder):
    """A missing input is told before anything runs."""
    done = run("batch", "run", "flats", "-i", "none.csv", "-o", "out2.csv", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "error: there is no file `none.csv`\n")
    assert not (folder / "out2.csv").exists()


@contextmanager
def serving(*arguments, cwd):
    """Run a command that serves, until the block ends; give its standard output and the process."""
    server = subprocess.Popen(
        [sys.executable, "-m", "nb2svc", *arguments, "--port", "0"],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )
    try:
        yield server
    finally:
        server.kill()
        server.communicate()


def publish_copy(store, name):
    """Publish the files of the version as another service."""
    version = store.resolve("flats@1")
    with store.stage(name) as staged:
        shutil.copytree(version.path, staged, dirs_exist_ok=True)
        store.publish(staged, replace(version.manifest, service=name))


def test_up_ends_with_an_address_and_a_curl_that_works(folder):
    """`up` builds, serves, and prints a command that gives an answer; Ctrl-C ends it cleanly."""
    with serving("up", "flats/flats.ipynb", "-p", "n_trees=5", "--store", "up-store", cwd=folder) as server:
        lines = []
        while not lines or not lines[-1].startswith("stop with"):
            line = server.stdout.readline()
            assert line, server.stderr.read()
            lines.append(line)
        text = "".join(lines)
        page = re.search(r"^  page   (\S+)$", text, re.MULTILINE)[1]
        with urlopen(page) as reply:
            assert b"<form" in reply.read()
        curl = re.search(r"^  try    (.+)$", text, re.MULTILINE)[1]
        answer = subprocess.run(curl, shell=True, capture_output=True, text=True, check=True).stdout
        assert list(json.loads(answer)) == ["predicted_price"]
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0
        assert "Traceback" not in server.stderr.read()


def test_serve_as_json_is_a_line_when_ready(folder):
    """`serve --json` prints one line with the address and where each service is, once it answers."""
    publish_copy(Store(folder / "services"), "second")
    with serving("serve", "flats@1", "second", "--json", cwd=folder) as server:
        ready = json.loads(server.stdout.readline())
        assert [each["version"] for each in ready["services"]] == ["flats@1", "second@1"]
        for each in ready["services"]:
            with urlopen(each["page"]) as reply:
                assert reply.status == 200
            with urlopen(each["docs"]) as reply:
                assert reply.status == 200


def test_serve_of_an_unknown_service(folder):
    """A mistyped service is told before any server starts."""
    done = run("serve", "flast", cwd=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: no service `flast` in `services`; did you mean `flats`?")


def test_python_builds_and_loads(folder):
    """`nb2svc.build(...)` and `nb2svc.load(...)` do the same from Python."""
    steps = []
    version = nb2svc.build(
        folder / "flats" / "flats.ipynb", name="third", parameters={"n_trees": 5}, store=folder / "services",
        on_progress=lambda progress: steps.append((progress.step, progress.state)),
    )  # fmt: skip
    assert version.name == "third@1"
    assert [step for step, state in steps if state == "done"] == ["compile", "run", "verify", "publish"]
    row = {"area": 50.0, "rooms": 2, "district": "Hills", "built": None}
    answers = [nb2svc.load(name, store=folder / "services").predict([row]) for name in ("third@champion", "flats")]
    assert answers[0] == answers[1]


def test_explain_of_a_version_reads_its_bundle(folder):
    """`explain flats` shows the notebook's lines and what became of them, without running anything; so does --json."""
    shown = run("explain", "flats", cwd=folder)
    facts = json.loads(run("explain", "flats", "--json", cwd=folder).stdout)

    assert shown.returncode == 0, shown.stderr
    assert "statements serve a request" in shown.stdout
    assert "frozen" in shown.stdout
    assert {"cell_id", "line", "end_line", "binding", "reason", "frozen", "read_by", "columns"} <= set(
        facts["statements"][0]
    )
    assert any(s["binding"] == "row-time" and s["frozen"] for s in facts["statements"])


def test_explain_of_a_notebook_publishes_nothing(folder):
    """`explain NOTEBOOK` runs it as a build does, says the same, and leaves the store as it was."""
    before = sorted(p.name for p in (folder / "services" / "flats").iterdir())
    done = run("explain", "flats/flats.ipynb", "-p", "n_trees=5", "--json", cwd=folder)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == json.loads(run("explain", "flats", "--json", cwd=folder).stdout)
    assert sorted(p.name for p in (folder / "services" / "flats").iterdir()) == before
