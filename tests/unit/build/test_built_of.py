"""Which services were built of a notebook."""

from pathlib import Path

import pytest
from unit.store.version_files import publish

from nb2svc.build.built_of import latest_of, services_of
from nb2svc.manifest import NotebookSource
from nb2svc.store import Store


@pytest.fixture
def store(tmp_path):
    """Services of several notebooks, each with a version or two."""
    store = Store(tmp_path)
    for service, notebook, day in (
        ("churn", "churn.ipynb", 2),
        ("churn", "other.ipynb", 3),
        ("later", "churn.ipynb", 9),
        ("scripted", "churn.py", 4),
        ("moved-on", "churn.ipynb", 5),
        ("moved-on", "new.ipynb", 6),
        ("composed", "churn.toml", 7),
    ):
        source = NotebookSource(name=notebook, sha256="0" * 64)
        publish(store, service, notebook=source, created=f"2030-01-0{day}T00:00:00+00:00")
    return store


def test_services_are_found_by_the_notebook_of_their_latest_version(store):
    """The notebook's own service comes first; others are those that are built of it now, as a notebook or a script."""
    assert services_of(Path("/anywhere/churn.ipynb"), store) == ("churn", "later", "scripted")
    assert services_of(Path("new.ipynb"), store) == ("moved-on",)
    assert services_of(Path("never.ipynb"), store) == ()


def test_the_latest_is_the_one_that_was_built_last(store):
    """Whatever it is called."""
    assert latest_of(Path("churn.ipynb"), store).name == "later@1"
    assert latest_of(Path("never.ipynb"), store) is None


def test_a_damaged_version_of_another_service_is_passed_over(store):
    """What is wrong with another service does not keep a notebook's own from being told."""
    (store.resolve("later").path / "manifest.json").write_text("{")
    assert services_of(Path("churn.ipynb"), store) == ("churn", "scripted")
