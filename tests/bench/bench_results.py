"""Results asked for by key: requests per second and latency, beside a hand-written FastAPI with SQLAlchemy.

    python tests/bench/bench_results.py [--rows 1000000] [--seconds 5] [--postgres postgresql+psycopg://...]

Both answer from the same table, in SQLite and, where an address is given, in PostgreSQL, with one process each. Needs
`apt-get install wrk`. The peer is what one writes first: a `def` endpoint, an engine with a pool, a prepared query,
the row as a dict. Keys are drawn anew for each request; the answers of both are compared before anything is measured.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import numpy as np
import pyarrow as pa

from nb2svc.batch.tables.addresses import parse_address
from nb2svc.batch.tables.stamp import Stamp
from nb2svc.batch.tables.writing import open_writer, publish

PORT = 8377
PEER = """
import os
import sqlalchemy as sa
from fastapi import FastAPI, HTTPException

app = FastAPI()
engine = sa.create_engine(os.environ["BENCH_URL"], pool_size=8)
query = sa.text(
    "select * from scores where customer_id = :key order by logical_time desc limit 1"
)


@app.get("/results/{key}")
def find(key: int) -> dict:
    with engine.connect() as connection:
        row = connection.execute(query, {"key": key}).mappings().first()
    if row is None:
        raise HTTPException(404)
    return {"key": key, "answer": {"proba": row["proba"], "will_churn": bool(row["will_churn"])}}
"""
KEYS = """
math.randomseed(os.time())
request = function() return wrk.format("GET", "/results/" .. math.random(0, ROWS - 1)) end
"""


def main() -> None:
    """Fill a table, serve it twice, and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--postgres", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "peer.py").write_text(PEER)
        (folder / "keys.lua").write_text(KEYS.replace("ROWS", str(options.rows)))
        for url in filter(None, (f"sqlite:///{folder}/results.db", options.postgres)):
            seconds = _fill(url, folder, options.rows)
            print(f"{url.partition(':')[0]}: {options.rows:,} rows published in {seconds:.1f} s")
            _compare(url, folder, options.seconds)


def _fill(url: str, folder: Path, rows: int) -> float:
    time_of_run = datetime.now(UTC) - timedelta(hours=1)
    stamp = Stamp(run_id="run-1", time=time_of_run, version="churn@7", ordered=time_of_run)
    chances = np.random.default_rng(0).random(rows)
    table = pa.table({"customer_id": np.arange(rows), "proba": chances, "will_churn": chances > 0.5})
    table = table.append_column("error", pa.nulls(rows, pa.string()))
    for column, value in stamp.columns.items():
        table = table.append_column(column, pa.array(np.full(rows, value), pa.string()))
    with open_writer("database", folder / "staged", table.schema) as writer:
        writer.write_table(table)
    started = time.monotonic()
    publish(
        folder / "staged",
        parse_address(f"{url}::scores"),
        stamp=stamp,
        key="customer_id",
        answers=("proba", "will_churn"),
    )
    return time.monotonic() - started


def _compare(url: str, folder: Path, seconds: int) -> None:
    ours = [sys.executable, "-m", "nb2svc", "serve", "--from-results", "env:BENCH_URL::scores", "--key", "customer_id"]
    peer = [sys.executable, "-m", "uvicorn", "peer:app", "--log-level", "warning"]
    answers = []
    for name, command in (("nb2svc", ours), ("FastAPI + SQLAlchemy", peer)):
        with _serving(command, url, folder) as process:
            found = httpx.get(f"http://127.0.0.1:{PORT}/results/17").json()
            answers.append({part: found[part] for part in ("key", "answer")})
            assert answers[0] == answers[-1], answers
            told = [_measure(clients, seconds, folder, process.pid) for clients in (1, 32)]
            memory = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * 4096 / 1e6
        cells = "  ".join(f"{rate:6,.0f}/s p50 {p50:>8} p99 {p99:>8} {cost:5.0f} us" for rate, p50, p99, cost in told)
        print(f"  {name:<22} {cells}  {memory:.0f} MB")


@contextmanager
def _serving(command: list[str], url: str, folder: Path):
    environment = {**os.environ, "BENCH_URL": url}
    process = subprocess.Popen([*command, "--port", str(PORT)], cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                if httpx.get(f"http://127.0.0.1:{PORT}/results/17").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait()


def _measure(clients: int, seconds: int, folder: Path, process: int) -> tuple[float, str, str, float]:
    """Return requests per second, median and 99th percentile of their time, and processor time of the server for each.

    The last hardly changes when others use the machine, too.
    """
    before = _processor_seconds(process)
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}", "--latency", "-s", str(folder / "keys.lua")]
    done = subprocess.run([*command, f"http://127.0.0.1:{PORT}"], capture_output=True, text=True, check=True)
    assert "Non-2xx" not in done.stdout, done.stdout
    (rate,) = re.findall(r"Requests/sec:\s+([\d.]+)", done.stdout)
    (median,), (late,) = (re.findall(rf"\s{part}%\s+(\S+)", done.stdout) for part in (50, 99))
    (count,) = re.findall(r"(\d+) requests in", done.stdout)
    return float(rate), median, late, 1e6 * (_processor_seconds(process) - before) / int(count)


def _processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
