"""Batch runs of JupyterLab, in real processes: what they tell, whose files they touch, and that nothing is left."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from websockets.sync.client import connect

CELLS = (
    ("parameters", "slope: float = 2.0\nseconds: float = 0.0  # of rest\nwords: str = 'so it is'"),
    ("", "import time\nimport pandas as pd\nfrom sklearn.linear_model import LinearRegression"),
    ("load", "frame = pd.read_csv('rows.csv')"),
    ("preprocess", "frame['b'] = frame['a'] * slope"),
    ("train", "model = LinearRegression().fit(frame[['b']], frame['y'])"),
    ("predict", "answer = model.predict(frame[['b']])"),
    ("report", "time.sleep(seconds)\nprint(f'{words}: {len(frame)} rows')"),
)  # fmt: skip
SCRIPT = "%%html\n<p id='chart'>no chart</p><script>document.getElementById('chart').textContent = 'a chart'</script>"


@pytest.fixture(scope="module")
def version(jupyter: Any) -> str:
    """A version of a small notebook, in a folder with tables."""
    folder = jupyter.root / "shop"
    (folder / "data").mkdir(parents=True)
    (folder / "rows.csv").write_text("a,y\n" + "".join(f"{i},{3 * i + i % 3}\n" for i in range(40)))
    (folder / "data/new.csv").write_text("a,name\n1,x\n2,y\nmany,z\n")
    (folder / "data/other.csv").write_text("b\n1\n")
    cells = [
        {"cell_type": "code", "id": f"c{i}", "metadata": {"tags": [tag]} if tag else {}, "source": source}
        for i, (tag, source) in enumerate((*CELLS, ("report", SCRIPT)))
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    full = [{**cell, "outputs": [], "execution_count": None} for cell in cells]
    (folder / "shop.ipynb").write_text(json.dumps({**notebook, "cells": full}))
    answer = jupyter.post("builds", {"path": "shop/shop.ipynb", "notebook": notebook})
    facts = _wait(lambda: jupyter.get(f"builds/{answer.json()['id']}").json(), "published", "failed")
    assert facts["state"] == "published", facts
    return str(facts["version"]["version"])


def _order(jupyter: Any, **more: Any) -> Any:
    order = {"path": "shop/shop.ipynb", "input": "data/new.csv", "output": "answers.csv"}
    return jupyter.post("batches", {**order, **more})


def _start(jupyter: Any, version: str, **more: Any) -> str:
    answer = _order(jupyter, version=version, **more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _wait(ask: Callable[[], dict[str, Any]], *states: str, seconds: float = 120) -> dict[str, Any]:
    """Ask until the state is one of these."""
    end = time.monotonic() + seconds
    while (facts := ask())["state"] not in states:
        assert time.monotonic() < end, facts
        time.sleep(0.1)
    return facts


def _wait_for_end(jupyter: Any, key: str) -> dict[str, Any]:
    return _wait(lambda: jupyter.get(f"batches/{key}").json(), "done", "failed", "cancelled", "died", "timed-out")


def _wait_for_cells(jupyter: Any, key: str) -> None:
    """Wait until a run executes its notebook."""
    end = time.monotonic() + 120
    while not (facts := jupyter.get(f"batches/{key}").json())["cells"]:
        assert facts["state"] == "running", facts
        assert time.monotonic() < end, facts
        time.sleep(0.1)


@pytest.fixture(scope="module")
def done(jupyter: Any, version: str) -> dict[str, Any]:
    """A run that has come to its end."""
    return _wait_for_end(jupyter, _start(jupyter, version, parameters={"words": "it is so"}))


def test_a_form_knows_what_a_run_needs(jupyter: Any, version: str) -> None:
    """Tables with the service's columns are proposed, and only parameters that a run may set."""
    form = jupyter.get("batches/form", path="shop/shop.ipynb").json()
    assert form["version"] == version
    assert form["versions"] == [{"version": version, "aliases": ["champion", "latest"]}]
    assert form["input"] == {"entry": "rows.csv", "suggestions": ["rows.csv", "data/new.csv"]}
    assert form["output"] == {"entry": "shop-answers.parquet"}
    assert form["parameters"] == [
        {"name": "seconds", "kind": "number", "type": "float", "entry": "0.0", "choices": None, "about": "of rest"},
        {"name": "words", "kind": "text", "type": "str", "entry": "so it is", "choices": None, "about": ""},
    ]
    unbuilt = jupyter.get("batches/form", path="notebooks/churn.ipynb").json()
    assert (unbuilt["version"], unbuilt["versions"]) == (None, [])


