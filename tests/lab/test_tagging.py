"""Tagging cells in JupyterLab, by each way there is; what counts is what is on disk after saving."""

import json

import pytest

CODE = "rows = 1"


def pick(notebook, stage):
    """Click an entry of the menu that is open."""
    notebook.page.locator(".lm-Menu-item", has_text=stage).click()


def badges(target):
    """Return what the badges of a cell say."""
    return target.locator(".nb2svc-Badge").all_text_contents()


def by_toolbar(notebook, target):
    target.locator(".nb2svc-Chooser").click()
    pick(notebook, "load")


def by_context_menu(notebook, target):
    target.locator(".jp-InputArea-editor").click(button="right")
    notebook.page.locator(".lm-Menu-item", has_text="nb2svc Stages").hover()
    pick(notebook, "load")


def by_palette(notebook, target):
    notebook.page.get_by_role("menuitem", name="View").click()
    pick(notebook, "Activate Command Palette")
    notebook.page.locator(".lm-CommandPalette-input").fill("Tag cell: load")
    notebook.page.locator(".lm-CommandPalette-item", has_text="Tag cell: load").click()


def by_keys(notebook, target):
    notebook.page.keyboard.press("t")
    notebook.page.keyboard.press("l")


@pytest.mark.parametrize("tag", [by_toolbar, by_context_menu, by_palette, by_keys])
def test_a_cell_is_tagged(opened, cell, tag):
    """Each way of tagging sets the stage, shows it on the cell and in the status bar, and leaves other cells alone."""
    notebook = opened(cell(source=CODE), cell(source="rows"))
    target = notebook.select(0)
    tag(notebook, target)
    target.locator(".nb2svc-Badge", has_text="load").wait_for()
    assert notebook.page.locator(".nb2svc-Status").text_content().startswith("nb2svc: load")
    assert notebook.save() == [["load"], []]


def test_a_badge_changes_the_stages_of_its_cell(opened, cell):
    """A badge is a button: it opens the same choice, with a tick at what is set; other tags stay as they are."""
    notebook = opened(cell(source="1"), cell(source=CODE, tags=("mine", "load", "yours")))
    notebook.select(0)
    target = notebook.cell(1)
    target.locator(".nb2svc-Badge").click()
    assert notebook.page.locator(".lm-Menu-item.lm-mod-toggled").all_text_contents() == ["load"]
    pick(notebook, "train")
    target.locator(".nb2svc-Badge", has_text="train").click()
    assert badges(target) == ["load", "train"]
    pick(notebook, "load")
    assert notebook.save() == [[], ["mine", "yours", "train"]]


def test_the_context_menu_is_about_the_cell_that_was_clicked(opened, cell):
    """Also where another cell is the active one."""
    notebook = opened(cell(source="1"), cell(source=CODE, tags=("train",)))
    notebook.select(0)
    notebook.cell(1).locator(".jp-InputArea-editor").click(button="right")
    notebook.page.locator(".lm-Menu-item", has_text="nb2svc Stages").hover()
    notebook.page.locator(".lm-Menu-item.lm-mod-toggled", has_text="train").wait_for()
    pick(notebook, "load")
    assert notebook.save() == [[], ["train", "load"]]


def test_several_cells_are_tagged_at_once(opened, cell):
    """A stage goes to all selected cells, and is taken from them when all have it; text cells have none."""
    notebook = opened(cell(source=CODE), cell(source="words", kind="markdown"), cell(source="rows", tags=("load",)))
    notebook.select(0)
    notebook.run("notebook:extend-marked-cells-bottom")
    notebook.run("nb2svc:toggle-stage", stage="load")
    assert notebook.save() == [["load"], [], ["load"]]
    notebook.run("nb2svc:toggle-stage", stage="load")
    assert notebook.save() == [[], [], []]


def test_changes_of_stages_are_taken_back_one_by_one(opened, cell):
    """The key T with shift undoes the last change, then the one before; a change made elsewhere since then stays."""
    notebook = opened(cell(source=CODE, tags=("mine",)))
    notebook.select(0)
    for stage in ("load", "train"):
        notebook.run("nb2svc:toggle-stage", stage=stage)
    notebook.page.keyboard.press("Shift+T")
    assert notebook.save() == [["mine", "load"]]
    notebook.page.keyboard.press("Shift+T")
    assert notebook.save() == [["mine"]]
    notebook.run("nb2svc:toggle-stage", stage="load")
    notebook.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.activeCell.model.setMetadata('tags', ['other'])"
    )
    notebook.page.keyboard.press("Shift+T")
    assert notebook.save() == [["other"]]


def test_letters_in_a_cell_stay_letters(opened, cell):
    """Whoever types T while editing gets a T."""
    notebook = opened(cell(source=""))
    notebook.select(0).locator(".cm-content").click()
    notebook.page.keyboard.type("tT = 1")
    notebook.save()
    assert json.loads(notebook.path.read_text())["cells"][0]["source"] == ["tT = 1"]


def test_a_read_only_notebook_says_why_it_cannot_be_tagged(opened, cell, jupyter):
    """Nothing that would be lost can be chosen, and each way says the reason."""
    notebook = opened(cell(source=CODE, tags=("load",)), read_only=True)
    target = notebook.select(0)
    badge = target.locator(".nb2svc-Badge")
    assert badge.is_disabled()
    assert "read-only" in badge.get_attribute("title")
    assert "read-only" in target.locator(".nb2svc-Chooser [title], .nb2svc-Chooser[title]").first.get_attribute("title")
    target.locator(".jp-InputArea-editor").click(button="right")
    notebook.page.locator(".lm-Menu-item", has_text="nb2svc Stages").hover()
    entry = notebook.page.locator(".lm-Menu-item", has_text="train (the notebook is read-only)")
    entry.wait_for()
    assert "lm-mod-disabled" in entry.get_attribute("class")
    assert badges(target) == ["load"]


def test_two_hundred_cells(opened, cell):
    """Badges come with the cells that are scrolled to, the stages of all are known at once."""
    notebook = opened(*(cell(source=f"x{i} = {i}", tags=("load",) if i % 2 else ("train",)) for i in range(200)))
    assert "load, train" in notebook.page.locator(".nb2svc-Status").text_content()
    target = notebook.select(199)
    target.locator(".nb2svc-Badge", has_text="load").wait_for()
    notebook.run("nb2svc:toggle-stage", stage="predict")
    target.locator(".nb2svc-Badge", has_text="predict").wait_for()
    saved = notebook.save()
    assert saved[199] == ["load", "predict"]
    assert saved[:199] == [["load"] if i % 2 else ["train"] for i in range(199)]
