"""Schedules as they run: real schedulers, real runs, and real kills; whoever reads the results sees nothing twice."""

from __future__ import annotations

import csv
import json
import os
import signal
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta

import psutil
import pytest
from e2e.schedule_world import COMMAND, SECONDS, World, training_rows, write_version

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return write_version(tmp_path_factory.mktemp("version") / "7-3f9a2c1d")


@pytest.fixture
def world(tmp_path, written):
    return World(tmp_path, written)


def test_a_scheduler_may_be_killed_and_two_may_run(world):
    """The run that goes on comes to its end, the next ones are started by the others, and each is there once."""
    world.schedule(missed=3)
    with world.scheduler() as first:
        world.wait(world.running)
        first.kill()
    with world.scheduler(), world.scheduler():
        world.wait(lambda: world.states() == ["done"] * 3)
    assert world.answers() == {slot.time.isoformat(timespec="seconds"): 50 for slot in world.ledger.slots("churn")}
    assert [run.attempt for run in world.ledger.runs()] == [1, 1, 1]


def test_a_run_that_is_killed_is_told_and_tried_again(world):
    """SIGKILL to its process: nothing of it is published, the ledger says so, and the retry does the work."""
    world.schedule(missed=1, retries=1, retry_seconds=0.0)
    with world.scheduler():
        world.wait(world.running)
        (run,) = world.running()
        os.kill(run.pid, signal.SIGKILL)
        world.wait(lambda: world.states() == ["done"])
    second, first = world.ledger.runs()
    assert (first.state, second.state, second.attempt) == ("died", "done", 2)
    assert "the process of the run is gone" in first.message
    assert list(world.answers().values()) == [50]
    with closing(sqlite3.connect(world.folder / "results.db")) as connection:
        assert connection.execute("SELECT DISTINCT run_id FROM answers").fetchall() == [(second.id,)]


def test_a_kernel_that_is_killed_is_told_with_its_cell(world):
    """The run did not fail by itself: the ledger says so, and where it was."""
    training_rows(300_000).to_csv(world.folder / "rows.csv", index=False)
    world.schedule(missed=1)
    with world.scheduler():
        world.wait(lambda: "000 rows" in world.log())
        (run,) = world.running()
        kernel = psutil.Process(run.pid).children(recursive=True)[-1]
        kernel.kill()
        world.wait(lambda: world.states() != ["running"])
    (run,) = world.ledger.runs()
    assert world.states() == ["failed"]
    assert run.state == "died"
    assert run.cell, "the cell in which it was"
    assert "the kernel died while the cell was running: killed, or crashed in compiled code. Nothing" in run.message


def test_a_run_that_takes_too_long_is_stopped(world):
    """Within its time, and the ledger says which cell it was in."""
    world.schedule(missed=1, timeout=3)
    with world.scheduler():
        world.wait(lambda: world.states() == ["failed"])
    (run,) = world.ledger.runs()
    assert run.state == "timed-out"
    assert "give it more time with `--timeout SECONDS`" in run.message
    assert world.tables() == []


def test_a_run_can_be_cancelled_and_tried_again_later(world):
    """It ends in order, is not tried again by itself, and a retry does it for the same logical time."""
    world.schedule(missed=1, retries=3)
    with world.scheduler() as scheduler:
        world.wait(world.running)
        (run,) = world.running()
        assert world.command("cancel", run.id).returncode == 0
        world.wait(lambda: world.states() == ["cancelled"])
        assert world.ledger.run(run.id).message == "it was cancelled"
        assert world.tables() == []
        assert world.command("retry", run.id).returncode == 0
        world.wait(lambda: world.states() == ["done"])
        scheduler.send_signal(signal.SIGTERM)
        assert scheduler.wait(timeout=SECONDS) == 0
    assert list(world.answers().values()) == [50]
    shown = world.command("show", world.ledger.runs(limit=1)[0].id).stdout
    assert "logical time" in shown
    assert "done" in world.command("history").stdout
    assert "50 of 50 rows answered" in world.command("logs", world.ledger.runs(limit=1)[0].id).stdout


def test_a_backfill_makes_up_for_a_range(world):
    """It tells what it would do, does it with several at a time, and again finds nothing to do."""
    world.schedule(missed=1)
    world.ledger.pause("churn", is_paused=True)
    hour = timedelta(hours=1)
    first, last = (world.now - 3 * hour).isoformat(), (world.now - hour / 2).isoformat()
    plan = world.command("backfill", "churn", "--from", first, "--to", last, "--dry-run")
    assert plan.stdout.startswith("3 runs of `churn`, 0 times are left alone\n"), plan.stderr
    done = world.command("backfill", "churn", "--from", first, "--to", last, "--parallel", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("  done\n") == 3
    assert list(world.answers().values()) == [50] * 3
    again = world.command("backfill", "churn", "--from", first, "--to", last)
    assert again.stdout.startswith("0 runs of `churn`, 3 times are left alone\n")


def test_ten_runs_from_ten_folders_do_not_meet(world):
    """Addresses are relative to the folder of each, kernels share no port, and the ledger loses none of them."""
    folders = [world.folder / f"team-{number}" for number in range(10)]
    for number, folder in enumerate(folders):
        folder.mkdir()
        training_rows(20 + number).to_csv(folder / "rows.csv", index=False)
    command = [COMMAND, "batch", "run", "churn@7", "--input", "rows.csv", "--output", "answers.csv"]
    processes = [
        subprocess.Popen([*command, "--store", str(world.store), "--json"], cwd=folder, stdout=subprocess.PIPE)
        for folder in folders
    ]
    facts = [json.loads(process.communicate()[0]) for process in processes]
    assert [fact["rows"] for fact in facts] == [20 + number for number in range(10)]
    for fact, folder in zip(facts, folders, strict=True):
        with (folder / "answers.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert (len(rows), {row["run_id"] for row in rows}) == (fact["rows"], {fact["run"]})
        assert {path.name for path in folder.iterdir()} == {
            "rows.csv", "answers.csv", "answers.report.html", "answers.run.ipynb",
        }  # fmt: skip
    assert sorted(run.id for run in world.ledger.runs() if run.state == "done") == sorted(fact["run"] for fact in facts)
