"""Editing tags: the file stays as it is but for the tags."""

from __future__ import annotations

import json

import pytest

from nb2svc.compiler.frontend.edit_tags import remove_tags, set_tags, show_tags
from nb2svc.diagnostics import Nb2svcError, NotebookReadError

CELLS = [
    {"cell_type": "markdown", "id": "m", "metadata": {}, "source": ["# Größe"]},
    {"cell_type": "code", "execution_count": 3, "id": "a", "metadata": {"tags": ["slow", "load"], "z": 1},
     "outputs": [{"name": "stdout", "text": ["ä\n"]}], "source": ["# why\n", "x = 1e-05"]},
    {"cell_type": "code", "id": "b", "source": "y = 1"},
]  # fmt: skip
CONTENT = {"cells": CELLS, "metadata": {"b": 1, "a": 2.50}, "nbformat": 4, "nbformat_minor": 5}
STYLES = {
    "jupyter": json.dumps(CONTENT, indent=1, ensure_ascii=False) + "\n",
    "four blanks": json.dumps(CONTENT, indent=4, ensure_ascii=False),
    "tabs": json.dumps(CONTENT, indent="\t", ensure_ascii=False) + "\n\n",
    "escaped": json.dumps(CONTENT, indent=1),
    "one line": json.dumps(CONTENT, ensure_ascii=False) + "\n",
    "compact": json.dumps(CONTENT, ensure_ascii=False, separators=(",", ":")),
    "windows": (json.dumps(CONTENT, indent=1, ensure_ascii=False) + "\n").replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + json.dumps(CONTENT, indent=2, ensure_ascii=False),
}


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES.keys())
def test_the_style_of_the_file_stays(text: str):
    """Setting a tag and removing it again gives the same bytes, whatever wrote the file."""
    changed = set_tags(text, 2, ["load", "train"], path="x.ipynb")
    assert changed != text
    assert remove_tags(changed, 2, ["train"], path="x.ipynb") == text


def test_only_the_lines_of_the_tags_change():
    """What is not a tag is the same text, line by line."""
    text = STYLES["jupyter"]
    before, after = text.split("\n"), set_tags(text, 2, ["load", "train"], path="x.ipynb").split("\n")
    assert [line for line in after if line not in before] == ['     "load",', '     "train"']
    assert [line for line in before if line not in after] == ['     "load"']


def test_rows_show_code_cells():
    """The table holds code cells with number, id, first line of code and tags."""
    rows = show_tags(STYLES["jupyter"], path="x.ipynb")
    assert [(r.cell, r.id, r.first_line, r.tags, r.stages) for r in rows] == [
        (2, "a", "x = 1e-05", ("slow", "load"), ("load",)),
        (3, "b", "y = 1", (), ()),
    ]


def test_set_replaces_stages_and_keeps_other_tags():
    """Setting stages replaces the cell's stages; a cell without metadata gets them."""
    changed = set_tags(set_tags(STYLES["jupyter"], 2, ["train"], path="x"), 3, ["Predict", "evaluate"], path="x")
    assert [row.tags for row in show_tags(changed, path="x")] == [("slow", "train"), ("predict", "evaluate")]


def test_remove_without_stages_removes_all_of_them():
    """Other tags stay, and an empty list of tags is not left behind."""
    assert show_tags(remove_tags(STYLES["jupyter"], 2, path="x"), path="x")[0].tags == ("slow",)
    tagged = set_tags(STYLES["jupyter"], 3, ["train"], path="x")
    assert "tags" not in json.loads(remove_tags(tagged, 3, path="x"))["cells"][2]["metadata"]


def test_setting_what_is_set_changes_nothing():
    """The text comes back as it is, not even rewritten."""
    odd = '{"nbformat":4,   "cells":[{"cell_type":"code","metadata":{"tags":["load"]},"source":""}]}'
    assert set_tags(odd, 1, ["load"], path="x") == odd


@pytest.mark.parametrize(
    ("cell", "stages", "message"),
    [
        (1, ["load"], "cell 1 of .* is a markdown cell; only code cells have stages"),
        (9, ["load"], "has no cell 9; its cells are 1 to 3"),
        (2, ["lod"], "`lod` is no stage: did you mean `load`"),
        (2, ["xyz"], "the stages are parameters, load"),
    ],
)
def test_faults_are_named(cell: int, stages: list[str], message: str):
    """A wrong cell or stage is named together with what there is."""
    with pytest.raises(Nb2svcError, match=message):
        set_tags(STYLES["jupyter"], cell, stages, path="x.ipynb")


def test_scripts_are_edited_by_hand():
    """The tags of a percent script are in its text."""
    with pytest.raises(NotebookReadError, match="is a script"):
        set_tags("# %%\nx = 1", 1, ["load"], path="x.py")
