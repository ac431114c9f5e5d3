"""Several processes answer one table: the same result, and no process is left when something goes wrong."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bundles import training_rows, write_churn, write_plain

from nb2svc.batch.errors import BatchError, WorkerError
from nb2svc.batch.runs.run import run_batch
from nb2svc.batch.scoring import score as scoring
from nb2svc.batch.scoring.processes import count_processes
from nb2svc.batch.tables.whole import write_table
from nb2svc.diagnostics import StageError
from nb2svc.manifest import Field, OutputField, RequestSchema
from nb2svc.runtime import load_bundle

NUMBER = RequestSchema(name="df", input="frame", fields=(Field(name="x", kind="number", dtype="float64"),))
ANSWER = (OutputField(name="y", kind="number", dtype="float64"),)


@pytest.fixture
def service_of(tmp_path):
    """Write and load a service whose `predict` has a body."""

    def write(body, **options):
        write_plain(tmp_path / "b", request=NUMBER, predict=body, response=ANSWER, rows=[], **options)
        return load_bundle(tmp_path / "b")

    return write


@pytest.fixture
def numbers(tmp_path):
    """A table of the numbers from 0 to 59."""
    path = f"{tmp_path}/rows.parquet"
    write_table(pd.DataFrame({"x": np.arange(60.0)}), path)
    return path


@pytest.fixture(autouse=True)
def short_chunks(monkeypatch):
    """Ten rows at once."""
    monkeypatch.setattr(scoring, "_MOST_ROWS", 10)
    monkeypatch.setattr(scoring, "_FEWEST_ROWS", 1)


def children(parent=None):
    """Return the ids of the processes that a process has started to answer rows, and that live."""
    return {child.pid for child in psutil.Process(parent).children(recursive=True) if is_worker(child.pid)}


def is_worker(pid):
    """Whether a process is one that answers rows, and lives."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and any("spawn_main" in part for part in process.cmdline())
    except psutil.NoSuchProcess:
        return False


def wait_for(condition):
    """Return what a condition gives once it is true."""
    for _ in range(1200):
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came true")


def score(service, source, folder, **options):
    """Score a file; give the result, the run and what was told."""
    told = []
    run = scoring.score_table(service, source, folder / "staged", form="parquet", tell=told.append, **options)
    return pq.read_table(folder / "staged"), run, told


def test_result_is_the_same_file(tmp_path):
    """With rows that are refused, dropped and that the code fails on, one process and three give equal results."""
    written = write_churn(tmp_path / "7-3f9a2c1d")
    frame = training_rows(95)
    frame.loc[3, "plan"] = "gold"
    frame.loc[25, "charge"] = -1.0
    frame.loc[47, "charge"] = 13.0
    frame.loc[48, "region"] = None
    source = f"{tmp_path}/rows.parquet"
    write_table(frame, source)
    service = load_bundle(written.folder)
    alone, run, _ = score(service, source, tmp_path)
    together, other, told = score(service, source, tmp_path, processes=3)
    assert together.equals(alone)
    assert (other.rows, other.rejected, other.reasons, other.examples) == (95, 4, run.reasons, run.examples)
    assert [summary.sample.tolist() for summary in other.inputs.values()] == [
        summary.sample.tolist() for summary in run.inputs.values()
    ]
    assert told == [f"{min(95, count)} rows" for count in range(10, 101, 10)]


def test_rows_are_answered_in_several_processes(service_of, numbers, tmp_path):
    """Two processes answer in turns, neither of them the one that reads and writes."""
    result, _, _ = score(
        service_of("import os; return {'y': df['x'] * 0 + os.getpid()}"), numbers, tmp_path, processes=2
    )
    ids = [set(result["y"].to_pylist()[start : start + 10]) for start in range(0, 60, 10)]
    assert ids[0] == ids[2] == ids[4] != ids[1] == ids[3] == ids[5]
    assert os.getpid() not in ids[0] | ids[1]


