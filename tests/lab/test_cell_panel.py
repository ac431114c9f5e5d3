"""`nb2svc.panel()` in a cell, in front ends that have the extension: it sees edits that no file holds."""

import pytest
from chromium import findings

CELLS = (
    ("import pandas as pd\nfrom sklearn.linear_model import LinearRegression", ()),
    ("slope: float = 2.0  # how steep", ("parameters",)),
    ("df = pd.read_csv('a.csv')", ("load",)),
    ("df['b'] = df['a'] * slope", ("preprocess",)),
    ("model = LinearRegression().fit(df[['b']], df['y'])", ("train",)),
    ("answer = model.predict(df[['b']])", ("predict",)),
    ("import nb2svc\nnb2svc.panel()", ()),
)


@pytest.fixture
def cells(cell, jupyter):
    """A notebook that can be built, with the panel in its last cell."""
    rows = "".join(f"{i},{3 * i}\n" for i in range(40))
    (jupyter.root / "a.csv").write_text(f"a,y\n{rows}")
    return [cell(source=source, tags=tags) for source, tags in CELLS]


def run_last_cell(notebook):
    """Run the cell with the panel as a person does, and return what it shows."""
    last = len(CELLS) - 1
    notebook.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.ready")
    notebook.select(last)
    notebook.run("notebook:run-cell")
    shown = notebook.cell(last).locator(".nb2svc-Widget")
    shown.wait_for()
    return shown


def test_what_is_typed_is_checked_built_and_tried(opened, cells):
    """What nobody has saved is checked and built, its version answers, and both themes can be read."""
    notebook = opened(*cells)
    panel = run_last_cell(notebook)
    panel.get_by_text("the notebook as it is in the editor").wait_for()
    notebook.cell(5).locator(".cm-content").click()
    notebook.page.keyboard.press("Control+End")
    notebook.page.keyboard.type(" + shift")
    panel.get_by_text("nothing above defines it").wait_for()
    for _ in " + shift":
        notebook.page.keyboard.press("Backspace")
    notebook.page.keyboard.type(" * 2")
    panel.get_by_text("no findings").wait_for()
    panel.get_by_label("slope").fill("0.5")
    panel.get_by_role("button", name="Build").click()
    panel.get_by_text("published").wait_for()
    panel.get_by_label("a", exact=True).fill("7")
    panel.get_by_role("button", name="Try it").click()
    panel.get_by_role("row", name="answer 42").wait_for()
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        notebook.run("apputils:change-theme", theme=theme)
        notebook.page.locator(f"body[data-jp-theme-name='{theme}']").wait_for(state="attached")
        assert findings(notebook.page, ".nb2svc-Widget") == []


def test_a_page_that_is_loaded_again_goes_on_telling(opened, cells):
    """The panel of a kernel that was there before the page hears of its edits."""
    notebook = opened(*cells)
    run_last_cell(notebook).get_by_text("the notebook as it is in the editor").wait_for()
    notebook.save()
    notebook.page.reload()
    notebook.page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.context?.isReady")
    panel = notebook.page.locator(".nb2svc-Widget")
    panel.wait_for()
    notebook.cell(5).locator(".cm-content").click()
    notebook.page.keyboard.press("Control+End")
    notebook.page.keyboard.type(" + shift")
    panel.get_by_text("nothing above defines it").wait_for()
