"""The report of an executed notebook."""

import nbformat
import pytest

from nb2svc.build.report import write_report

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture
def executed(tmp_path):
    """An executed notebook with every kind of output."""
    new = nbformat.v4

    def cell(source, *outputs, tags=()):
        return new.new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})

    def shows(kind, data):
        return new.new_output("display_data", {kind: data, "text/plain": "plain form"})

    failure = new.new_output("error", ename="KeyError", evalue="'<a>'", traceback=["\x1b[31mred\x1b[0m <b>"])
    cells = [
        new.new_markdown_cell("# Title of the notebook"),
        cell("secret_code()", new.new_output("stream", name="stdout", text="training output")),
        new.new_markdown_cell("## Who leaves?\n\n$x^2$ <i>words</i>"),
        cell("x", new.new_output("stream", text="auc \x1b[1m0.9\x1b[0m <b>"), tags=["evaluate"]),
        cell("plt.plot()", shows("image/png", PIXEL), tags=["Report"]),
        cell("svg", shows("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>"), tags=["report"]),
        cell("frame", shows("text/html", "<table class='dataframe'><tr><td>7</td></tr></table>"), tags=["report"]),
        cell("warn", new.new_output("stream", name="stderr", text="beware"), tags=["report"]),
        cell("fail", failure, tags=["report"]),
        cell("hide", new.new_output("stream", text="hidden output"), tags=["nb2svc-hidden"]),
        new.new_markdown_cell("last words"),
    ]
    path = tmp_path / "run.ipynb"
    nbformat.write(new.new_notebook(cells=cells), path)
    return path


def test_report_of_a_version_shows_its_report_cells(executed, tmp_path):
    """With tags, only cells that have one and the words directly before them are shown, in order, without code."""
    html = tmp_path / "report.html"
    tiles = {"roc_auc": "0.93"}
    assert write_report(executed, html, title="churn@7", kicker="Report", tiles=tiles, tags={"evaluate", "report"})
    text = html.read_text()
    places = [
        text.index(w) for w in ("churn@7", "roc_auc", "Who leaves?", "auc <span", f"base64,{PIXEL}", "<td>7</td>")
    ]
    assert places == sorted(places)
    for absent in (
        "training output",
        "hidden output",
        "last words",
        "secret_code",
        "plt.plot",
        "Title of the notebook",
    ):
        assert absent not in text


def test_report_without_tags_shows_all_but_hidden_cells(executed, tmp_path):
    """Without tags everything is shown that is not hidden."""
    assert write_report(executed, tmp_path / "r.html", title="t")
    text = (tmp_path / "r.html").read_text()
    assert "training output" in text
    assert "last words" in text
    assert "hidden output" not in text


def test_report_needs_no_network(executed, tmp_path):
    """No address of another computer is loaded: no script, style, font or image from outside."""
    write_report(executed, tmp_path / "r.html", title="t")
    text = (tmp_path / "r.html").read_text()
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")


def test_text_is_shown_as_text(executed, tmp_path):
    """Output, errors, titles and facts cannot bring markup; colours of terminals become colours."""
    write_report(executed, tmp_path / "r.html", title="<u>t</u>", facts={"a<": "b<"}, tags={"report", "evaluate"})
    text = (tmp_path / "r.html").read_text()
    for shown in ("&lt;u&gt;t", "a&lt;", "b&lt;", "This cell fails: KeyError: '&lt;a&gt;'", "ansi-red-fg"):
        assert shown in text
    assert "\x1b" not in text
    assert "<u>" not in text


def test_report_of_nothing_says_so(executed, tmp_path):
    """When no cell has the tag, the page has only its head, and the caller is told."""
    assert not write_report(executed, tmp_path / "r.html", title="t", tags={"load"})
    assert "<h1>t</h1>" in (tmp_path / "r.html").read_text()


def test_notebook_is_not_changed(executed, tmp_path):
    """The executed notebook is read, not written."""
    before = executed.read_bytes()
    write_report(executed, tmp_path / "r.html", title="t")
    assert executed.read_bytes() == before
