"""What `nb2svc.panel()` shows of a notebook that is not run."""

from __future__ import annotations

import asyncio
import json
import re

import pytest
from unit.store.version_files import publish

import nb2svc
from nb2svc.store import Store

CELLS = (
    ("parameters", "slope: float = 2.0\nfast: bool = True"),
    ("load", "import pandas as pd\nframe = pd.read_csv('rows.csv')"),
    ("predict", "answer = frame['<b>a'] * slope + shift"),
)


@pytest.fixture
def file(tmp_path):
    """A notebook with a fault and a name that looks like HTML."""
    return write(tmp_path / "li<i>ne.ipynb", CELLS)


def write(file, cells):
    written = [
        {
            "cell_type": "code",
            "id": f"c{i}",
            "metadata": {"tags": [tag] if tag else []},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for i, (tag, source) in enumerate(cells)
    ]
    file.write_text(json.dumps({"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return file


def texts(widget):
    """Return all that the HTML of a panel says."""
    own = [widget.value] if type(widget).__name__ == "HTML" else []
    return own + [text for child in getattr(widget, "children", ()) for text in texts(child)]


def test_words_say_what_the_widgets_show(file, tmp_path):
    """Who sees no widgets reads the same: where it was seen, stages, what flows, findings with hints, versions."""
    panel = nb2svc.panel(file, store=tmp_path / "store")
    shown = panel._repr_mimebundle_()
    assert shown["text/plain"] == repr(panel)
    assert "application/vnd.jupyter.widget-view+json" in shown
    assert re.match(r"nb2svc: li<i>ne.ipynb, the file as it was last saved, \d\d:\d\d\n", repr(panel))
    for words in ("load: cell 2", "load -> predict: frame", "1 error", "cell 3:1:", "NB203", "no version of li-i-ne"):
        assert words in repr(panel)


def test_html_is_escaped_everywhere(file, tmp_path):
    """Names of files and columns, and what a finding quotes, are text and never tags."""
    panel = nb2svc.panel(file, store=tmp_path / "<u>store")
    shown = "".join(texts(panel.widget))
    assert "li&lt;i&gt;ne.ipynb" in shown
    assert "&lt;u&gt;store" in shown
    assert not re.search(r"<(i|u|b>a)\b", shown)


def test_a_refresh_sees_what_was_saved_and_keeps_what_was_typed(file, tmp_path):
    """The file is looked at again when one asks for it; a form that somebody has filled in stays."""
    panel = nb2svc.panel(file, store=tmp_path / "store")
    panel.builds.form.fill(slope="3.5")
    write(file, (*CELLS[:2], ("predict", "answer = frame['a'] * slope")))
    panel.refresh_button.click()
    assert "no findings" in repr(panel)
    assert panel.builds.form.changes() == {"slope": "3.5"}


def test_a_notebook_has_one_panel(file, tmp_path):
    """A cell that is run again shows the panel that was there, with the build that goes on in it."""
    first = nb2svc.panel(file, store=tmp_path)
    assert nb2svc.panel(file, store=tmp_path) is first
    first.widget.close()
    assert nb2svc.panel(file, store=tmp_path) is not first


@pytest.mark.parametrize("text", ["", "no notebook"])
def test_a_file_that_is_no_notebook_is_said_to_be_none(tmp_path, text):
    """What cannot be read is told in the panel, and a refresh looks again."""
    file = tmp_path / "a.ipynb"
    file.write_text(text)
    panel = nb2svc.panel(file, store=tmp_path)
    assert "a.ipynb" in panel.findings.words.value
    write(file, CELLS[:2])
    panel.refresh()
    assert "load: cell 2" in repr(panel)


def test_versions_are_listed_with_all_that_is_known_of_them(tmp_path):
    """Number, time, verification, metrics and aliases; the newest is offered to be tried."""
    store = Store(tmp_path / "store")
    for median in (41.0, 42.0):
        publish(store, median=median)
    panel = nb2svc.panel(write(tmp_path / "churn.ipynb", CELLS), store=store.root)
    for words in ("churn@2", "2030-01-02 03:04", "1 of 1 equal", "auc=0.9", "latest"):
        assert words in panel._versions.value
    assert panel.tries.choice.options == ("churn@2", "churn@1")
    assert list(panel.tries.form.entries()) == ["age"]


def test_a_build_that_cannot_begin_says_why(tmp_path):
    """A store that is a file is no place for versions; the button can be pressed again."""
    (tmp_path / "store").write_text("")
    panel = nb2svc.panel(write(tmp_path / "a.ipynb", CELLS), store=tmp_path / "store")
    assert asyncio.run(panel.build()) is None
    assert "store" in panel.builds.words.value
    assert not panel.builds.button.disabled


def test_a_parameter_that_does_not_fit_is_named(tmp_path):
    """What a field holds is looked at before a build begins."""
    panel = nb2svc.panel(write(tmp_path / "a.ipynb", CELLS), store=tmp_path / "store")
    assert asyncio.run(panel.build(slope="steep")) is None
    assert "<code>slope</code>" in panel.builds.words.value
    assert not (tmp_path / "store").exists()
