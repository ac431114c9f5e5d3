"""Batch runs through papermill and a real kernel, and their reports in a real browser's terms."""

import json
import re
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import nbformat
import pandas as pd
import pytest
from batch_versions import write_version
from bundles import rehash, training_rows

from nb2svc.batch.errors import BatchError, RunFailedError, TableError
from nb2svc.batch.notebook.report_cells import ReportCells
from nb2svc.batch.notebook.run_notebook import Orders, make_notebook
from nb2svc.batch.runs.run import run_batch
from nb2svc.batch.tables.addresses import parse_address
from nb2svc.batch.tables.stamp import Stamp
from nb2svc.batch.tables.whole import read_table, write_table
from nb2svc.diagnostics import BundleError

LINKS = re.compile(r"""(?:src|href)\s*=\s*["']?(?!data:|#)([^"'\s>]+)|url\(|@import|https?://""")


@pytest.fixture
def rows(tmp_path):
    """A CSV file of customers of whom one has an unknown plan."""
    frame = training_rows(120)
    frame.loc[3, "plan"] = "gold"
    frame.to_csv(tmp_path / "rows.csv", index=False)
    return tmp_path / "rows.csv"


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def test_run_answers_a_file_and_reports(version, loaded, rows, tmp_path):
    """A run writes every row with its answer or its error, a report that needs no network, and its notebook."""
    told = []
    run = run_batch(version.folder, input=str(rows), output=f"{tmp_path}/answers.csv", on_progress=told.append)
    assert (run.version, run.rows, run.scored, run.rejected) == ("churn@7", 120, 119, 1)
    assert files(tmp_path) == ["answers.csv", "answers.report.html", "answers.run.ipynb", "rows.csv"]
    result, frame = pd.read_csv(tmp_path / "answers.csv"), pd.read_csv(rows)
    assert result["error"].notna().tolist() == [i == 3 for i in range(120)]
    expected = loaded.predict(frame.drop(index=3).drop(columns="churn").reset_index(drop=True))
    good = result.drop(index=3)
    assert good["proba"].tolist() == pytest.approx([answer["proba"] for answer in expected], rel=1e-12)
    assert good["will_churn"].astype(bool).tolist() == [a["will_churn"] for a in expected]
    steps = [(p.step, p.state) for p in told if p.state in ("started", "done")]
    assert steps == [("run", "started"), ("run", "done"), ("publish", "started"), ("publish", "done")]
    assert "120 rows" in [p.detail for p in told if p.state == "working"]
    check_report(run.report.read_text(), run)


def check_report(html, run):
    assert LINKS.search(html) is None
    assert "<script" not in html
    for words in ("churn@7", run.id, "119", "histogram of proba", "unknown category", "without an answer"):
        assert words in html
    # the user's cells: the figure, the printed line, the cell that needs y_test, the one that fails
    assert "data:image/png;base64," in html
    assert "of 119 customers" in html
    assert "Cell 10 is left out: it needs <code>y_test</code>" in html
    assert "This cell fails: KeyError" in html
    assert "load_bundle" not in html, "code is left out"


def test_rerun_of_a_logical_time_never_doubles(version, rows, tmp_path):
    """In a database rows carry what they are for: a rerun replaces them, a run for another time adds its own."""
    output = f"sqlite:///{tmp_path}/results.db::answers"
    page = tmp_path / "page.html"
    for day in (19, 19, 20):
        time = datetime(2026, 11, day, 6, tzinfo=ZoneInfo("Asia/Seoul"))
        run = run_batch(version.folder, input=str(rows), output=output, logical_time=time, report=page)
    found = read_table(output)
    assert found["logical_date"].value_counts().to_dict() == {"2026-11-19": 120, "2026-11-20": 120}
    assert found["logical_time"].iloc[0] == "2026-11-18T21:00:00+00:00"
    assert found["version"].unique().tolist() == ["churn@7"]
    assert found["run_id"].nunique() == 2
    assert run.report == page
    assert files(tmp_path) == ["page.html", "page.run.ipynb", "results.db", "rows.csv"]


def test_input_and_output_in_one_database(version, tmp_path):
    """A table is answered into another table of the same SQLite file."""
    url = f"sqlite:///{tmp_path}/customers.db"
    write_table(training_rows(30), f"{url}::customers")
    run = run_batch(version.folder, input=f"{url}::customers", output=f"{url}::answers", report=tmp_path / "r.html")
    assert (run.rows, run.rejected) == (30, 0)
    assert len(read_table(f"{url}::answers")) == 30


def test_refused_output_changes_nothing(version, rows, tmp_path):
    """When the database refuses the result, its table, the report and the folder are as they were."""
    with sqlite3.connect(tmp_path / "results.db") as connection:
        names = "tenure, charge, age, plan, region, churn, proba check (proba < 0), will_churn, error, "
        names += "run_id, logical_date, logical_time, version"
        connection.execute(f"create table answers ({names})")
    connection.close()
    (tmp_path / "page.html").write_text("yesterday's")
    with pytest.raises(TableError, match="refuses: CHECK"):
        run_batch(
            version.folder,
            input=str(rows),
            output=f"sqlite:///{tmp_path}/results.db::answers",
            report=tmp_path / "page.html",
        )
    assert len(read_table(f"sqlite:///{tmp_path}/results.db::answers")) == 0
    assert (tmp_path / "page.html").read_text() == "yesterday's"
    assert files(tmp_path) == ["page.html", "page.run.ipynb", "results.db", "rows.csv"]


