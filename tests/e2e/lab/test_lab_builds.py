"""Builds and services of JupyterLab, in real processes: what they tell, and that nothing of them is left behind."""

import hashlib
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from websockets.sync.client import connect

CELLS = (
    ("parameters", "slope: float = 2.0\nseconds: float = 0.0"),
    ("", "import pandas as pd\nfrom near import rest, twice\nfrom sklearn.linear_model import LinearRegression"),
    ("load", "frame = pd.read_csv('rows.csv', nrows=rest(seconds))"),
    ("preprocess", "frame['b'] = twice(frame['a']) * slope"),
    ("train", "model = LinearRegression().fit(frame[['b']], frame['y'])"),
    ("predict", "answer = model.predict(frame[['b']])"),
)  # fmt: skip


_REST = """
import subprocess
def rest(seconds):
    print("resting")
    subprocess.run(["sleep", str(seconds)])
    return 40
"""


def _write(folder: Path, *, seconds: float = 0.0) -> dict[str, Any]:
    """Write a small notebook with data and a module beside it, and return it as an editor holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rows.csv").write_text("a,y\n" + "".join(f"{i},{3 * i + i % 3}\n" for i in range(40)))
    (folder / "near.py").write_text("def twice(x):\n    return x * 2\n" + _REST)
    cells = [
        {
            "cell_type": "code",
            "id": f"c{i}",
            "metadata": {"tags": [tag]} if tag else {},
            "source": source.replace("seconds: float = 0.0", f"seconds: float = {seconds}"),
        }
        for i, (tag, source) in enumerate(CELLS)
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    full = [{**cell, "outputs": [], "execution_count": None} for cell in cells]
    (folder / "line.ipynb").write_text(json.dumps({**notebook, "cells": full}))
    return notebook


def _start(jupyter: Any, notebook: dict[str, Any], path: str, **more: Any) -> str:
    answer = jupyter.post("builds", {"path": path, "notebook": notebook, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _wait(ask: Callable[[], dict[str, Any]], *states: str, seconds: float = 120) -> dict[str, Any]:
    """Ask until the state is one of these."""
    end = time.monotonic() + seconds
    while (facts := ask())["state"] not in states:
        assert time.monotonic() < end, facts
        time.sleep(0.1)
    return facts


def _wait_for_build(jupyter: Any, key: str) -> dict[str, Any]:
    return _wait(lambda: jupyter.get(f"builds/{key}").json(), "published", "failed", "cancelled", "interrupted")


def _wait_for_cell(jupyter: Any, key: str, cell: str) -> dict[str, Any]:
    end = time.monotonic() + 120
    while ((facts := jupyter.get(f"builds/{key}").json())["cells"] or {}).get("cell_id") != cell:
        assert facts["state"] == "running", facts
        assert time.monotonic() < end, facts
        time.sleep(0.05)
    return facts


def _family(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def _gone(family: list[psutil.Process], seconds: float = 20) -> list[psutil.Process]:
    """Wait for the end of processes; return those that are left."""
    return psutil.wait_procs(family, timeout=seconds)[1]


@pytest.fixture(scope="module")
def published(jupyter: Any) -> dict[str, Any]:
    """A build of edits that no file holds, with its parameters, as it stands at its end."""
    notebook = _write(jupyter.root / "deep/er")
    notebook["cells"][5]["source"] = "answer = model.predict(frame[['b']])\ntwofold = answer * 2"
    key = _start(jupyter, notebook, "deep/er/line.ipynb", parameters={"slope": 0.5})
    return _wait_for_build(jupyter, key)


def test_a_build_of_unsaved_edits_becomes_a_version(jupyter: Any, published: dict[str, Any]) -> None:
    """What the editor holds is built, in its own folder, with its module, its data and the parameters given."""
    assert published["state"] == "published", published
    version = published["version"]
    assert version["version"] == "line@1"
    assert version["notebook"] == "line.ipynb"
    assert version["parameters"] == {"slope": 0.5, "seconds": 0.0}
    assert [step["state"] for step in published["steps"]] == ["done"] * 4
    assert published["cells"] == {"cell_id": None, "done": 6, "total": 6}
    assert "resting" in published["output"]
    saved = (Path(version["path"]) / "notebook.ipynb").read_text()
    assert "twofold" in saved
    assert "twofold" not in (jupyter.root / "deep/er/line.ipynb").read_text()
    assert sorted(path.name for path in (jupyter.root / "deep/er").iterdir() if path.suffix) == [
        "line.ipynb", "near.py", "rows.csv",
    ]  # fmt: skip


def test_another_tab_sees_builds_and_versions(jupyter: Any, published: dict[str, Any]) -> None:
    """The list of builds and the versions are the same for whoever asks; what it knows of names is told."""
    (listed,) = jupyter.get("builds", path="deep/er/line.ipynb").json()
    assert listed == {**published, "output": ""}
    (version,) = jupyter.get("versions", path="deep/er/line.ipynb").json()["versions"]
    assert version == published["version"]
    explained = jupyter.ask("explain", "deep/er/line.ipynb")
    assert explained["version"] == "line@1"
    bindings = {line["cell"]: line["binding"] for line in explained["lines"]}
    assert (bindings[3], bindings[4], bindings[5]) == ("row-time", "fit-time", "row-time")


def test_a_saved_notebook_is_built_as_its_file_is(jupyter: Any) -> None:
    """Where the editor holds what is saved, the version records the file itself, as the command line does."""
    notebook = _write(jupyter.root / "saved")
    key = _start(jupyter, notebook, "saved/line.ipynb", name="saved-line")
    version = _wait_for_build(jupyter, key)["version"]
    manifest = json.loads((Path(version["path"]) / "manifest.json").read_text())
    assert (
        manifest["notebook"]["sha256"] == hashlib.sha256((jupyter.root / "saved/line.ipynb").read_bytes()).hexdigest()
    )


def test_a_build_that_fails_says_where(jupyter: Any) -> None:
    """The cell that raises is named, with the step that failed."""
    notebook = _write(jupyter.root / "failing")
    notebook["cells"][3]["source"] = "frame['b'] = frame['nothing']"
    facts = _wait_for_build(jupyter, _start(jupyter, notebook, "failing/line.ipynb"))
    assert facts["state"] == "failed"
    assert {each["index"] for each in facts["error"]["diagnostics"] if each["severity"] == "error"} == {3}
    assert [step["state"] for step in facts["steps"]] == ["done", "failed", "waiting", "waiting"]
    assert facts["version"] is None
    assert facts["error"]["can_allow"] == [], "there is nothing that could be published all the same"


def test_a_build_is_told_by_a_form(jupyter: Any) -> None:
    """Parameters are fields with what the notebook says of them; what does not fit starts nothing."""
    notebook = _write(jupyter.root / "formed")
    form = jupyter.ask("form", "formed/line.ipynb")
    assert form["service"] == "line"
    assert [(each["name"], each["type"], each["entry"]) for each in form["fields"]] == [
        ("slope", "float", "2.0"),
        ("seconds", "float", "0.0"),
    ]
    wish = {"path": "formed/line.ipynb", "notebook": notebook, "name": "../line", "parameters": {"slope": "steep"}}
    refused = jupyter.post("builds", wish)
    assert refused.status_code == 422
    assert refused.json()["error"]["fields"].keys() == {"name", "parameters.slope"}
    assert jupyter.get("builds", path="formed/line.ipynb").json() == []


def test_a_cancelled_build_leaves_nothing(jupyter: Any) -> None:
    """Cancelling ends the build, its kernel and what the kernel started; no half a version stays."""
    notebook = _write(jupyter.root / "slow", seconds=600)
    key = _start(jupyter, notebook, "slow/line.ipynb")
    _wait_for_cell(jupyter, key, "c2")
    busy = jupyter.post("builds", {"path": "slow/line.ipynb", "notebook": notebook})
    assert (busy.status_code, busy.json()["error"]["type"]) == (409, "BusyError")
    family = _family(jupyter.process.pid)
    assert any("sleep" in process.name() for process in family)
    answer = jupyter.client.delete(f"nb2svc/builds/{key}").json()
    assert answer["state"] == "cancelled"
    assert [step["state"] for step in answer["steps"]] == ["done", "failed", "waiting", "waiting"]
    assert not _gone(family)
    assert not list((jupyter.root / "services/line").glob(".building-*/*"))


def test_a_service_answers_through_this_server_only(jupyter: Any, published: dict[str, Any]) -> None:
    """A version is served, asked through the same origin, and stopped; nobody gets in beside the server."""
    reference = published["version"]["version"]
    started = jupyter.post("services", {"version": reference}).json()
    again = jupyter.post("services", {"version": reference}).json()
    assert started["id"] == again["id"], "two tabs see one service"
    where = f"services/{started['id']}"
    facts = _wait(lambda: jupyter.get(where).json(), "running", "failed")
    assert facts["state"] == "running", facts
    answer = jupyter.client.post(f"{facts['url']}predict", json={"a": 4})
    assert answer.status_code == 200, answer.text
    assert answer.json()["twofold"] == pytest.approx(2 * answer.json()["answer"])
    assert jupyter.client.post(f"{facts['url']}predict", json={"a": "x"}).status_code == 422
    form = jupyter.get(f"{where}/form").json()
    assert [(each["name"], each["kind"], each["entry"]) for each in form["fields"]] == [("a", "integer", "0")]
    tried = jupyter.post(f"{where}/try", {"entries": form["examples"][1]}).json()
    assert [value["name"] for value in tried["values"]] == ["answer", "twofold"]
    assert tried["notebook"] == "The notebook computed the same for this row."
    assert (tried["row"], tried["faults"], tried["message"]) == ({"a": 1}, {}, "")
    assert eval(tried["code"]["python"].partition("predict(")[2][:-1]) == [{"a": 1}]
    wrong = jupyter.post(f"{where}/try", {"entries": {"a": "much"}}).json()
    assert (wrong["faults"], wrong["values"]) == ({"a": "found text 'much', expected a whole number"}, [])
    page = jupyter.client.get(facts["url"])
    assert page.headers["content-type"].startswith("text/html")
    assert jupyter.client.get(f"{facts['url']}schema").json()["version"] == reference
    assert jupyter.stranger.get(facts["url"]).status_code == 403
    ports = {
        c.laddr.port for p in _family(jupyter.process.pid) for c in p.net_connections("tcp") if c.status == "LISTEN"
    }
    refused = [httpx.post(f"http://127.0.0.1:{port}/predict", json={"a": 4}).status_code for port in ports]
    assert refused == [401]
    family = _family(jupyter.process.pid)
    assert jupyter.client.delete(f"nb2svc/{where}").json()["state"] == "ended"
    assert not _gone(family)
    assert jupyter.client.post(f"{facts['url']}predict", json={"a": 4}).status_code == 503


@pytest.mark.parametrize("reference", ["nothing", "line@99", "../x", "/etc", "line@1/../.."])
def test_only_versions_of_the_store_are_served(jupyter: Any, published: dict[str, Any], reference: str) -> None:
    """No path of a folder is served, and no version that is not there."""
    answer = jupyter.post("services", {"version": reference})
    assert answer.status_code == 404, answer.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_the_server(
    starting_jupyter: Any, jupyter: Any, published: dict[str, Any], tmp_path: Path, number: signal.Signals
) -> None:
    """However the server ends, builds and services end; the next server tells the truth about the build."""
    root = tmp_path / "root"
    notebook = _write(root, seconds=600)
    store = jupyter.root / "services"
    options = (f"--Nb2svcApp.store={store}",)
    with starting_jupyter(root, tmp_path / "home", *options) as first:
        service = first.post("services", {"version": published["version"]["version"]}).json()
        key = _start(first, notebook, "line.ipynb")
        _wait(lambda: first.get(f"services/{service['id']}").json(), "running")
        _wait_for_cell(first, key, "c2")
        family = _family(first.process.pid)
        assert len(family) >= 4, "a service, a build, what runs its notebook, a kernel"
        os.kill(first.process.pid, number)
        assert not _gone([psutil.Process(first.process.pid), *family], 40)
    with starting_jupyter(root, tmp_path / "home", *options) as second:
        facts = second.get(f"builds/{key}").json()
        assert (facts["state"], facts["error"]["type"]) == ("interrupted", "interrupted")
        assert second.get("builds", path="line.ipynb").json()[0] == {**facts, "output": ""}
        assert second.get("services").json() == []


def test_tabs_hear_of_builds(jupyter: Any) -> None:
    """Who listens to Jupyter's events hears that a build has begun and how it ended."""
    notebook = _write(jupyter.root / "heard")
    notebook["cells"][3]["source"] = "frame = unknown"
    url = str(jupyter.client.base_url).replace("http", "ws", 1) + "api/events/subscribe"
    token = {"Authorization": jupyter.client.headers["Authorization"]}
    with connect(url, additional_headers=token) as stream:
        key = _start(jupyter, notebook, "heard/line.ipynb")
        heard = []
        while not heard or heard[-1]["state"] == "running":
            event = json.loads(stream.recv(timeout=120))
            if event["schema_id"] == "urn:nb2svc:changed" and event["id"] == key:
                heard.append({name: event[name] for name in ("kind", "path", "state")})
    assert heard[0] == {"kind": "build", "path": "heard/line.ipynb", "state": "running"}
    assert heard[-1]["state"] == jupyter.get(f"builds/{key}").json()["state"] == "failed"