def test_a_run_answers_a_table(jupyter: Any, version: str, done: dict[str, Any]) -> None:
    """The result is beside the notebook; rows without an answer are counted, and the report is there."""
    assert done["state"] == "done", done
    assert (done["version"], done["rows"], done["scored"], done["rejected"]) == (version, 3, 2, 1)
    assert [step["state"] for step in done["steps"]] == ["done", "done"]
    assert done["cells"]["done"] == done["cells"]["total"]
    assert (done["output"], done["error"], done["has_report"]) == ("answers.csv", None, True)
    assert (jupyter.root / "shop/answers.csv").read_text().count("\n") == 4
    assert jupyter.get("batches", path="shop/shop.ipynb").json()[0] == done
    again = jupyter.get("batches/form", path="shop/shop.ipynb").json()
    assert (again["input"]["entry"], again["output"]["entry"]) == ("data/new.csv", "answers.csv")
    assert "answers.csv" not in again["input"]["suggestions"], "a result is no input"


def test_a_report_is_a_page_that_cannot_act(jupyter: Any, done: dict[str, Any]) -> None:
    """It is HTML with what the notebook showed, and its policy gives it no origin and no network."""
    page = jupyter.get(f"reports/{done['id']}")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "it is so: 2 rows" in page.text, "the rows that have an answer"
    policy = [part.strip() for part in page.headers["content-security-policy"].split(";")]
    assert {"sandbox allow-scripts", "default-src 'none'", "frame-ancestors 'self'"} <= set(policy)
    assert not any("allow-same-origin" in part or part.startswith("connect-src") for part in policy)
    assert jupyter.stranger.get(f"nb2svc/reports/{done['id']}").status_code == 403
    assert jupyter.get("reports/20260101T060000-000000").status_code == 404


