"""A store with a schedule that is some minutes behind, and the real scheduler that makes up for it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "runtime"))  # the runtime's tests write bundles by hand
sys.path.insert(1, str(Path(__file__).parents[1] / "unit" / "batch"))

from batch_versions import write_version
from bundles import training_rows

from nb2svc.batch.ledger.entries import Schedule
from nb2svc.batch.ledger.ledger import ledger_of
from nb2svc.batch.orders.order import Order

__all__ = ["COMMAND", "SECONDS", "World", "training_rows", "write_version"]

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
    def scheduler(self, **environment):
        command = [COMMAND, "batch", "scheduler", "--store", str(self.store)]
        surroundings = os.environ | environment
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=surroundings
        )
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
