"""Schedules as they run: real schedulers, real runs, and real kills; whoever reads the results sees nothing twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "runtime"))  # the runtime's tests write bundles by hand
sys.path.insert(1, str(Path(__file__).parents[1] / "unit" / "batch"))

from batch_versions import write_version
from bundles import training_rows

from nb2svc.batch.ledger.entries import Schedule
from nb2svc.batch.ledger.ledger import ledger_of
from nb2svc.batch.order import Order

pytestmark = pytest.mark.e2e

COMMAND = str(Path(sys.executable).with_name("nb2svc"))
SECONDS = 120
MINUTE = timedelta(minutes=1)


class World:
    """A store with the churn service, rows to answer, and a schedule that is some minutes behind."""

    def __init__(self, folder, written):
        self.folder = folder
        self.store = folder / "services"
        (self.store / "churn").mkdir(parents=True)
        (self.store / "churn" / written.folder.name).symlink_to(written.folder)
        training_rows(50).to_csv(folder / "rows.csv", index=False)
        self.ledger = ledger_of(self.store)
        self.now = datetime.now(UTC).replace(second=0, microsecond=0)

    def schedule(self, *, missed, timeout=None, **changes):
        order = Order(
            timeout=timeout,
            service="churn@7",
            store=str(self.store),
            input="rows.csv",
            output="sqlite:///results.db::answers",
            folder=str(self.folder),
            report="{{ run_id }}.html",
        )
        # by now it is due for the minutes that were missed, and not again within the test
        given = {"cron": self.cron(missed), "reached": self.now - missed * MINUTE, "catch_up": "all", **changes}
        self.ledger.add(Schedule(name="churn", order=order, timezone="UTC", created=self.now, **given))

    def cron(self, missed):
        minutes = sorted({(self.now - back * MINUTE).minute for back in range(missed)})
        return f"{','.join(map(str, minutes))} * * * *"

    @contextmanager
    def scheduler(self):
        command = [COMMAND, "batch", "scheduler", "--store", str(self.store)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            process.stderr.close()

    def wait(self, condition):
        deadline = time.monotonic() + SECONDS
        while not condition():
            runs = [(run.id, run.state, run.message) for run in self.ledger.runs()]
            assert time.monotonic() < deadline, (runs, self.ledger.slots("churn"))
            time.sleep(0.1)

    def states(self):
        return [slot.state for slot in self.ledger.slots("churn")]

    def running(self):
        return [run for run in self.ledger.runs() if run.state == "running" and run.pid]

    def log(self):
        return "".join(self.ledger.log_of(run.id).read_text() for run in self.running())

    def tables(self):
        with closing(sqlite3.connect(self.folder / "results.db")) as connection:
            return connection.execute("SELECT name FROM sqlite_master").fetchall()

    def answers(self):
        """Return how many rows there are of each logical time."""
        with closing(sqlite3.connect(self.folder / "results.db")) as connection:
            return dict(connection.execute("SELECT logical_time, count(*) FROM answers GROUP BY 1").fetchall())

    def command(self, *arguments):
        return subprocess.run(
            [COMMAND, "batch", *arguments, "--store", str(self.store)], capture_output=True, text=True, check=False
        )


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
    assert "often there is too little memory. Nothing is written to" in run.message


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