def test_runs_of_the_command_line_are_seen_and_cancelled(jupyter: Any, version: str) -> None:
    """The ledger is one: what a terminal started is listed, and ends when it is cancelled here."""
    words = ("batch", "run", version, "--input", "rows.csv", "--output", "by-hand.csv", "-p", "seconds=600")
    run = subprocess.Popen(
        (sys.executable, "-m", "nb2svc", *words, "--store", str(jupyter.root / "services"), "--json"),
        cwd=jupyter.root / "shop",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    listed: list[dict[str, Any]] = []
    end = time.monotonic() + 120
    while not listed:
        assert run.poll() is None
        assert time.monotonic() < end
        runs = jupyter.get("batches", path="shop/shop.ipynb").json()
        listed = [each for each in runs if each["output"] == "by-hand.csv" and each["version"]]
    assert (listed[0]["state"], listed[0]["steps"]) == ("running", [])
    answer = jupyter.client.delete(f"nb2svc/batches/{listed[0]['id']}")
    assert answer.status_code == 200, answer.text
    assert _wait_for_end(jupyter, listed[0]["id"])["state"] == "cancelled"
    run.communicate(timeout=30)


def test_a_cancelled_run_leaves_nothing(jupyter: Any, version: str) -> None:
    """Cancelling ends the run with its kernel; the output is as it was, and the ledger says what happened."""
    key = _start(jupyter, version, output="slow.csv", parameters={"seconds": "600"})
    _wait_for_cells(jupyter, key)
    family = psutil.Process(jupyter.process.pid).children(recursive=True)
    assert family
    answer = jupyter.client.delete(f"nb2svc/batches/{key}").json()
    assert (answer["state"], answer["has_report"]) == ("cancelled", False)
    assert not psutil.wait_procs(family, timeout=20)[1]
    assert not (jupyter.root / "shop/slow.csv").exists()
    assert jupyter.client.delete(f"nb2svc/batches/{key}").json() == answer, "once is enough"


REFUSED = (
    ({"input": ""}, 422, "input", "name the table"),
    ({"input": "rows.txt"}, 422, "input", "has the ending"),
    ({"input": "/etc/rows.csv"}, 422, "input", "outside of the folder"),
    ({"input": "../../rows.csv"}, 422, "input", "outside of the folder"),
    ({"input": "file:///etc/rows.csv"}, 422, "input", "outside of the folder"),
    ({"input": "FILE:///etc/rows.csv"}, 422, "input", "outside of the folder"),
    ({"input": "local:///etc/rows.csv"}, 422, "input", "outside of the folder"),
    ({"input": "sqlite:////etc/rows.db::t"}, 422, "input", "outside of the folder"),
    ({"input": "sqlite:///file:/etc/rows.db?uri=true::t"}, 422, "input", "outside of the folder"),
    ({"input": "sqlite:///rows.db::@/etc/passwd"}, 422, "input", "outside of the folder"),
    ({"input": "file:/etc/url::t"}, 422, "input", "outside of the folder"),
    ({"input": ".secret/rows.csv"}, 422, "input", "hidden"),
    ({"input": "{{ '/etc' }}/rows.csv"}, 422, "input", "one word stands between braces"),
    ({"input": "leads-out/../rows.csv"}, 422, "input", "outside of the folder"),
    ({"output": "/tmp/answers.csv"}, 422, "output", "with `nb2svc batch run`"),
    ({"output": "*.csv"}, 422, "output", "may be many files"),
    ({"output": "{{ nothing }}.csv"}, 422, "output", "nothing"),
    ({"parameters": {"seconds": "long"}}, 422, "parameters.seconds", "expects float"),
    ({"parameters": {"slope": 1}}, 422, "parameters.slope", "would change nothing"),
    ({"parameters": {"words": "file:/etc/passwd"}}, 422, "parameters.words", "outside of the folder"),
    ({"version": "shop@9"}, 404, None, "has no version 9"),
    ({"version": "/etc"}, 404, None, "/etc"),
    ({"path": "../shop.ipynb"}, 404, None, "shop.ipynb"),
    ({"more": 1}, 400, None, "more"),
)


@pytest.mark.parametrize(("change", "status", "field", "words"), REFUSED, ids=lambda value: str(value)[:40])
def test_what_cannot_be_is_refused_where_it_is_said(
    jupyter: Any, version: str, change: dict[str, Any], status: int, field: str | None, words: str
) -> None:
    """An order that can never be done, or names a file that the server does not show, is refused at its field."""
    link = jupyter.root / "shop/leads-out"
    if not link.is_symlink():
        link.symlink_to("/usr/share")
    answer = _order(jupyter, **{"version": version, **change})
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert list(error.get("fields", {})) == ([field] if field else [])
    assert words in error["message"]


def test_a_run_that_fails_says_at_which_field(jupyter: Any, version: str) -> None:
    """What is only found when the table is opened is told of the same field."""
    facts = _wait_for_end(jupyter, _start(jupyter, version, input="data/other.csv"))
    assert (facts["state"], list(facts["error"]["fields"])) == ("failed", ["input"])
    assert "has no column `a`" in facts["error"]["message"]
    assert facts["message"] == facts["error"]["message"]


def test_tabs_hear_of_runs(jupyter: Any, version: str) -> None:
    """Who listens to Jupyter's events hears that a run has begun and how it ended."""
    url = str(jupyter.client.base_url).replace("http", "ws", 1) + "api/events/subscribe"
    token = {"Authorization": jupyter.client.headers["Authorization"]}
    with connect(url, additional_headers=token) as stream:
        key = _start(jupyter, version, input="data/nothing.csv")
        heard = []
        while not heard or heard[-1]["state"] == "running":
            event = json.loads(stream.recv(timeout=120))
            if event["schema_id"] == "urn:nb2svc:changed" and event["id"] == key:
                heard.append({name: event[name] for name in ("kind", "path", "state")})
    assert heard[0] == {"kind": "batch", "path": "shop/shop.ipynb", "state": "running"}
    assert heard[-1]["state"] == jupyter.get(f"batches/{key}").json()["state"] == "failed"


def test_no_run_outlives_the_server(starting_jupyter: Any, jupyter: Any, version: str, tmp_path: Path) -> None:
    """A server that is killed takes its runs with it, and the next one knows that they ended."""
    options = (f"--Nb2svcApp.store={jupyter.root / 'services'}",)
    with starting_jupyter(jupyter.root, tmp_path / "home", *options) as first:
        key = _start(first, version, output="killed.csv", parameters={"seconds": "600"})
        _wait_for_cells(first, key)
        family = psutil.Process(first.process.pid).children(recursive=True)
        assert len(family) >= 3, "a run, what runs its notebook, a kernel"
        os.kill(first.process.pid, signal.SIGKILL)
        assert not psutil.wait_procs([psutil.Process(first.process.pid), *family], timeout=40)[1]
    facts = jupyter.get(f"batches/{key}").json()
    assert (facts["state"], facts["steps"]) == ("cancelled", [])
    assert not (jupyter.root / "shop/killed.csv").exists()