def test_a_small_table_starts_no_process(service_of, tmp_path):
    """Rows that fit one chunk are answered where they are."""
    write_table(pd.DataFrame({"x": np.arange(10.0)}), f"{tmp_path}/rows.parquet")
    service = service_of("import os; return {'y': df['x'] * 0 + os.getpid()}")
    result, _, _ = score(service, f"{tmp_path}/rows.parquet", tmp_path, processes=4)
    assert set(result["y"].to_pylist()) == {os.getpid()}


def test_rows_that_need_each_other_stay_in_one_piece(service_of, numbers, tmp_path):
    """Several processes are of no use for them, and the run says so."""
    service = service_of("return {'y': df['x'] / df['x'].sum()}", independent=False)
    result, _, told = score(service, numbers, tmp_path, processes=2)
    assert result["y"].to_pylist() == (np.arange(60.0) / np.arange(60.0).sum()).tolist()
    assert told[0] == "one process answers all rows in one piece: those of plain@1 may depend on each other"


def test_a_worker_that_dies_stops_the_run_and_names_the_rows(service_of, numbers, tmp_path):
    """A process that is killed, as by the kernel when memory runs out, takes no rows with it in silence."""
    service = service_of("import os; (df['x'] == 34).any() and os.kill(os.getpid(), 9); return {'y': df['x']}")
    message = (
        "a process was killed by signal 9 while it answered rows 31 to 40: often there is too little memory for so "
        "many of them; ask for fewer with `--processes`"
    )
    with pytest.raises(WorkerError) as raised:
        score(service, numbers, tmp_path, processes=2)
    assert raised.value.message == message
    assert children() == set()


def test_a_failing_look_up_stops_the_run(service_of, numbers, tmp_path):
    """It is told with the words that one process has for it."""
    body = """
        from nb2svc.runtime.lookups.errors import LookupFailedError
        if (df['x'] == 34).any():
            raise LookupFailedError("the database is away")
        return {'y': df['x']}
    """
    service = service_of(body)
    told = []
    for processes in (1, 2):
        with pytest.raises(StageError) as raised:
            score(service, numbers, tmp_path, processes=processes)
        told.append(raised.value.message)
    assert told[0] == told[1]
    assert "the database is away" in told[0]
    assert children() == set()


def test_no_process_outlives_an_error_of_the_run(service_of, numbers, tmp_path):
    """Whatever stops the one that reads and writes ends the others, too."""

    def interrupt(_):
        raise KeyboardInterrupt

    service = service_of("return {'y': df['x']}")
    with pytest.raises(KeyboardInterrupt):
        scoring.score_table(service, numbers, tmp_path / "x", form="parquet", processes=2, tell=interrupt)
    assert children() == set()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_no_process_outlives_the_one_that_started_it(service_of, numbers, tmp_path, number):
    """A kernel that is killed, in order or at once, leaves no process behind, not even one that computes."""
    service = service_of("import time; time.sleep(600); return {'y': df['x']}")
    code = (
        "from nb2svc.batch.scoring import score as scoring\nfrom nb2svc.runtime import load_bundle\n"
        "scoring._MOST_ROWS = 10\n"
        f"scoring._FEWEST_ROWS = 1\nif __name__ == '__main__':\n"
        f"    scoring.score_table(load_bundle({str(service.folder)!r}), {numbers!r}, {str(tmp_path / 'x')!r},"
        " form='parquet', processes=2)\n"
    )
    script = tmp_path / "kernel.py"
    script.write_text(code)
    parent = subprocess.Popen([sys.executable, str(script)])
    try:
        workers = wait_for(lambda: len(found := children(parent.pid)) == 2 and found)
        parent.send_signal(number)
        parent.wait()
        wait_for(lambda: not any(is_worker(worker) for worker in workers))
    finally:
        parent.kill()
        parent.wait()


