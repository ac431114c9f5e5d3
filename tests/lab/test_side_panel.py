"""The side panel: what becomes of the notebook in front."""

import pytest
from chromium import findings

CELLS = (
    ("import pandas as pd\nfrom sklearn.linear_model import LinearRegression", ()),
    ("df = pd.read_csv('a.csv')", ("load",)),
    ("X = df[['x']]", ("preprocess",)),
    ("model = LinearRegression().fit(X, df['y'])", ("train",)),
    ("y = model.predict(X)\n\ny = y + shift", ("predict",)),
)


@pytest.fixture
def notebook(opened, cell):
    """A notebook with one fault, and the panel beside it."""
    notebook = opened(*(cell(source=source, tags=tags) for source, tags in CELLS))
    notebook.run("nb2svc:open-panel")
    notebook.page.locator(".nb2svc-Panel .nb2svc-Section").first.wait_for()
    return notebook


def test_findings_lead_to_their_places(notebook):
    """Each finding is told with its place, and a click on it puts the cursor there."""
    section = notebook.page.locator("[data-section=findings]")
    section.get_by_role("button", name="cell 5, line 3").click()
    notebook.page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget.content.activeCell.editor?.getCursorPosition().line === 2"
    )
    assert "nothing above defines it" in section.text_content()
    assert notebook.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.activeCellIndex") == 4


def test_the_pipeline_is_a_picture_whose_stages_lead_to_their_cells(notebook):
    """A click and the Enter key on a stage go to its cell; an edit, saved or not, changes the picture."""
    page = notebook.page
    graph = page.locator("[data-section=pipeline] svg")
    graph.locator("[data-stage=predict]", has_text="model").click()
    page.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.activeCellIndex === 4")
    graph.locator("a[data-stage=train]").press("Enter")
    page.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.activeCellIndex === 3")
    notebook.select(4).locator(".cm-content").fill("probability = model.predict(X)")
    graph.get_by_text("probability", exact=True).wait_for()


def test_the_panel_is_for_everybody(notebook):
    """axe-core finds nothing in our own nodes."""
    notebook.page.locator("[data-section=findings] li").wait_for()
    assert findings(notebook.page, ".nb2svc-Panel") == []
