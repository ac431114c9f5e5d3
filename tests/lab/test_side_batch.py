"""The section of the side panel that answers whole tables."""

import time
from pathlib import Path

import pytest
from chromium import findings

CHART = """%%html
<p id="chart">no chart</p><script>
let seen = "nothing"
try { seen = document.cookie } catch {}
const tell = told => { document.getElementById("chart").textContent = `it sees ${seen} and hears ${told}` }
fetch("/api/status").then(() => tell("all"), () => tell("nothing"))
</script>"""
CELLS = (
    ("seconds: float = 0.0  # how long the report rests", ("parameters",)),
    ("import time\nimport pandas as pd\nfrom sklearn.linear_model import LinearRegression", ()),
    ("frame = pd.read_csv('rows.csv')", ("load",)),
    ("frame['b'] = frame['a'] * 2", ("preprocess",)),
    ("model = LinearRegression().fit(frame[['b']], frame['y'])", ("train",)),
    ("answer = model.predict(frame[['b']])", ("predict",)),
    ("time.sleep(seconds)\nprint(len(frame), 'rows are in the report')", ("report",)),
    (CHART, ("report",)),
)


@pytest.fixture(scope="module")
def notebook_file(jupyter, cell) -> Path:
    """A notebook of which there is a version, in the server's root, with tables beside it."""
    (jupyter.root / "rows.csv").write_text("a,y\n" + "".join(f"{i},{3 * i + i % 3}\n" for i in range(40)))
    (jupyter.root / "new.csv").write_text("a\n1\n2\nmany\n")
    file = jupyter.write("shop.ipynb", [cell(source=source, tags=tags) for source, tags in CELLS])
    held = jupyter.ask("GET", f"api/contents/{file.name}").json()["content"]
    build = jupyter.ask("POST", "nb2svc/builds", json={"path": file.name, "notebook": held}).json()["id"]
    end = time.monotonic() + 120
    while (facts := jupyter.ask("GET", f"nb2svc/builds/{build}").json())["state"] == "running":
        assert time.monotonic() < end, facts
        time.sleep(0.1)
    assert facts["state"] == "published", facts
    return file


@pytest.fixture
def section(opening, notebook_file):
    """The section beside the notebook."""
    notebook = opening(notebook_file)
    notebook.run("nb2svc:open-panel")
    section = notebook.page.locator("[data-section=batch]")
    section.get_by_role("button", name="Run", exact=True).wait_for()
    return section


def test_a_table_is_answered_and_its_report_is_a_tab(section):
    """Fields hold what can be proposed; the report of the run, in a sandbox, is a tab of JupyterLab."""
    page = section.page
    assert section.get_by_label("Input table").input_value() == "new.csv"
    section.get_by_label("Output").fill("answers.csv")
    section.get_by_role("button", name="Run", exact=True).click()
    run = section.locator(".nb2svc-Runs li").first
    run.get_by_text("2 of 3 rows answered, 1 without an answer").wait_for()
    assert findings(page, "[data-section=batch]") == []
    run.get_by_role("button", name="Open report").click()
    frame = page.locator("iframe[title='Report of shop@1 on new.csv']")
    assert frame.get_attribute("sandbox") == "allow-scripts"
    report = frame.content_frame
    report.get_by_text("2 rows are in the report").wait_for()
    report.get_by_text("it sees nothing and hears nothing").wait_for()
    assert report.get_by_role("img").count() > 0


def test_what_is_wrong_stands_at_its_field(section):
    """An order that is refused, and a run that fails when the table is opened, say so at the field."""
    field = section.get_by_label("Input table")
    place = section.locator(".nb2svc-Field", has=section.page.get_by_label("Input table"))
    for entry, words in (("/etc/rows.csv", "outside of the folder"), ("nothing.csv", "there is no file")):
        field.fill(entry)
        section.get_by_role("button", name="Run", exact=True).click()
        place.get_by_role("alert").get_by_text(words).wait_for()
        assert field.get_attribute("aria-invalid") == "true"


def test_a_run_is_cancelled(section):
    """It tells how far it is until it is cancelled, and nothing of it is left."""
    section.get_by_label("Output").fill("never.csv")
    section.get_by_label("seconds").fill("600")
    section.get_by_role("button", name="Run", exact=True).click()
    run = section.locator(".nb2svc-Runs li", has_text="never.csv")
    run.get_by_text("cell ").wait_for()
    run.get_by_role("button", name="Cancel").click()
    run.get_by_text("cancelled").wait_for()
    assert run.get_by_role("button").count() == 0
