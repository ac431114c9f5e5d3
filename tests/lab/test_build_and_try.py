"""From a notebook to a service that answers, in the side panel: build, watch, cancel, serve, try, stop."""

import re

import pytest
from chromium import findings

REST = """
import time
import pandas as pd

def rest(seconds):
    print('resting')
    time.sleep(seconds)
    return 40
"""
CELLS = (
    ("shift: float = 1.0  # is added to every answer\nseconds: float = 0.0", ("parameters",)),
    (REST.strip(), ()),
    ("df = pd.read_csv('rows.csv', nrows=rest(seconds))", ("load",)),
    ("X = df[['x', 'plan']].copy()\nX['x'] = X['x'].fillna(X['x'].mean())", ("preprocess",)),
    ("slope = (df['y'] / df['y'].max()).mean()", ("train",)),
    ("answer = X['x'] * slope + (X['plan'] == 'gold') + shift\nshare = answer / 100", ("predict",)),
)
SLOPE = sum(2 * i / 78 for i in range(40)) / 40


@pytest.fixture
def notebook(jupyter, opened, cell):
    """A small notebook with its data, and the panel beside it."""
    rows = (f"{'' if i == 7 else i},{'gold' if i % 3 else 'basic'},{2 * i}\n" for i in range(40))
    (jupyter.root / "rows.csv").write_text("x,plan,y\n" + "".join(rows))
    notebook = opened(*(cell(source=source, tags=tags) for source, tags in CELLS))
    notebook.run("nb2svc:open-panel")
    return notebook


@pytest.fixture
def other_tab(browser, jupyter, notebook):
    """The page of another browser in which the same notebook is open."""
    page = browser.new_page()
    page.goto(f"{jupyter.url}lab/tree/{notebook.path.name}?token={jupyter.token}&reset")
    page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.context?.isReady")
    page.evaluate("() => window.jupyterapp.commands.execute('nb2svc:open-panel').then(() => null)")
    yield page
    page.close()


def section(page, key):
    """Return a section of the panel."""
    return page.locator(f".nb2svc-Panel [data-section={key}]")


def press(place, name):
    """Press a button."""
    place.get_by_role("button", name=name, exact=True).click()


def test_a_notebook_is_built_served_and_tried(notebook):
    """Parameters are entered, a version is published, and its service answers what the notebook has computed."""
    build, serve = section(notebook.page, "build"), section(notebook.page, "serve")
    assert "is added to every answer" in build.locator("[data-field=shift]").text_content()
    build.get_by_label("shift").fill("much")
    press(build, "Build")
    build.locator("[data-field=shift] [role=alert]", has_text="expected float, found 'much'").wait_for()
    build.get_by_label("shift").fill("2")
    press(build, "Build")
    build.locator(".nb2svc-Build[data-state=published]").wait_for()
    assert re.search(r"Published as test_a_notebook_is_built_served_and_tried-\d+@1", build.text_content())
    build.get_by_text("The service answers as the notebook does in 7 of 7 comparisons.").wait_for()
    build.get_by_text("What the notebook printed").click()
    build.locator("pre", has_text="resting").wait_for()
    section(notebook.page, "pipeline").locator(
        "text", has_text=re.compile("kept .*slope")
    ).wait_for()  # what a build has found out is drawn
    section(notebook.page, "versions").get_by_text("✓ 7 of 7 checks equal to the notebook, on 40 rows").wait_for()

    press(serve, "Serve")
    press(serve, "Send")
    answer = serve.locator(".nb2svc-Answer")
    answer.get_by_text("The notebook computed the same for this row.").wait_for()
    serve.get_by_label("x", exact=True).fill("10")
    serve.get_by_label("plan").select_option("gold")
    press(serve, "Send")
    answer.get_by_text(f"{10 * SLOPE + 1 + 2:.6g}", exact=True).wait_for()
    assert re.search(r"Answered in [\d.]+ ms; \d+ ms with the way", answer.text_content())
    assert answer.locator("meter").get_attribute("value") == f"{(10 * SLOPE + 3) / 100}"
    assert findings(notebook.page, ".nb2svc-Panel") == []
    serve.get_by_label("x", exact=True).fill("much")
    press(serve, "Send")
    serve.locator("[data-field=x] [role=alert]", has_text="found text 'much', expected a number").wait_for()

    with notebook.page.expect_popup() as opening:
        serve.get_by_role("link", name="its own page").click()
    page = opening.value
    press(page, "Predict")
    page.locator("#answer dd").first.wait_for()
    forged = "() => fetch('predict', {method: 'POST', body: '{}'}).then(answer => answer.status)"
    assert page.evaluate(forged) == 403, "a page that does not know the token changes nothing"
    page.close()
    press(serve, "Stop")
    serve.get_by_text("was stopped").wait_for()


def test_another_tab_watches_a_build_and_cancels_it(notebook, other_tab):
    """A build is everybody's: each tab sees the cell that runs and leads to it, and the first may be closed."""
    build, there = section(notebook.page, "build"), section(other_tab, "build")
    build.get_by_label("seconds").fill("600")
    notebook.page.locator(".jp-NotebookPanel-toolbar [data-jp-item-name=nb2svc-build]").click()
    for page, place in ((notebook.page, build), (other_tab, there)):
        press(place, "cell 3 is running")
        page.locator('.jp-Cell.nb2svc-mod-running.jp-mod-active[data-windowed-list-index="2"]').wait_for()
    other_tab.evaluate("() => window.jupyterapp.commands.execute('nb2svc:build').then(() => null)")
    there.get_by_text("is being built: wait for it, or cancel it").wait_for()
    assert findings(other_tab, ".nb2svc-Panel") == []
    press(there, "Cancel")
    for page, place in ((notebook.page, build), (other_tab, there)):
        place.get_by_text("The build was cancelled; nothing is published.").wait_for()
        page.locator(".nb2svc-mod-running").wait_for(state="detached")
    press(build, "Build")
    press(there, "cell 3 is running")
    notebook.page.close()
    other_tab.reload()
    press(there, "cell 3 is running")
    press(there, "Cancel")
    there.get_by_text("The build was cancelled; nothing is published.").wait_for()


def test_a_build_that_fails_leads_to_the_cell_and_may_be_allowed(notebook):
    """Edits are built unsaved; the cell at fault is linked and says so itself; what can be allowed is offered."""
    build, broken = section(notebook.page, "build"), notebook.cell(5)
    broken.locator(".cm-content").click()
    notebook.page.keyboard.press("Control+End")
    notebook.page.keyboard.type("\nimport os\nanswer = answer.apply(lambda value: value + os.getpid())")
    notebook.run("nb2svc:build")
    build.locator(".nb2svc-Build[data-state=failed]").wait_for()
    mark = broken.locator(".nb2svc-Findings li", has_text="NB406")
    mark.wait_for()
    notebook.select(0)
    build.get_by_role("button", name="cell 6").first.click()
    notebook.page.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.activeCellIndex === 5")
    build.get_by_label("Publish in spite of NB406; the version records it").check()
    press(build, "Build")
    build.get_by_text("It was published in spite of NB406.").wait_for()
    mark.wait_for(state="detached")
