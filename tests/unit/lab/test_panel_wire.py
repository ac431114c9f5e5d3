"""What `nb2svc.panel()` makes of what an editor tells, without an editor."""

from __future__ import annotations

import asyncio
import json

import pytest

import nb2svc
from nb2svc.lab.panel.live import Wire
from nb2svc.lab.panel.tasks import finish

CELL = {"cell_type": "code", "id": "a", "metadata": {"tags": ["load"]}, "source": "rows = [1, 2]", "outputs": []}
NOTEBOOK = {"cells": [CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def tell(wire, file, notebook=NOTEBOOK):
    """Tell as the extension does."""
    told = {"file": str(file), "path": f"deep/{file.name}", "store": str(file.parent / "store"), "notebook": notebook}
    wire._comm.handle_msg({"content": {"data": told}})


@pytest.fixture
def wire():
    """A wire that nobody is at the other end of."""
    return Wire(lambda: None)


def test_a_notebook_that_moved_is_followed_and_another_is_not(wire, tmp_path):
    """Notebooks that share a kernel are told apart by their files; one whose file is gone has another name now."""
    mine, other = tmp_path / "mine.ipynb", tmp_path / "other.ipynb"
    mine.write_text("{}")
    tell(wire, mine)
    tell(wire, other)
    assert wire.told.seen.file == mine
    mine.rename(other)
    tell(wire, other)
    assert (wire.told.seen.file, wire.told.path) == (other, "deep/other.ipynb")


def test_files_of_another_machine_are_not_believed(wire, tmp_path):
    """A kernel far from its server looks at its own file."""
    tell(wire, tmp_path / "nowhere" / "a.ipynb")
    assert wire.told is None


def test_who_does_not_answer_is_not_waited_for(wire, monkeypatch):
    """Where nobody is at the other end, a question ends by itself."""
    monkeypatch.setattr("nb2svc.lab.panel.live._SECONDS", 0.01)
    assert asyncio.run(finish(wire.ask())) is False


def test_a_panel_says_which_of_the_two_it_looks_at(monkeypatch, tmp_path):
    """The file until the editor tells, the editor's notebook then, and the file again when nobody answers any more."""
    monkeypatch.setattr("nb2svc.lab.panel.live._SECONDS", 0.01)
    file = tmp_path / "mine.ipynb"
    file.write_text(json.dumps({**NOTEBOOK, "cells": []}))
    monkeypatch.setenv("JPY_SESSION_NAME", str(file))
    panel = nb2svc.panel()
    assert "the file as it was last saved" in repr(panel)
    assert panel.store.name == "services"
    tell(panel._wire, file)
    panel.refresh()
    assert repr(panel).splitlines()[:2] == ["nb2svc: mine.ipynb, the notebook as it is in the editor", "load: cell 1"]
    assert panel.store == tmp_path / "store"
    asyncio.run(finish(panel._ask_and_refresh(panel._wire)))
    assert "the file as it was last saved" in repr(panel)
