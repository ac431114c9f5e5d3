"""How `nb2svc.panel()` finds out which notebook it is in, and what it says where it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

import nb2svc
from nb2svc.diagnostics import NotebookReadError
from nb2svc.lab.panel.colab import ask_colab
from nb2svc.lab.panel.place import find_place
from nb2svc.lab.panel.seen import read_saved

CODE = {"__vsc_ipynb_file__": "/code/a.ipynb", "__session__": "/session/b.ipynb"}
SESSION = {"JPY_SESSION_NAME": "/lab/c.ipynb"}


@pytest.mark.parametrize(
    ("named", "names", "environment", "colab", "file", "how"),
    [
        ("/named/d.ipynb", CODE, SESSION, "e.ipynb", "/named/d.ipynb", "named"),
        ("/lab/c.ipynb", {}, SESSION, None, "/lab/c.ipynb", "session"),
        (None, CODE, SESSION, "e.ipynb", "/code/a.ipynb", "vscode"),
        (None, {}, SESSION, "e.ipynb", "e.ipynb", "colab"),
        (None, {}, SESSION, None, "/lab/c.ipynb", "session"),
        (None, {"__session__": "/session/b.ipynb"}, {}, None, "/session/b.ipynb", "session"),
    ],
)
def test_the_first_that_knows_is_believed(named, names, environment, colab, file, how):
    """What the user says comes first, then what only one editor tells, then the session of a Jupyter server."""
    place = find_place(named, names=names, environment=environment, colab_name=colab)
    assert (place.file, place.how) == (Path(file).absolute(), how)


@pytest.mark.parametrize("environment", [{}, {"JPY_SESSION_NAME": "/root/console-1-3f2a"}])
def test_what_cannot_be_seen_is_asked_for(environment):
    """Where nothing tells, as in a console or under papermill, the message says what to write."""
    with pytest.raises(NotebookReadError, match=r'name its file, as in `nb2svc.panel\("churn.ipynb"\)`'):
        find_place(None, names={}, environment=environment)


def test_colab_hands_over_what_it_shows(monkeypatch):
    """In Colab (its package is a stand-in here) the notebook and its name come from the page; elsewhere from nobody."""
    assert ask_colab() is None
    notebook = {"cells": [], "metadata": {"colab": {"name": "Churn"}}, "nbformat": 4, "nbformat_minor": 0}
    message = types.SimpleNamespace(blocking_request=lambda *_, **__: {"ipynb": notebook})
    package = types.ModuleType("google.colab")
    package._message = message
    monkeypatch.setitem(sys.modules, "google.colab", package)
    monkeypatch.setitem(sys.modules, "google.colab._message", message)
    assert ask_colab() == ("Churn.ipynb", notebook)
    panel = nb2svc.panel()
    assert repr(panel).startswith("nb2svc: Churn.ipynb, the notebook as Colab had it, ")
    assert "no cell has a stage yet" in repr(panel)
    notebook["cells"] = [{"cell_type": "code", "metadata": {"tags": ["load"]}, "source": "rows = [1, 2]"}]
    panel.refresh_button.click()
    assert "load: cell 1" in repr(panel)
    message.blocking_request = lambda *_, **__: None
    assert ask_colab() is None


def test_a_file_that_is_being_saved_is_read_again(tmp_path):
    """A server empties a notebook before it writes it; an empty one is no fault until it stays so."""
    file = tmp_path / "a.ipynb"
    file.write_text("")
    waited = []

    def wait(seconds):
        waited.append(seconds)
        if len(waited) == 2:
            file.write_text("{}")

    assert read_saved(file, sleep=wait).notebook == "{}"
    file.write_text("")
    with pytest.raises(NotebookReadError, match="is empty"):
        read_saved(file, sleep=lambda _: None)


def test_without_ipywidgets_the_extra_is_named(tmp_path):
    """Where widgets are not installed, the message is the command that installs them."""
    code = (
        "import sys\nsys.modules['ipywidgets'] = None\nimport nb2svc\n"
        "try:\n    nb2svc.panel('a.ipynb')\nexcept nb2svc.diagnostics.MissingExtraError as error:\n    print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path, env={**os.environ}
    )
    assert done.stdout == "the panel needs packages that are not installed: pip install 'nb2svc[lab]'\n"


def test_a_server_needs_no_widgets_and_a_panel_no_server():
    """Whoever looks at a notebook in a cell does not load a web server into the kernel."""
    code = "import sys, nb2svc.lab.panel\nprint({'jupyter_server', 'tornado.web', 'fastapi'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_panel_is_public():
    """`nb2svc.panel` is there without anything being imported for it."""
    assert "panel" in nb2svc.__all__
