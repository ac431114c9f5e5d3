"""Versions over HTTP: found by their notebook, promoted, compared."""

from __future__ import annotations

from typing import Any

import pytest
from unit.store.version_files import publish

from nb2svc.manifest import NotebookSource
from nb2svc.store import Store


@pytest.fixture(scope="module")
def store(jupyter: Any) -> Store:
    """Two versions of a notebook's service, one that was built of it under another name, and a stranger."""
    store = Store(jupyter.root / "services")
    source = NotebookSource(name="leaving.ipynb", sha256="0" * 64)
    publish(store, "leaving", notebook=source)
    publish(store, "leaving", notebook=source, median=42.0, parameters={"n_trees": 300}, metrics={"auc": 0.95})
    publish(store, "goodbye", notebook=source, created="2031-01-01T00:00:00Z")
    publish(store, "stranger")
    return store


@pytest.mark.usefixtures("store")
def test_versions_are_found_whatever_their_service_is_called(jupyter: Any) -> None:
    """Those of another name that were built of the notebook are told beside its own, and nobody else's."""
    answer = jupyter.get("versions", path="leaving.ipynb").json()
    assert (answer["service"], [each["version"] for each in answer["versions"]]) == (
        "leaving",
        ["leaving@1", "leaving@2"],
    )
    assert [(each["service"], each["versions"][0]["version"]) for each in answer["others"]] == [
        ("goodbye", "goodbye@1")
    ]


def test_a_version_is_promoted(jupyter: Any, store: Store) -> None:
    """The alias names it from then on; what it named before is told."""
    done = jupyter.post("aliases", {"version": "leaving@2"})
    assert (done.status_code, done.json()) == (
        200,
        {"service": "leaving", "alias": "champion", "version": 2, "before": 1},
    )
    assert store.aliases("leaving") == {"champion": 2, "latest": 2}


@pytest.mark.parametrize(
    ("wish", "status", "words"),
    [
        ({"version": "leaving@9"}, 404, "has no version 9"),
        ({"version": "../leaving"}, 404, "does not name a version"),
        ({"version": "leaving@1", "alias": "latest"}, 404, "cannot be set"),
        ({"version": "leaving@1", "alias": "../up"}, 404, "cannot be an alias"),
        ({"alias": "champion"}, 400, "version"),
    ],
)
@pytest.mark.usefixtures("store")
def test_what_cannot_be_promoted_is_told(jupyter: Any, wish: dict[str, str], status: int, words: str) -> None:
    """Neither a version that there is not, nor an alias that cannot be, changes anything."""
    response = jupyter.post("aliases", wish)
    assert response.status_code == status
    assert words in response.json()["error"]["message"]


@pytest.mark.usefixtures("store")
def test_two_versions_are_compared(jupyter: Any) -> None:
    """The answer is what `nb2svc diff --json` prints."""
    found = jupyter.get("diff", old="leaving@1", new="leaving").json()
    assert (found["old"], found["new"], found["same"]) == ("leaving@1", "leaving@2", False)
    assert [(each["name"], each["by"]) for each in found["parameters"]] == [("n_trees", 100)]
    assert jupyter.get("diff", old="leaving@1", new="leaving@1").json()["same"]
    for query in ({"old": "leaving@1", "new": "leaving@7"}, {"old": "../x", "new": "leaving"}):
        assert jupyter.get("diff", **query).status_code == 404
    assert jupyter.get("diff", old="leaving@1").status_code == 400
