"""The report of real runs, and the pages of all runs, in a real browser without a network."""

import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from bundles import training_rows
from chromium import CHROMIUM, QUIET, findings

from nb2svc.batch.ledger.ledger import Ledger
from nb2svc.batch.orders.order import Order
from nb2svc.batch.runs.runner import perform
from nb2svc.diagnostics import Nb2svcError

DAY = datetime(2026, 11, 20, 21, tzinfo=UTC)

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]


@pytest.fixture(scope="module")
def runs(version, tmp_path_factory):
    """Three runs of one series: one without a fault, one on other rows, one that fails; reports, and pages of all."""
    folder = tmp_path_factory.mktemp("runs")
    ledger = Ledger(folder / ".batch")
    order = Order(
        service="churn",
        store=str(folder / "store"),
        input=str(folder / "rows-{{ logical_date }}.csv"),
        output=str(folder / "answers-{{ logical_date }}.csv"),
        report=str(folder / "{{ logical_date }}.html"),
        folder=str(folder),
        timezone="Asia/Seoul",
        site=str(folder / "www"),
        pdf=True,
    )
    shutil.copytree(version.folder, folder / "store" / "churn" / version.folder.name)
    (folder / "store" / "churn" / "aliases.json").write_text(json.dumps({"champion": 7}))
    training_rows(200).to_csv(folder / "rows-2026-11-21.csv", index=False)
    later = training_rows(150)
    later["charge"] = later["charge"] * 3 + 100
    later.loc[3, "plan"] = "<b>gold</b>"
    later.to_csv(folder / "rows-2026-11-22.csv", index=False)
    told, cwd = [], pytest.MonkeyPatch()
    cwd.chdir(folder)  # a run changes to its folder, and has a process of its own for that
    for day in range(3):
        time = DAY + timedelta(days=day)
        entry = ledger.begin(order, time=time, now=datetime.now(UTC))
        try:
            told.append(perform(ledger, entry))
        except Nb2svcError as error:
            told.append(error)
    cwd.undo()
    return folder, ledger, told


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser):
    """Open a file in a browser without a network; afterwards nothing was asked of one, and the console has no error."""
    faults, contexts = [], []

    def open_page(path, *, width=1200, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()

        def stop_others(route):
            if route.request.url.startswith(("file:", "data:")):
                route.continue_()
            else:
                faults.append(route.request.url)
                route.abort()

        page.route("**/*", stop_others)
        page.on(
            "console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def pages_of(folder):
    return [folder / "2026-11-21.html", folder / "2026-11-22.html", *sorted((folder / "www").glob("*.html"))]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200], ids=["phone", "desktop"])
def test_pages_need_no_network_fit_a_phone_and_are_for_everybody(runs, visit, width, scheme):
    """Nothing is asked of a network, no page is wider than the screen, axe-core finds nothing, light or dark."""
    folder, _, _ = runs
    assert len(pages_of(folder)) == 4
    for path in pages_of(folder):
        page = visit(path, width=width, scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        for details in page.locator("details summary").all():
            details.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert findings(page) == [], path


def test_first_run_says_that_it_is_the_first(runs, visit):
    """Facts stand on top; nothing is compared yet."""
    folder, _, told = runs
    page = visit(folder / "2026-11-21.html")
    text = page.inner_text("main")
    for words in (
        "for Sat 21 November 2026, 06:00 (Asia/Seoul)",
        told[0].id,
        "churn@7 (champion, latest)",
        "rows-2026-11-21.csv",
        "This is the first run of this output.",
        "Cell 11 of the notebook, which draws for this report, failed: KeyError: 'no such column'",
    ):
        assert words in text
    assert page.locator(".notices .bad").count() == 0


def test_second_run_says_what_went_wrong_and_what_has_changed(runs, visit):
    """First the rows without an answer, then what is not like the training, then what is not like the last run."""
    folder, _, told = runs
    page = visit(folder / "2026-11-22.html")
    notices = page.inner_text(".notices")
    places = [
        notices.index(words)
        for words in (
            "1 of 150 rows without an answer.",
            "unknown category '<b>gold</b>'",
            "The input is not like the training rows.",
            "charge far away, shift ",
            "It has changed since the last run.",
            "proba mean ",
        )
    ]
    assert places == sorted(places)
    changes = page.get_by_role("region", name="What has changed since the last run").locator("tr").all()
    rows = [row.locator("th, td").all_inner_texts() for row in changes]
    assert ["rows", "200", "150", "\N{MINUS SIGN}25.0\N{NO-BREAK SPACE}%"] in rows
    assert told[0].id in page.inner_text("main")
    assert page.locator("b", has_text="gold").count() == 0, "text of a table is no markup"


def test_report_is_printed_too(runs):
    """Each done run has its PDF beside the report and among the pages, and tells of no fault."""
    folder, _, told = runs
    for run in told[:2]:
        assert run.warnings == ()
        assert run.pdf == run.report.with_suffix(".pdf")
        assert run.pdf.read_bytes().startswith(b"%PDF")
        assert (folder / "www" / "reports" / f"{run.id}.pdf").is_file()


def test_pages_of_all_runs_lead_to_reports_and_find_runs(runs, visit):
    """Each run brought them up to date, the one that failed, too; words and states find runs."""
    folder, _, told = runs
    page = visit(folder / "www" / "index.html")
    assert page.locator("tbody").count() == 3
    assert "there is no file" in page.inner_text("tbody >> nth=0")
    page.get_by_role("combobox").select_option("done")
    assert [row.get_attribute("id") for row in page.locator("tbody:visible").all()] == [told[1].id, told[0].id]
    page.get_by_role("searchbox").fill("2026-11-21")
    assert page.inner_text("output") == "1 of 3"
    page.locator("tbody:visible").get_by_role("link", name="report").click()
    assert "for Sat 21 November 2026" in page.inner_text("main")
    page.go_back()
    page.get_by_role("link", name="churn").first.click()
    assert "mean of proba" in page.inner_text(".trends")


def test_digest_stands_in_the_ledger_and_is_small(runs):
    """What the next run compares itself with, in a few thousand letters."""
    _, ledger, told = runs
    digest = ledger.run(told[1].id).facts["digest"]
    assert set(digest["inputs"]) == {"tenure", "charge", "age", "plan", "region"}
    assert digest["inputs"]["charge"]["level"] == "large"
    assert set(digest["answers"]) == {"proba", "will_churn"}
    assert len(json.dumps(digest)) < 4000
