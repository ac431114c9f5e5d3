"""The pages of all runs: what they show, what they keep, and what they never show half."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from nb2svc.batch.errors import BatchError
from nb2svc.batch.ledger.entries import Schedule
from nb2svc.batch.ledger.ledger import Ledger
from nb2svc.batch.orders.order import Order
from nb2svc.batch.site.site import write_site

START = datetime(2026, 11, 20, 21, tzinfo=UTC)
ORDER = Order(service="churn@champion", store="/s", input="in.csv", output="o.csv", folder="/f", timezone="Asia/Seoul")
LINK = re.compile(r'(?:href|src)="([^"#][^"]*)"')


@pytest.fixture
def ledger(tmp_path):
    """A ledger with a schedule and no runs."""
    made = Ledger(tmp_path / "store" / ".batch")
    made.add(
        Schedule(name="morning", order=ORDER, cron="0 6 * * *", timezone="Asia/Seoul", created=START, reached=START)
    )
    return made


@pytest.fixture
def run(ledger, tmp_path):
    """Let a run begin and end: `run(day, state, ...)` returns its key."""

    def make(day, state="done", *, schedule=True, report="report.html", mean=0.2, rows=100, **given):
        time = START + timedelta(days=day)
        if schedule:
            ledger.open_slots("morning", run=[time], skip=[], reached=time)
            entry = ledger.claim(now=time)
        else:
            entry = ledger.begin(ORDER, time=time, now=time)
        facts = {}
        if state == "done":
            path, fresh = tmp_path / report, tmp_path / "fresh"
            fresh.write_text(f'<meta name="nb2svc-run" content="{entry.id}"><p>report of day {day}</p>')
            fresh.replace(path)  # as a run does it
            digest = {"answers": {"proba": {"rows": rows, "nulls": 0, "mean": mean}}, "inputs": {}}
            facts = {"rows": rows, "rejected": 3, "seconds": 2.0, "report": str(path), "digest": digest}
        ledger.end(entry.id, state, now=time + timedelta(seconds=8), facts=facts, **given)
        return entry.id

    return make


def words(path):
    """Return what a page says, without markup."""
    text = re.sub(r"<(style|script)>.*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_index_lists_all_runs_the_last_one_first(ledger, run, tmp_path):
    """State, time in the schedule's zone, rows and reason are in words; each done run has its report."""
    first = run(0)
    run(1, "failed", cell="score", message="no column `tenure`")
    run(2, schedule=False)
    site = write_site(ledger, tmp_path / "www", title="Nightly")
    assert (site.index, site.runs, site.reports) == (tmp_path / "www" / "index.html", 3, 1)
    said = words(site.index)
    places = [
        said.index(part) for part in ("Nightly", "3 runs, 2 done, 1 failed", "2026-11-23 06:00", "2026-11-22 06:00")
    ]
    assert places == sorted(places)
    assert "at cell score : no column `tenure`" in said
    assert "gone" in said, "the report of the first run was replaced by that of the third"
    assert first not in [
        link.removeprefix("reports/").removesuffix(".html") for link in LINK.findall(site.index.read_text())
    ]


def test_reports_stay_when_later_runs_replace_them(ledger, run, tmp_path):
    """What was there when the pages were written is linked for ever, though each run writes the same file."""
    days = []
    for day in range(3):
        days.append(run(day))
        site = write_site(ledger, tmp_path / "www")
    assert site.reports == 3
    for day, run_id in enumerate(days):
        assert f"report of day {day}" in (tmp_path / "www" / "reports" / f"{run_id}.html").read_text()


def test_every_link_leads_somewhere(ledger, run, tmp_path):
    """Of all pages: nothing is linked that is not there, and nothing outside the folder."""
    for day in range(3):
        run(day, report=f"{day}.html")
    run(3, schedule=False, report="3.html")
    (tmp_path / "1.html").unlink()
    write_site(ledger, tmp_path / "www")
    pages = sorted((tmp_path / "www").glob("*.html"))
    assert [page.name for page in pages] == ["index.html", "schedule-morning.html", "service-churn.html"]
    for page in pages:
        for link in LINK.findall(page.read_text()):
            assert link == "data:," or (page.parent / link).is_file(), link
        assert "http" not in page.read_text().replace("http-equiv", "")


def test_page_of_a_schedule_shows_trends(ledger, run, tmp_path):
    """Rows, rows without an answer, duration and means over time; of several runs for one time the last one."""
    for day in range(3):
        run(day, rows=100 + day, mean=0.2 + day / 100)
    write_site(ledger, tmp_path / "www")
    said = words(tmp_path / "www" / "schedule-morning.html")
    assert "churn@champion at 0 6 * * * in Asia/Seoul" in said
    for trend in (
        "rows 102",
        "2026-11-21 100 to 102 2026-11-23",
        "without an answer 2.9\N{NO-BREAK SPACE}%".replace("\N{NO-BREAK SPACE}", " "),
        "duration 8.0 s",
        "mean of proba 0.22",
    ):
        assert trend in said


def test_names_and_messages_are_text(ledger, tmp_path):
    """What users name, and what their code says, is shown as it is and runs nowhere."""
    evil = '<img src=x onerror="alert(1)">'
    name = f"{evil}/../../x"
    ledger.add(Schedule(name=name, order=ORDER, cron="@daily", timezone="UTC", created=START, reached=START))
    ledger.open_slots(name, run=[START], skip=[], reached=START)
    entry = ledger.claim(now=START)
    ledger.end(entry.id, "failed", now=START, cell=evil, message=f"</td><script>{evil}</script>")
    write_site(ledger, tmp_path / "www", title=f"{evil}</title>")
    pages = list((tmp_path / "www").rglob("*.html"))
    assert len(pages) == 2
    assert all(page.parent == tmp_path / "www" for page in pages)
    for page in pages:
        assert "<img" not in page.read_text()
        assert page.read_text().count("<script>") == 1
    write_site(ledger, tmp_path / "www")
    assert f"{evil}</title>" in unescape((tmp_path / "www" / "index.html").read_text()), "the title stays"


def test_without_runs_the_page_says_so(ledger, tmp_path):
    """A store in which nothing ran has a page, too."""
    write_site(ledger, tmp_path / "a" / "b")
    assert "No runs yet." in words(tmp_path / "a" / "b" / "index.html")


def test_pages_of_others_are_not_replaced(ledger, tmp_path):
    """A folder with somebody's own page is refused, and left as it is."""
    (tmp_path / "index.html").write_text("<title>My blog</title>")
    with pytest.raises(BatchError) as caught:
        write_site(ledger, tmp_path)
    assert caught.value.message == (
        f"`{tmp_path}/index.html` is a page that nb2svc has not made: name another folder for the runs"
    )
    assert (tmp_path / "index.html").read_text() == "<title>My blog</title>"
    with pytest.raises(BatchError, match="cannot be written"):
        write_site(ledger, tmp_path / "index.html" / "x")


def test_pages_are_replaced_whole(ledger, run, tmp_path):
    """Whoever reads again and again while pages are written sees whole pages only; no part is left behind."""
    import threading

    run(0)
    index = write_site(ledger, tmp_path / "www").index
    stop, torn = threading.Event(), []

    def read():
        while not stop.is_set():
            if not index.read_text().endswith("</html>\n"):
                torn.append(1)

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(20):
        write_site(ledger, tmp_path / "www")
    stop.set()
    reader.join()
    assert torn == []
    assert [path.name for path in (tmp_path / "www").rglob("*.part")] == []
