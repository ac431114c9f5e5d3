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
PREDICT, PANEL = 5, 6
LIVE = "the notebook as it is in the editor"


@pytest.fixture
def cells(cell):
    """A notebook that can be built, with the panel in its last cell."""
    return [cell(source=source, tags=tags) for source, tags in CELLS]


def run_panel(notebook):
    """Run the cell with the panel as a person does, and return what it shows."""
    rows = "".join(f"{i},{3 * i}\n" for i in range(40))
    (notebook.path.parent / "a.csv").write_text(f"a,y\n{rows}")
    notebook.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.ready")
    notebook.select(PANEL)
    notebook.run("notebook:run-cell")
    shown = notebook.cell(PANEL).locator(".nb2svc-Widget")
    shown.get_by_text(LIVE).wait_for()
    return shown


def write(notebook, text):
    """Write at the end of the predict cell."""
    notebook.cell(PREDICT).locator(".cm-content").click()
    notebook.page.keyboard.press("Control+End")
    notebook.page.keyboard.type(text)


def test_what_is_typed_is_checked_built_and_tried(opened, cells):
    """What nobody has saved is checked and built, its version answers, and both themes can be read."""
    notebook = opened(*cells)
    panel = run_panel(notebook)
    write(notebook, " * 2 + shift")
    panel.get_by_text("nothing above defines it").wait_for()
    panel.get_by_role("button", name="cell 6, line 1").click()
    notebook.page.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.activeCellIndex === 5")
    notebook.page.keyboard.press("Control+End")
    for _ in " + shift":
        notebook.page.keyboard.press("Backspace")
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


def test_in_notebook_7_a_page_that_is_loaded_again_goes_on_telling(
    browser, cells, opening_notebook, running_jupyter, tmp_path
):
    """The panel sees what is typed there, too, and a page hears of panels that its kernel has shown before."""
    with running_jupyter(tmp_path, program="notebook") as jupyter:
        path = jupyter.write("line.ipynb", cells)
        with opening_notebook(browser, jupyter, path) as notebook:
            run_panel(notebook)
            notebook.save()
            notebook.page.reload()
            notebook.page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.context?.isReady")
            panel = notebook.page.locator(".nb2svc-Widget")
            panel.get_by_text(LIVE).wait_for()
            write(notebook, " + shift")
            panel.get_by_text("nothing above defines it").wait_for()
            notebook.page.set_viewport_size({"width": 1200, "height": 1300})
            panel.screenshot(path="/tmp/kp/nb7.png")
