"""The side panel: what becomes of the notebook in front."""

import pytest
from chromium import findings
from unit.store.version_files import publish

from nb2svc.build.names import service_name
from nb2svc.manifest import NotebookSource
from nb2svc.store import Store

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


def test_versions_are_listed_promoted_and_compared(notebook, jupyter):
    """Versions are told as they come, one is made the champion after a question, and two are compared in a tab."""
    page, section = notebook.page, notebook.page.locator("[data-section=versions]")
    section.get_by_text("Nothing has been built of this notebook yet.").wait_for()
    service, store = service_name(notebook.path), Store(jupyter.root / "services")
    source = NotebookSource(name=notebook.path.name, sha256="0" * 64)
    for trees, name in ((100, service), (200, service), (100, "other")):
        publish(store, name, notebook=source, parameters={"n_trees": trees}, package=f"v{trees}")
    for _ in range(2):  # what others publish is seen within seconds, and at once where the panel is opened anew
        notebook.run("application:toggle-right-area")
    section.locator(f"[data-version='{service}@2']").wait_for()
    assert section.locator("[data-version]").evaluate_all("all => all.map(each => each.dataset.version)") == [
        f"{service}@2",
        f"{service}@1",
        "other@1",
    ]
    section.get_by_role("button", name=f"Make {service}@2 the champion").click()
    page.locator(".jp-Dialog").get_by_role("button", name="Make it the champion").click()
    section.locator(f"[data-version='{service}@2'] .nb2svc-Alias", has_text="champion").wait_for()
    assert store.aliases(service)["champion"] == 2
    section.get_by_role("button", name="Show differences").click()
    tab = page.locator(".nb2svc-DiffTab")
    row = tab.get_by_role("row", name="n_trees")
    row.wait_for()
    assert row.locator("td").all_text_contents() == ["100", "200", "+100"]
    assert findings(page, ".nb2svc-DiffTab") == []
    assert findings(page, ".nb2svc-Panel") == []
