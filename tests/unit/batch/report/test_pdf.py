"""Reports as PDF, by the browser that is there, one that hangs, and one that fails."""

import shutil
import stat
from pathlib import Path

import pytest

from nb2svc.batch.errors import BatchError
from nb2svc.batch.report.pdf import PdfError, find_browser, print_pdf

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def page(tmp_path):
    """A report, and the PDF of yesterday's."""
    (tmp_path / "my report.html").write_text(
        "<meta charset=utf-8><h1>Bericht</h1><img src='https://example.com/x.png'>"
    )
    (tmp_path / "my report.pdf").write_text("%PDF of yesterday")
    return tmp_path / "my report.html"


@pytest.fixture
def program(tmp_path):
    """Make a program of a few lines of shell."""

    def make(text):
        path = tmp_path / "browser"
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return make


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)")
def test_report_is_printed(page):
    """The PDF stands beside the report, replaces the older one, and nothing else is left; the network is not asked."""
    made = print_pdf(page, find_browser())
    assert made == page.with_suffix(".pdf")
    content = made.read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert sorted(path.name for path in page.parent.iterdir()) == ["my report.html", "my report.pdf"]


def test_browser_that_hangs_is_ended(page, program, tmp_path):
    """After its time it is ended with the processes that it has started; yesterday's PDF does not stay for today's."""
    browser = program(f"sleep 600 & echo $! > '{tmp_path}/child'; wait")
    with pytest.raises(PdfError, match=r"browser` has not printed `.*my report.html` in 2 s, and is ended"):
        print_pdf(page, browser, seconds=2)
    child = int((tmp_path / "child").read_text())
    said = Path(f"/proc/{child}/stat")
    assert not said.exists() or said.read_text().split()[2] == "Z"
    assert not page.with_suffix(".pdf").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [("echo cannot open display >&2; exit 1", "cannot open display"), ("exit 0", "it says nothing")],
    ids=["fails", "makes nothing"],
)
def test_browser_that_prints_nothing_is_told(text, message, page, program):
    """What it says last is in the message, and nothing is left behind."""
    with pytest.raises(PdfError, match=f"has printed no PDF of .*: {message}"):
        print_pdf(page, program(text))
    assert sorted(path.name for path in page.parent.iterdir()) == ["browser", "my report.html"]


def test_program_that_cannot_be_started_is_told(page, tmp_path):
    """A browser that was there before the run may be gone after it."""
    with pytest.raises(PdfError, match=r"no PDF of .* could be written: No such file or directory"):
        print_pdf(page, tmp_path / "gone")


def test_browser_is_found_by_its_name_or_the_variable(program, monkeypatch):
    """The variable counts first; without a browser the message says what to do."""
    browser = program("exit 0")
    monkeypatch.setenv("NB2SVC_CHROMIUM", str(browser))
    assert find_browser() == browser
    monkeypatch.setenv("NB2SVC_CHROMIUM", "/no/such")
    with pytest.raises(BatchError) as caught:
        find_browser()
    assert caught.value.message == "`NB2SVC_CHROMIUM` is `/no/such`, which is no program that can be started"
    monkeypatch.delenv("NB2SVC_CHROMIUM")
    monkeypatch.setenv("PATH", str(browser.parent))
    with pytest.raises(BatchError) as caught:
        find_browser()
    assert caught.value.message == (
        "a PDF is printed by Chromium or Chrome, and none is installed: `apt-get install chromium`, or name its "
        "program in the variable `NB2SVC_CHROMIUM`. Without `--pdf` the report is HTML alone, which every browser "
        "prints"
    )
    browser.rename(browser.with_name("google-chrome"))
    assert find_browser() == browser.with_name("google-chrome")
