"""Beginning with nb2svc in JupyterLab: notebooks of the launcher, and what a person may set."""

from chromium import findings


def test_a_card_of_the_launcher_opens_a_notebook_that_is_ready(opened, cell, jupyter):
    """The folder is made where the launcher was opened, and the notebook in it has no findings."""
    notebook = opened(cell(source="1"))
    notebook.run("launcher:create")
    notebook.page.locator(".jp-LauncherCard", has_text="Service: cancelled stays").click()
    notebook.page.locator(
        ".nb2svc-Status", has_text="load, preprocess, train, predict, evaluate, report · no findings"
    ).wait_for()
    assert sorted(path.name for path in (jupyter.root / "stays").glob("[!.]*")) == [
        "README.md",
        "stays.csv",
        "stays.ipynb",
    ]


def test_settings_take_effect_at_once(opened, cell):
    """What is switched off goes from the notebook that is open, and comes back."""
    notebook = opened(cell(source="shift", tags=("predict",)))
    page = notebook.page
    target = notebook.cell(0)
    target.locator(".nb2svc-Findings li").first.wait_for()
    assert target.locator(".cm-gutter-lint").count() == 1
    notebook.run("settingeditor:open", query="nb2svc")
    # beside the notebook, so that it stays in sight
    page.evaluate(
        """() => { const { shell } = window.jupyterapp;
          const [notebook] = [...shell.widgets('main')].filter(each => each.content?.widgets);
          shell.add(notebook, 'main', { mode: 'split-left', ref: shell.currentWidget.id }); }"""
    )
    switch = page.get_by_label
    for label, ours in (
        ("Badges of stages", ".nb2svc-Badge"),
        ("Marks at lines", ".cm-gutter-lint"),
        ("Findings under cells", ".nb2svc-Findings li"),
    ):
        shown = target.locator(ours).first
        assert shown.is_visible()
        switch(label).uncheck()
        shown.wait_for(state="hidden")
        switch(label).check()
        shown.wait_for()
    switch("Check while typing").uncheck()
    page.locator(".nb2svc-Status", has_text="not checked").wait_for()
    assert target.locator(".nb2svc-Findings li").count() == 0
    assert findings(page, ".nb2svc-Status") == []
