"""What an editor asks while somebody types: check, explain, suggest, versions."""

import json
import re
from typing import Any

import pytest

from nb2svc.compiler.ir import STAGES
from nb2svc.lab.server.app import Nb2svcApp

ROUTES = (
    ("POST", "check"),
    ("POST", "explain"),
    ("POST", "suggest"),
    ("GET", "starters"),
    ("POST", "starters"),
    ("POST", "aliases"),
    ("GET", "diff?old=churn@1&new=churn@2"),
    ("GET", "versions?path=notebooks/churn.ipynb"),
    ("GET", "place?path=notebooks/churn.ipynb"),
    ("POST", "form"),
    ("POST", "builds"),
    ("GET", "builds?path=notebooks/churn.ipynb"),
    ("GET", "builds/1"),
    ("DELETE", "builds/1"),
    ("POST", "services"),
    ("GET", "services"),
    ("GET", "services/1"),
    ("DELETE", "services/1"),
    ("GET", "services/1/form"),
    ("POST", "services/1/try"),
    *((method, "services/1/proxy/predict") for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")),
    ("POST", "batches"),
    ("GET", "batches?path=notebooks/churn.ipynb"),
    ("GET", "batches/form?path=notebooks/churn.ipynb"),
    ("GET", "batches/1"),
    ("DELETE", "batches/1"),
    ("GET", "reports/1"),
)
_BOTH = ("served", "unserved")


def _edited(jupyter: Any, **sources: str) -> dict[str, Any]:
    """The churn notebook with other text in some cells: `c3="x = 1"`."""
    notebook = json.loads((jupyter.root / "notebooks/churn.ipynb").read_text())
    for key, text in sources.items():
        notebook["cells"][int(key[1:])]["source"] = text
    return notebook


def _stages(notebook: dict[str, Any]) -> dict[int, list[str]]:
    """The stages that the author gave each cell."""
    tags = {i: cell["metadata"].get("tags", []) for i, cell in enumerate(notebook["cells"])}
    return {i: own for i, each in tags.items() if (own := [tag for tag in each if tag in STAGES])}


def test_check_tells_findings_of_what_is_not_saved(jupyter: Any) -> None:
    """A fault that is only in the editor is found, at its cell, and the file stays as it was."""
    file = jupyter.root / "notebooks/churn.ipynb"
    before = file.read_bytes()
    assert jupyter.ask("check", "notebooks/churn.ipynb")["diagnostics"] == []
    cells = json.loads(before)["cells"]
    predict = next(i for i, cell in enumerate(cells) if "predict" in cell["metadata"].get("tags", ()))
    notebook = _edited(jupyter, **{f"c{predict}": "answer = modell.predict(X_test)"})
    found = jupyter.post("check", {"path": "notebooks/churn.ipynb", "notebook": notebook}).json()
    (fault,) = [each for each in found["diagnostics"] if each["severity"] == "error"]
    assert (fault["index"], fault["cell"], fault["line"], fault["column"]) == (predict, predict + 1, 1, 10)
    assert "modell" in fault["message"]
    assert found["errors"] == 1
    assert file.read_bytes() == before


def test_check_tells_what_is_served(jupyter: Any) -> None:
    """The lines that a service stands on are told, and the stages of the cells."""
    found = jupyter.ask("check", "notebooks/churn.ipynb")
    cells = json.loads((jupyter.root / "notebooks/churn.ipynb").read_text())["cells"]
    for cell, first, last in found["served"]:
        assert 1 <= first <= last <= len("".join(cells[cell]["source"]).split("\n"))
    kept, left = (
        {(cell, line) for cell, first, last in found[key] for line in range(first, last + 1)} for key in _BOTH
    )
    assert left
    assert not kept & left
    assert {each["cell"]: each["stages"] for each in found["stages"]} == _stages({"cells": cells})


def test_explain_tells_flow_and_names(jupyter: Any) -> None:
    """What flows between stages is told, and each place of a name is the name."""
    found = jupyter.ask("explain", "notebooks/churn.ipynb")
    cells = json.loads((jupyter.root / "notebooks/churn.ipynb").read_text())["cells"]
    flows = {(edge["source"], edge["target"]) for edge in found["edges"]}
    assert {("load", "preprocess"), ("train", "predict")} <= flows
    for cell, line, column, end, meaning in found["names"]:
        text = "".join(cells[cell]["source"]).split("\n")[line - 1]
        assert text[column - 1 : end - 1] == found["meanings"][meaning]["name"]
    assert found["version"] is None
    (threshold,) = (each for each in found["meanings"] if each["name"] == "threshold")
    assert threshold["words"] == [
        "`threshold` is constant: the same for every request",
        "written in cell 3, line 3",
        "read by predict, report",
    ]


def test_suggest_gives_an_untagged_notebook_its_stages(jupyter: Any) -> None:
    """Without its tags, the churn notebook is proposed those that it has."""
    notebook = _edited(jupyter)
    tags = _stages(notebook)
    for cell in notebook["cells"]:
        cell["metadata"].pop("tags", None)
    found = jupyter.post("suggest", {"path": "notebooks/churn.ipynb", "notebook": notebook}).json()
    assert {each["cell"]: each["stages"] for each in found} == tags
    assert all(each["why"] for each in found)


def test_a_starter_is_written_beside_those_that_are_there(jupyter: Any) -> None:
    """Each is a notebook that can be built, in a folder of its own below the one that was asked for."""
    (jupyter.root / "mine").mkdir()
    for starter in jupyter.get("starters").json():
        for path in ("{0}/{0}.ipynb", "{0}-2/{0}-2.ipynb"):
            wish = {"folder": "mine", "starter": starter["name"]}
            made = jupyter.post("starters", wish).json()
            assert made["path"] == "mine/" + path.format(starter["name"])
            assert all((jupyter.root / file).is_file() for file in made["files"])
            assert jupyter.ask("check", made["path"])["diagnostics"] == []
    assert jupyter.post("starters", {"folder": "", "name": "atop"}).json()["path"] == "atop/atop.ipynb"


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"folder": ".."}, 404),
        ({"folder": "notebooks/../.."}, 404),
        ({"folder": ".kept"}, 404),
        ({"folder": "nowhere"}, 404),
        ({"folder": "notebooks", "name": "../../out"}, 422),
        ({"folder": "notebooks", "name": "a/b"}, 422),
        ({"folder": "notebooks", "name": "/tmp/out"}, 422),
        ({"folder": "notebooks", "starter": "../page"}, 422),
    ],
)
def test_a_starter_is_written_nowhere_else(jupyter: Any, wish: dict[str, str], status: int) -> None:
    """Neither the folder, nor the name, nor the starter leads out of where it belongs."""
    (jupyter.root / ".kept").mkdir(exist_ok=True)
    before = sorted(jupyter.root.parent.rglob("*.ipynb"))
    response = jupyter.post("starters", wish)
    assert response.status_code == status, response.text
    assert response.json()["error"]["message"]
    assert sorted(jupyter.root.parent.rglob("*.ipynb")) == before


