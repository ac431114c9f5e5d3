"""The ledger with many runs in it: what a tick of the scheduler and a look at the history cost.

    python tests/bench/bench_ledger.py [--runs 1000] [--schedules 20]

Prints milliseconds, the best of five. The ledger is in a temporary folder and filled through its own interface.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nb2svc.batch.ledger.entries import Alerts, Schedule
from nb2svc.batch.ledger.ledger import Ledger
from nb2svc.batch.orders.order import Order
from nb2svc.batch.schedules.alerts import Teller
from nb2svc.batch.schedules.scheduler import Scheduler

START = datetime(2026, 1, 1, tzinfo=UTC)


class _Ended:
    """A process that has ended already."""

    def poll(self) -> int:
        return 0


def main() -> None:
    """Fill a ledger, and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--schedules", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder) / ".batch")
        now = _fill(ledger, options.runs, options.schedules)
        scheduler = Scheduler(ledger, clock=lambda: now, teller=Teller(ledger, lambda *_: None))
        print(f"{len(ledger.runs(limit=10**6))} runs, {options.schedules} schedules")
        print(f"a tick with nothing due  {_best(scheduler.tick):8.2f} ms")
        print(f"the last 20 runs         {_best(lambda: ledger.runs(limit=20)):8.2f} ms")
        print(f"all runs                 {_best(lambda: ledger.runs(limit=10**6)):8.2f} ms")


def _fill(ledger: Ledger, runs: int, schedules: int) -> datetime:
    order = Order(service="churn", store="/s", input="in.csv", output="out.csv", folder="/f")
    for number in range(schedules):
        ledger.add(
            Schedule(name=f"churn-{number}", order=order, cron="0 * * * *", timezone="UTC", catch_up="all",
                     created=START, reached=START, late_seconds=60.0, alerts=Alerts(command="true"))
        )  # fmt: skip
    now = START + timedelta(hours=runs // schedules)

    def start(ledger: Ledger, entry: object) -> _Ended:
        ledger.end(entry.id, "done", now=now, facts={"rows": 1000, "rejected": 0})
        return _Ended()

    scheduler = Scheduler(ledger, parallel=runs, clock=lambda: now, start=start, teller=Teller(ledger, lambda *_: None))
    for _ in range(3):
        scheduler.tick()
    return now


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(5):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times) * 1000


if __name__ == "__main__":
    main()