def test_failing_run_writes_nothing(version, tmp_path):
    """When no row can be answered, the run fails with the reasons, and the old output stays."""
    training_rows(10).assign(plan="gold").to_csv(tmp_path / "rows.csv", index=False)
    (tmp_path / "answers.csv").write_text("old")
    with pytest.raises(BatchError) as caught:
        run_batch(version.folder, input=f"{tmp_path}/rows.csv", output=f"{tmp_path}/answers.csv")
    assert "none of the 10 rows" in caught.value.message
    assert "10 rows: `plan`: unknown category 'gold'" in caught.value.message
    assert (tmp_path / "answers.csv").read_text() == "old"
    assert not (tmp_path / "answers.report.html").exists()


def test_too_many_rows_without_an_answer_fail_the_run(version, rows, tmp_path):
    """How many may be is said beforehand; the reasons are told."""
    with pytest.raises(RunFailedError, match=r"1 of the 120 rows of .* have no answer, more than 0 of them"):
        run_batch(version.folder, input=str(rows), output=f"{tmp_path}/answers.csv", max_rejects=0)
    assert not (tmp_path / "answers.csv").exists()
    assert run_batch(version.folder, input=str(rows), output=f"{tmp_path}/a.csv", max_rejects=0.01).rejected == 1


def test_rows_without_an_answer_may_go_elsewhere(version, rows, tmp_path):
    """The result then holds answers alone; what is rejected has its reason, and both say whose run it was."""
    run = run_batch(
        version.folder, input=str(rows), output=f"{tmp_path}/answers.parquet", rejects=f"{tmp_path}/rejected.csv"
    )
    answers, rejected = pd.read_parquet(tmp_path / "answers.parquet"), pd.read_csv(tmp_path / "rejected.csv")
    assert (len(answers), answers["error"].notna().sum()) == (119, 0)
    assert rejected["plan"].tolist() == ["gold"]
    assert rejected["error"].str.startswith("plan: unknown category 'gold'").all()
    assert {*answers["run_id"], *rejected["run_id"]} == {run.id}
    with pytest.raises(TableError, match="for the answers and for the rows without one"):
        run_batch(version.folder, input=str(rows), output="a.csv", rejects="a.csv")


def test_broken_input_fails_with_the_tables_own_words(version, tmp_path):
    """A file that breaks in the middle stops the run with what is wrong in it, not with a traceback."""
    (tmp_path / "rows.csv").write_text(training_rows(30).to_csv(index=False) + 'too,"many')
    with pytest.raises(BatchError, match=r"rows.csv` cannot be read: .*Nothing is written") as caught:
        run_batch(version.folder, input=f"{tmp_path}/rows.csv", output=f"{tmp_path}/answers.csv")
    assert "Traceback" not in caught.value.message
    assert not (tmp_path / "answers.csv").exists()


def test_time_limit_stops_a_run(version, rows, tmp_path):
    """A run that takes too long is stopped, says how to give it more, and leaves nothing but its notebook so far."""
    with pytest.raises(BatchError, match=r"stopped after .* `--timeout SECONDS`"):
        run_batch(version.folder, input=str(rows), output=f"{tmp_path}/answers.parquet", timeout=0.5)
    assert set(files(tmp_path)) - {"answers.run.ipynb"} == {"rows.csv"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"input": "none.csv"}, "there is no file `none.csv`"),
        ({"output": "no/answers.csv"}, "there is no folder"),
        ({"output": "rows.csv"}, "is the input and the output"),
        ({"output": "answers.xlsx"}, "has the ending `.xlsx`"),
        ({"report": "no/r.html"}, "no folder .* for the report"),
        ({"parameters": {"bin": 3}}, "no parameter `bin`; did you mean `bins`"),
        ({"parameters": {"n_trees": 3}}, "was fixed when churn@7 was built"),
    ],
)
def test_bad_orders_are_refused_before_the_run(change, message, version, rows, tmp_path, monkeypatch):
    """What cannot work is told at once, without starting a kernel."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises((TableError, BatchError), match=message):
        run_batch(version.folder, **{"input": "rows.csv", "output": "answers.csv", **change})


def test_missing_column_is_refused_before_the_run(version, rows, tmp_path):
    """A table that lacks a column is refused with its name."""
    pd.read_csv(rows).drop(columns="age").to_csv(rows, index=False)
    with pytest.raises(TableError, match="no column `age`, which churn@7 reads"):
        run_batch(version.folder, input=str(rows), output=f"{tmp_path}/answers.csv")


def test_changed_bundle_is_not_run(rows, tmp_path):
    """A bundle whose files are not those of its manifest answers nothing."""
    written = write_version(tmp_path / "v")
    (written.folder / "churn" / "predict.py").write_text("def predict(X, state): return {}")
    with pytest.raises(BundleError, match=r"predict.py: sha256"):
        run_batch(written.folder, input=str(rows), output=f"{tmp_path}/answers.csv")


def test_failing_code_is_a_row_s_error(version, tmp_path):
    """A row on which the notebook's code fails has the place in the notebook as its error; the others are answered."""
    frame = training_rows(20)
    frame.loc[4, "charge"] = 13.0
    frame.to_parquet(tmp_path / "rows.parquet")
    run = run_batch(version.folder, input=f"{tmp_path}/rows.parquet", output=f"{tmp_path}/answers.jsonl")
    assert (run.scored, run.rejected) == (19, 1)
    lines = [json.loads(line) for line in (tmp_path / "answers.jsonl").read_text().splitlines()]
    assert "thirteen is not a charge (churn.ipynb cell 6" in lines[4]["error"]
    assert all(isinstance(line["proba"], float) for line in lines if line["error"] is None)


