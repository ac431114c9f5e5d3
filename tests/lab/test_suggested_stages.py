"""Stages that are suggested, and taken or not: what counts is what is on disk after saving."""

import pytest
from chromium import findings

SOURCES = (
    "import pandas as pd\nfrom sklearn.linear_model import LinearRegression",
    "df = pd.read_csv('a.csv')",
    "X = df[['x']]",
    "model = LinearRegression().fit(X, df['y'])",
    "y = model.predict(X)",
)
ALL = [[], ["load"], ["preprocess"], ["train"], ["predict"]]


@pytest.fixture
def notebook(opened, cell):
    """A notebook without stages, for whose cells some are proposed."""
    notebook = opened(*(cell(source=source) for source in SOURCES))
    button = "[data-jp-item-name=nb2svc-suggest] button, [data-jp-item-name=nb2svc-suggest] jp-button"
    notebook.page.locator(button).first.click()
    notebook.cell(4).locator(".nb2svc-Proposal").wait_for()
    return notebook


def wait_at(notebook, index):
    """Wait until what is proposed for a cell has the focus, and return what the button says."""
    button = notebook.cell(index).locator(".nb2svc-Proposal button:focus")
    button.wait_for()
    return button.text_content()


def test_suggestions_are_taken_one_by_one_with_the_keyboard(notebook):
    """Each has its reason in words; Enter takes it, arrows go to others, T with shift takes back what was taken."""
    keys = notebook.page.keyboard
    assert "brings the rows in" in notebook.cell(1).locator(".nb2svc-Proposal").text_content()
    assert notebook.save() == [[]] * 5
    assert wait_at(notebook, 1) == "Accept"
    keys.press("Enter")
    notebook.cell(1).locator(".nb2svc-Badges .nb2svc-Badge", has_text="load").wait_for()
    wait_at(notebook, 2)
    keys.press("ArrowDown")
    wait_at(notebook, 3)
    keys.press("Tab")
    keys.press("Enter")  # Dismiss
    wait_at(notebook, 4)
    keys.press("ArrowUp")
    wait_at(notebook, 2)
    keys.press("Escape")
    assert notebook.save() == [[], ["load"], [], [], []]
    keys.press("Shift+T")
    assert notebook.save() == [[]] * 5


def test_all_suggestions_are_taken_and_taken_back_at_once(notebook):
    """One step of the history for all of them."""
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        notebook.run("apputils:change-theme", theme=theme)
        notebook.page.locator(f"body[data-jp-theme-name='{theme}']").wait_for(state="attached")
        assert findings(notebook.page, ".nb2svc-Proposal") == [], theme
    notebook.page.get_by_role("button", name="Accept all").click()
    assert notebook.save() == ALL
    assert notebook.page.locator(".nb2svc-Proposal:visible").count() == 0
    notebook.run("nb2svc:undo-tag")
    assert notebook.save() == [[]] * 5


def test_a_suggestion_goes_when_its_cell_is_tagged_or_changed(notebook):
    """It is about a cell that has no stage, and about its text; others stay."""
    notebook.select(1)
    notebook.run("nb2svc:toggle-stage", stage="report")
    notebook.cell(1).locator(".nb2svc-Proposal").wait_for(state="hidden")
    notebook.cell(2).locator(".cm-content").click()
    notebook.page.keyboard.type("# ")
    notebook.cell(2).locator(".nb2svc-Proposal").wait_for(state="hidden")
    assert notebook.page.locator(".nb2svc-Proposal:visible").count() == 2
    assert notebook.save() == [[], ["report"], [], [], []]