def test_auto_leaves_each_process_its_threads(version, monkeypatch):
    """A version that computes with two threads gets half as many processes as there are cores."""
    monkeypatch.setattr("nb2svc.batch.scoring.processes.usable_cores", lambda: 8)
    assert version.manifest.threads == {"blas": 1, "openmp": 1, "torch": 1}
    assert count_processes("auto", version.manifest) == 8
    assert count_processes("auto", replace(version.manifest, threads={"blas": 1, "torch": 3})) == 2
    assert count_processes("auto", replace(version.manifest, threads={"blas": 16})) == 1
    assert count_processes("3", version.manifest) == 3


@pytest.mark.parametrize("asked", ["0", "-1", "many", "1.5", ""])
def test_other_numbers_of_processes_are_refused(asked, version):
    """The message says what may be given."""
    with pytest.raises(BatchError) as raised:
        count_processes(asked, version.manifest)
    assert raised.value.message == f"`{asked}` is no number of processes; give 1, 2, ... or `auto`, for all cores"


def test_memory_does_not_grow_with_the_rows(version, tmp_path):
    """Ten times the rows take hardly more memory: read, answered and written piece by piece."""
    peaks = {}
    for rows in (60_000, 600_000):
        source = tmp_path / f"{rows}.parquet"
        part = pa.Table.from_pandas(training_rows(30_000), preserve_index=False)
        with pq.ParquetWriter(source, part.schema) as writer:
            for _ in range(rows // 30_000):
                writer.write_table(part)
        code = (
            "import json, resource, sys\nfrom nb2svc.batch.scoring.score import score_table\n"
            "from nb2svc.runtime import load_bundle\n"
            f"run = score_table(load_bundle({str(version.folder)!r}), {str(source)!r}, {str(tmp_path / 'x')!r},"
            " form='parquet', tell=lambda _: None)\n"
            "print(json.dumps([run.rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))"
        )
        told = json.loads(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout)
        assert told[0] == rows
        peaks[rows] = told[1]
    assert peaks[600_000] < peaks[60_000] + 150, peaks


def test_a_run_has_the_same_result_with_several_processes(version, tmp_path):
    """In the kernel of a run, too: more rows than one chunk, answered in turns."""
    source = f"{tmp_path}/rows.parquet"
    write_table(training_rows(120_000), source)
    results = []
    for processes in (1, "2"):
        output = f"{tmp_path}/{processes}.parquet"
        run = run_batch(version.folder, input=source, output=output, processes=processes, run_id="one")
        assert (run.rows, run.rejected) == (120_000, 6)
        results.append(pq.read_table(output).drop_columns(["logical_date", "logical_time"]))
    assert results[1].equals(results[0])


def test_a_cancelled_run_leaves_no_process(tmp_path):
    """SIGTERM, as `batch cancel` sends it, ends the command, the kernel and the processes that answer."""
    body = "import time; time.sleep(600); return {'y': df['x']}"
    write_plain(tmp_path / "s/plain/1-00000000", request=NUMBER, predict=body, response=ANSWER, rows=[])
    write_table(pd.DataFrame({"x": np.arange(200_000.0)}), f"{tmp_path}/rows.parquet")
    command = ["batch", "run", "plain@1", "--store", f"{tmp_path}/s", "--processes", "2"]
    places = ["--input", f"{tmp_path}/rows.parquet", "--output", f"{tmp_path}/y.parquet"]
    started = subprocess.Popen([sys.executable, "-m", "nb2svc", *command, *places], stderr=subprocess.DEVNULL)
    try:
        workers = wait_for(lambda: len(found := children(started.pid)) == 2 and found)
        started.send_signal(signal.SIGTERM)
        assert started.wait() != 0
        wait_for(lambda: not any(is_worker(worker) for worker in workers))
    finally:
        started.kill()
        started.wait()
    assert not (tmp_path / "y.parquet").exists()