def test_parameters_of_report_cells_can_be_set(version, rows, tmp_path):
    """A parameter that only a report cell reads can be given to the run, and is seen by the cell."""
    run = run_batch(version.folder, input=str(rows), output=f"{tmp_path}/a.parquet", parameters={"bins": 7})
    source = "".join("".join(cell["source"]) for cell in json.loads(run.notebook.read_text())["cells"])
    assert "bins = 7" in source


def test_a_secret_for_a_report_cell_is_read_there_only(rows, tmp_path, monkeypatch):
    """The cell sees it; notebook and report have what names it, and a run without it does not start."""
    seen = f"import pathlib\npathlib.Path({str(tmp_path / 'seen')!r}).write_text(path)"
    version = write_version(tmp_path / "v", reports=(seen,))
    ordered = {"output": f"{tmp_path}/a.csv", "parameters": {"path": "env:TOKEN"}}
    with pytest.raises(BatchError) as caught:
        run_batch(version.folder, input=str(rows), **ordered)
    assert caught.value.message == "the variable `TOKEN` is not set; it is to hold the parameter `path`, `env:TOKEN`"
    monkeypatch.setenv("TOKEN", "hunter2")
    run = run_batch(version.folder, input=str(rows), **ordered)
    assert (tmp_path / "seen").read_text() == "hunter2"
    for file in (run.report, run.notebook):
        assert "env:TOKEN" in file.read_text()
        assert "hunter2" not in file.read_text()


def test_password_of_a_database_is_in_no_notebook(version):
    """The notebook of a run, which is kept, shows addresses without their passwords."""
    address = parse_address("postgresql://me:hunter2@host/db::rows")
    now = datetime.now(UTC)
    stamp = Stamp(run_id="a", time=now, version="churn@7", ordered=now)
    orders = Orders(stamp=stamp, bundle="b", input=address, output=address, staged="s", facts="f")
    text = nbformat.writes(make_notebook(orders, version.manifest, ReportCells(), {}))
    assert "postgresql://me:***@host/db::rows" in text
    assert "hunter2" not in text


def test_percent_scripts_bring_their_report_cells(rows, tmp_path):
    """A version built from a percent script reports like one from a notebook."""
    written = write_version(tmp_path / "v")
    (written.folder / "notebook.ipynb").unlink()
    script = '# %%\nimport pandas as pd\n# %% tags=["report"]\nprint("risk", len(proba))\n'
    (written.folder / "notebook.py").write_text(script)
    source = replace(written.manifest.notebook, name="churn.py")
    rehash(written.folder, replace(written.manifest, notebook=source))
    run = run_batch(written.folder, input=str(rows), output=f"{tmp_path}/answers.csv")
    assert "risk 119" in run.report.read_text()


def test_a_missing_browser_is_told_before_the_run(version, rows, tmp_path, monkeypatch):
    """A PDF that could not be made at the end is refused at the beginning."""
    monkeypatch.setenv("NB2SVC_CHROMIUM", "/no/such")
    with pytest.raises(BatchError, match="`NB2SVC_CHROMIUM` is `/no/such`, which is no program that can be started"):
        run_batch(version.folder, input=str(rows), output=f"{tmp_path}/a.csv", pdf=True)
    assert files(tmp_path) == ["rows.csv"]


def test_a_pdf_that_fails_costs_the_run_nothing(version, rows, tmp_path, monkeypatch):
    """Answers and report are there; a warning says what the browser said."""
    browser = tmp_path / "browser"
    browser.write_text("#!/bin/sh\necho no display >&2; exit 1\n")
    browser.chmod(0o755)
    monkeypatch.setenv("NB2SVC_CHROMIUM", str(browser))
    told = []
    run = run_batch(version.folder, input=str(rows), output=f"{tmp_path}/a.csv", pdf=True, on_progress=told.append)
    assert run.pdf is None
    assert run.warnings == (f"`{browser}` has printed no PDF of `{run.report}`: no display",)
    assert f"warning: {run.warnings[0]}\n" in [progress.detail for progress in told]
    assert files(tmp_path) == ["a.csv", "a.report.html", "a.run.ipynb", "browser", "rows.csv"]