def test_versions_of_a_notebook_that_was_never_built(jupyter: Any) -> None:
    """There are none, which is no error."""
    answer = jupyter.get("versions", path="notebooks/churn.ipynb").json()
    assert answer == {"service": "churn", "aliases": {}, "versions": [], "others": []}


def test_who_looks_leaves_nothing_behind(jupyter: Any) -> None:
    """A notebook that is only looked at makes no store beside it."""
    for route in ("versions", "builds", "batches"):
        assert jupyter.get(route, path="notebooks/churn.ipynb").status_code == 200
    assert jupyter.ask("explain", "notebooks/churn.ipynb")["version"] is None
    assert [path.name for path in jupyter.root.iterdir() if path.name == "services"] == []


def test_a_kernel_beside_the_server_is_told_where_things_lie(jupyter: Any) -> None:
    """File and folder as they are on the disk; a path that leads out of the root is told nothing."""
    answer = jupyter.get("place", path="notebooks/churn.ipynb").json()
    assert answer == {
        "file": str(jupyter.root / "notebooks" / "churn.ipynb"),
        "store": str(jupyter.root / "services"),
    }
    assert jupyter.get("place", path="../churn.ipynb").status_code == 404


@pytest.mark.parametrize(("method", "route"), ROUTES)
def test_a_stranger_is_told_nothing(jupyter: Any, method: str, route: str) -> None:
    """Who has no token gets a refusal from every route, also with a body that would be fine."""
    response = jupyter.stranger.request(method, f"nb2svc/{route}", json={"path": "a.ipynb", "notebook": {}})
    assert response.status_code == 403
    if method != "HEAD":
        assert response.json()["error"]["type"] == "forbidden"


