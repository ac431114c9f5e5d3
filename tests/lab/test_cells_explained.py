"""What cells show of the service: what a name stands for, and which lines the service does without."""

import subprocess
import sys

import pytest
from chromium import findings

CELLS = (
    ("scale: float = 2.0", ("parameters",)),
    ("import pandas as pd\nfrom sklearn.linear_model import LinearRegression", ()),
    ("df = pd.DataFrame({'x': [1.0, 2, 3, 4], 'y': [2.0, 4, 6, 9]})\ndf.head()", ("load",)),
    ("X = df[['x']].copy()\nX['x'] = X['x'] * scale", ("preprocess",)),
    ("model = LinearRegression().fit(X, df['y'])", ("train",)),
    ("answer = model.predict(X)", ("predict",)),
    ("print(model)", ()),
)
AT = """([index, word]) => {
  const content = document.querySelector(`.jp-Cell[data-windowed-list-index="${index}"] .cm-content`);
  const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const start = node.data.indexOf(word);
    if (start >= 0) {
      const range = document.createRange();
      range.setStart(node, start);
      range.setEnd(node, start + word.length);
      const { x, y, width, height } = range.getBoundingClientRect();
      return [x + width / 2, y + height / 2];
    }
  }
}"""

HEAR = """() => {
  window.heard = [];
  const hear = new MutationObserver(changes => changes.forEach(each => window.heard.push(each.target.textContent)));
  document.querySelectorAll('.cm-announced').forEach(each => hear.observe(each, { childList: true }));
}"""


@pytest.fixture
def cells(cell):
    """A notebook that can be a service, and a cell that is none of it."""
    return [cell(source=source, tags=tags) for source, tags in CELLS]


def point_at(notebook, index, word):
    """Rest the pointer on a word of a cell and return what is shown."""
    notebook.page.mouse.move(3, 3)
    notebook.page.locator(".nb2svc-Meaning").wait_for(state="detached")
    x, y = notebook.page.evaluate(AT, [index, word])
    notebook.page.mouse.move(x, y)
    notebook.page.mouse.move(x + 1, y)
    shown = notebook.page.locator(".nb2svc-Meaning")
    shown.wait_for()
    return shown.inner_text()


def dimmed(notebook):
    """Return the lines that are shown as no part of the service."""
    return notebook.page.locator(".cm-line.nb2svc-Unserved").all_text_contents()


def test_nothing_served_has_a_reason(opened, cell):
    """Who asks what is served of a notebook without stages is told why there is nothing, and what to do."""
    notebook = opened(cell(source="rows = 1"))
    notebook.run("nb2svc:show-served")
    notebook.page.get_by_text("No cell has a stage yet: tag the cells").wait_for()
    assert dimmed(notebook) == []


def test_a_name_says_when_it_is_computed(opened, cells, jupyter):
    """The pointer on a name asks once for each text, and tells what the newest version knows; so does the key."""
    notebook = opened(*cells)
    page = notebook.page
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "nb2svc/explain" in request.url else None)
    page.locator(".nb2svc-Status", has_text="no findings").wait_for()
    # what the kernel says of its language goes into the notebook
    page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget.content.model.getMetadata('language_info')?.version"
    )
    assert asked == []
    assert "known once the notebook has been built" in point_at(notebook, 4, "model")
    assert "constant: the same for every request" in point_at(notebook, 3, "scale")
    assert len(asked) == 1

    build = [sys.executable, "-m", "nb2svc", "build", notebook.path.name, "--store", "services"]
    subprocess.run(build, cwd=jupyter.root, check=True, capture_output=True)
    notebook.cell(6).locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("  # built")
    said = point_at(notebook, 4, "model")
    assert "model is fit-time" in said
    assert "value: LinearRegression()" in said
    assert "read by predict" in said
    assert "row-time" in point_at(notebook, 5, "answer")
    assert len(asked) == 2

    notebook.cell(3).locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" + 1")
    assert "build again to know" in point_at(notebook, 5, "answer")

    page.mouse.move(3, 3)
    page.keyboard.press("Home")
    page.evaluate(HEAR)
    page.keyboard.press("Shift+F1")
    shown = page.locator(".nb2svc-Meaning")
    shown.wait_for()
    assert findings(page, ".nb2svc-Meaning") == []
    assert any(each.startswith("X is ") and "read by" in each for each in page.evaluate("() => window.heard"))
    page.keyboard.press("Escape")
    shown.wait_for(state="detached")


def test_what_is_served_is_shown_on_demand(opened, cells):
    """Lines that the service does without are dimmed, also as they are typed; a whole cell says it in words."""
    notebook = opened(*cells)
    page = notebook.page
    page.locator(".nb2svc-Status", has_text="no findings").wait_for()
    toggle = page.locator("[data-jp-item-name=nb2svc-served] button, [data-jp-item-name=nb2svc-served] jp-button").first
    toggle.click()
    page.locator(".nb2svc-Note").wait_for()
    assert dimmed(notebook) == ["df.head()", "print(model)"]
    assert notebook.cell(6).locator(".nb2svc-Note").text_content() == "no part of the service"
    assert findings(page, ".nb2svc-Note") == []

    notebook.cell(3).locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nmore = 1")
    page.locator(".nb2svc-Unserved", has_text="more = 1").wait_for()
    page.keyboard.type("\nX = X + more")
    page.locator(".nb2svc-Unserved", has_text="more = 1").wait_for(state="detached")
    assert dimmed(notebook) == ["df.head()", "print(model)"]
    toggle.click()
    page.locator(".nb2svc-Unserved").first.wait_for(state="detached")
    assert not page.locator(".nb2svc-Note").first.is_visible()
