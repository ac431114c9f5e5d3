"""What JupyterLab shows of a notebook's findings while somebody types."""

import pytest
from chromium import findings

FILL = "df['x'].fillna(0, inplace=True)"
CELLS = (
    ("import pandas as pd\nfrom sklearn.linear_model import LinearRegression", ()),
    ("df = pd.read_csv('a.csv')", ("load",)),
    ("X = df[['x']]", ("preprocess",)),
    ("model = LinearRegression().fit(X, df['y'])", ("train",)),
    ("y = model.predict(X)", ("predict",)),
)


@pytest.fixture
def cells(cell):
    """A notebook that can be a service."""
    return [cell(source=source, tags=tags) for source, tags in CELLS]


def status(notebook, words):
    """Wait until the status bar says something."""
    notebook.page.locator(".nb2svc-Status", has_text=words).wait_for()


def write(notebook, index, text):
    """Write at the end of a cell."""
    notebook.cell(index).locator(".cm-content").click()
    notebook.page.keyboard.press("Control+End")
    notebook.page.keyboard.type(text)


def test_a_fault_is_shown_where_it_is_typed_and_goes_when_it_is_mended(opened, cells):
    """A name that nothing defines gets a squiggle, a mark at its line, and words with the hint; nothing is saved."""
    notebook = opened(*cells)
    status(notebook, "no findings")
    write(notebook, 4, " + shift")
    target = notebook.cell(4)
    finding = target.locator(".nb2svc-Findings li[data-severity=error]")
    finding.wait_for()
    assert "NB203" in finding.text_content()
    assert "nothing above defines it" in finding.text_content()
    assert target.locator(".nb2svc-Hint").text_content() != ""
    assert target.locator(".cm-lintRange-error").text_content() == "shift"
    assert target.locator(".cm-lint-marker-error").count() == 1
    status(notebook, "1 error")
    write(notebook, 3, "\nshift = 1")
    status(notebook, "no findings")
    finding.wait_for(state="detached")
    assert target.locator(".cm-lintRange").count() == 0


def test_a_fault_that_is_typed_again_is_shown_again(opened, cells):
    """A squiggle goes with its text, and comes back with it, however quickly that is."""
    notebook = opened(*cells)
    write(notebook, 4, " + shift")
    mark = notebook.cell(4).locator(".cm-lintRange-error")
    mark.wait_for()
    for _ in "shift":
        notebook.page.keyboard.press("Backspace")
    notebook.page.keyboard.type("shift")
    mark.wait_for()


def test_findings_stay_with_their_cell(opened, cells):
    """A cell that is put above does not take the findings of the one below."""
    notebook = opened(*cells)
    write(notebook, 4, " + shift")
    notebook.cell(4).locator(".nb2svc-Findings li").wait_for()
    notebook.select(0)
    notebook.run("notebook:insert-cell-above")
    notebook.cell(5).locator(".nb2svc-Findings li").wait_for()
    assert notebook.page.locator(".nb2svc-Findings li").count() == 1


def test_a_fix_is_made_with_one_click(opened, cells, cell):
    """What the compiler offers to mend a finding is a button; the editor's own undo takes it back."""
    notebook = opened(*cells[:2], cell(source=FILL), *cells[2:])
    target = notebook.cell(2)
    target.locator(".nb2svc-Findings button").click()
    status(notebook, "no findings")
    assert target.locator(".cm-content").text_content() == "df['x'] = df['x'].fillna(0)"
    target.locator(".cm-content").click()
    notebook.page.keyboard.press("Control+Z")
    target.locator(".nb2svc-Findings li").wait_for()
    assert target.locator(".cm-content").text_content() == FILL


def test_a_notebook_without_stages_is_left_alone(opened, cell):
    """Whoever does not use nb2svc sees nothing of it but its name in the status bar."""
    notebook = opened(cell(source="undefined_name"))
    asked = []
    notebook.page.on("request", lambda request: asked.append(request.url) if "nb2svc/" in request.url else None)
    write(notebook, 0, " + another")
    status(notebook, "no stages")
    notebook.save()
    assert asked == []
    assert notebook.page.locator(".nb2svc-Findings, .cm-lintRange").count() == 0


def test_outputs_are_not_sent(opened, cells, cell):
    """A notebook with large outputs is checked as quickly as one without."""
    sent = []
    notebook = opened(*cells, cell(source="print('z' * 9)", printed="zzzzzzzzz"))
    notebook.page.on("request", lambda request: sent.append(request.post_data) if "nb2svc/" in request.url else None)
    write(notebook, 4, " + shift")
    notebook.cell(4).locator(".nb2svc-Findings li").wait_for()
    assert sent
    assert not any("zzzzzzzzz" in body for body in sent)


def test_findings_go_with_the_server_and_come_back(opened, cells, jupyter):
    """Marks that nobody keeps up are taken away, and the status bar says why; they come back by themselves."""
    notebook = opened(*cells)
    write(notebook, 4, " + shift")
    target = notebook.cell(4)
    target.locator(".nb2svc-Findings li").wait_for()
    notebook.page.route("**/nb2svc/check*", lambda route: route.abort())
    write(notebook, 4, " ")
    status(notebook, "not checked: the server does not answer")
    assert target.locator(".nb2svc-Findings li, .cm-lintRange").count() == 0
    notebook.page.unroute("**/nb2svc/check*")
    target.locator(".nb2svc-Findings li").wait_for()


def test_dark_theme_and_people_who_do_not_see(opened, cells, cell):
    """Our own nodes can be read in both themes, and have names and roles for those who hear the page."""
    notebook = opened(*cells[:2], cell(source=FILL), *cells[2:])
    write(notebook, 5, " + shift")
    notebook.cell(5).locator(".nb2svc-Findings li").wait_for()
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        notebook.run("apputils:change-theme", theme=theme)
        notebook.page.locator(f"body[data-jp-theme-name='{theme}']").wait_for(state="attached")
        for ours in (".nb2svc-Badges", ".nb2svc-Findings", ".nb2svc-Status"):
            assert notebook.page.locator(ours).count() > 0
            assert findings(notebook.page, ours) == [], f"{theme}: {ours}"


def test_a_server_that_ends_and_starts_again_checks_again(browser, running_jupyter, opening_notebook, cells, tmp_path):
    """Who types on is told that nobody checks; what was typed meanwhile is checked when the server is back."""
    with running_jupyter(tmp_path) as jupyter:
        path = jupyter.write("left.ipynb", cells)
        with opening_notebook(browser, jupyter, path) as notebook:
            status(notebook, "no findings")
            jupyter.end()
            write(notebook, 4, " + shift")
            status(notebook, "not checked: the server does not answer")
            jupyter.start()
            notebook.cell(4).locator(".nb2svc-Findings li", has_text="NB203").wait_for()