@pytest.mark.parametrize(("method", "route"), [each for each in ROUTES if "/1" in each[1]])
def test_what_there_is_not_is_not_found(jupyter: Any, method: str, route: str) -> None:
    """An id that nobody gave is told as such."""
    response = jupyter.client.request(method, f"nb2svc/{route}", json={"entries": {}})
    assert response.status_code == 404
    if method != "HEAD":
        assert response.json()["error"]["type"] == "not-found"


def test_every_route_is_asked_as_a_stranger() -> None:
    """No route is missing in the list above."""
    app = Nb2svcApp()
    app.initialize_handlers()
    known = {(method, route.partition("?")[0].replace("/1", "/{id}")) for method, route in ROUTES}
    for pattern, handler, *_ in app.handlers:
        route = re.sub(r"\(.*?\)", "{id}", pattern).removeprefix("/nb2svc/").replace(".*", "predict")
        methods = {name for name in ("get", "post", "put", "patch", "delete", "head") if name in _methods(handler)}
        assert {(name.upper(), route) for name in methods} <= known


def _methods(handler: type) -> set[str]:
    """The HTTP methods that a handler of ours defines itself."""
    return {name for cls in handler.__mro__ if cls.__module__.startswith("nb2svc") for name in vars(cls)}


def test_a_browser_without_the_xsrf_token_changes_nothing(jupyter: Any) -> None:
    """A cookie of the session alone is not enough to post."""
    client = jupyter.stranger
    token = jupyter.client.headers["Authorization"].removeprefix("token ")
    assert client.get("api/contents", params={"token": token}).status_code == 200  # the cookie is set
    assert client.get("nb2svc/versions", params={"path": "notebooks/churn.ipynb"}).status_code in {200, 403}
    refused = client.post("nb2svc/check", json={"path": "notebooks/churn.ipynb", "notebook": {"cells": []}})
    client.cookies.clear()
    assert refused.status_code == 403
    assert "_xsrf" in refused.json()["error"]["message"]


@pytest.mark.parametrize(
    "path",
    [
        "../churn.ipynb",
        "notebooks/../../x.ipynb",
        "/etc/../../x.ipynb",
        ".hidden/x.ipynb",
        "",
        ".",
        "notebooks/..",
        "a\0b",
        "nowhere/x.ipynb",
    ],
)
def test_a_path_outside_of_the_root_is_not_found(jupyter: Any, path: str) -> None:
    """No path leads out of the server's folder, or to what the server hides."""
    (jupyter.root / ".hidden").mkdir(exist_ok=True)
    for route in ("check", "explain", "suggest"):
        response = jupyter.post(route, {"path": path, "notebook": {"cells": []}})
        assert response.status_code == 404, response.text
        assert response.json()["error"]["type"] == "not-found"


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ("no json", 400, "bad-request"),
        ({"path": "notebooks/churn.ipynb"}, 400, "bad-request"),
        ({"path": "notebooks/churn.ipynb", "notebook": {}, "more": 1}, 400, "bad-request"),
        ({"path": "notebooks/churn.ipynb", "notebook": {"cells": 3}}, 422, "NotebookReadError"),
    ],
)
def test_what_is_no_question_is_told_as_data(jupyter: Any, body: Any, status: int, kind: str) -> None:
    """A request that is none, and a notebook that is none, are errors with a type and words."""
    response = jupyter.post("check", body)
    assert (response.status_code, response.json()["error"]["type"]) == (status, kind)
    assert response.json()["error"]["message"]
