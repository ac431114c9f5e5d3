"""The pages of many runs: how long they take, and how large they are.

    python tests/bench/bench_site.py [--runs 1000] [--fields 10] [--folder DIR]

Prints seconds, the best of three, and sizes. The ledger is in a temporary folder and filled through its own interface,
with runs of three schedules and runs by hand, of which some have failed; every run has a report. With --folder the
pages stay there to be looked at.
"""

import argparse
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nb2svc.batch.ledger.entries import Schedule
from nb2svc.batch.ledger.ledger import Ledger
from nb2svc.batch.orders.order import Order
from nb2svc.batch.site.site import write_site

START = datetime(2026, 1, 1, 6, tzinfo=UTC)
NAMES = ("churn", "churn weekly", "rentals")
REPORT = '<!DOCTYPE html><meta name="nb2svc-run" content="{}"><title>report</title>' + "x" * 60_000


def main() -> None:
    """Fill a ledger, and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--fields", type=int, default=10)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        ledger = Ledger(Path(work) / ".batch")
        fill(ledger, Path(work), options.runs, options.fields)
        folder = options.folder or Path(work) / "site"
        times = []
        for _ in range(4):
            started = time.perf_counter()
            site = write_site(ledger, folder, title="Nightly scores")
            times.append(time.perf_counter() - started)
        pages = sorted(folder.glob("*.html"))
        print(f"{site.runs} runs with {options.fields} fields, {site.reports} reports, {len(pages)} pages")
        print(f"for the first time   {times[0]:6.2f} s")
        print(f"brought up to date   {min(times[1:]):6.2f} s")
        print(f"index.html           {site.index.stat().st_size / 1000:6.0f} kB")
        print(f"all pages            {sum(page.stat().st_size for page in pages) / 1000:6.0f} kB")
        started = time.perf_counter()
        ledger.runs(limit=20)
        print(f"the last 20 runs     {(time.perf_counter() - started) * 1000:6.2f} ms")


def fill(ledger: Ledger, folder: Path, runs: int, fields: int) -> None:
    """Make runs of three schedules, one of each a day, and one by hand."""
    chance = random.Random(1)
    order = Order(
        service="churn@champion", store="/s", input="in.csv", output="out.csv", folder="/f", timezone="Asia/Seoul"
    )
    for name in NAMES:
        ledger.add(
            Schedule(name=name, order=order, cron="0 6 * * *", timezone="Asia/Seoul", created=START, reached=START)
        )
    for number in range(runs):
        day = START + timedelta(days=number // 4)
        if number % 4 == 3:
            entry = ledger.begin(order, time=day, now=day + timedelta(hours=3))
        else:
            ledger.open_slots(NAMES[number % 4], run=[day], skip=[], reached=day)
            entry = ledger.claim(now=day + timedelta(seconds=number % 4), names=[NAMES[number % 4]])
        end(ledger, folder, entry, chance, fields)


def end(ledger: Ledger, folder: Path, entry: object, chance: random.Random, fields: int) -> None:
    """Let a run end: one of twenty fails."""
    ledger.note(entry.id, version=f"churn@{1 + entry.time.timetuple().tm_yday // 40}", order=entry.order)
    seconds = chance.uniform(8, 12)
    now = entry.created + timedelta(seconds=seconds)
    if chance.random() < 0.05:
        message = "the input `data/<2026>.parquet` has no column `tenure`, which churn@7 reads"
        ledger.end(entry.id, chance.choice(["failed", "timed-out", "died"]), now=now, cell="score", message=message)
        return
    rows = int(20_000 + 3000 * chance.random() + 8 * (entry.time - START).days)
    report = folder / f"{entry.id}.report.html"
    report.write_text(REPORT.format(entry.id))
    numbers = {
        "rows": rows,
        "nulls": 3,
        "mean": chance.uniform(30, 31),
        "std": 10.0,
        "quantiles": [1, 2, 3],
        "shift": 0.01,
    }
    yes = int(rows * chance.uniform(0.2, 0.25))
    words = {"rows": rows, "nulls": 0, "words": {"False": rows - yes, "True": yes}, "distinct": 2, "shift": 0.0}
    digest = {
        "answers": {"proba": {**numbers, "mean": chance.uniform(0.2, 0.25)}, "will_churn": words},
        "inputs": {f"field_{i}": numbers if i % 2 else words for i in range(fields)},
    }
    rejected = chance.choice([0, 0, 0, 5, 40])
    facts = {"rows": rows, "rejected": rejected, "seconds": seconds, "report": str(report), "digest": digest}
    ledger.end(entry.id, "done", now=now, facts=facts)


if __name__ == "__main__":
    main()
