"""Batch scoring beside the same pandas and scikit-learn code called directly, and beside papermill.

    python tests/bench/bench_batch.py rates [--rows 500000] [--repeats 5] [NOTEBOOK ...]
    python tests/bench/bench_batch.py memory [--rows 1000000 10000000] [--processes 1 2]
    python tests/bench/bench_batch.py overhead [--rows 1000000]

`rates`: in one process, taking turns, the version's `preprocess` and `predict` on Parquet batches of the same size with
the rows and answers written as Parquet, and `score_table`. Medians; more than 1.00 means that `score_table` is faster.
`memory`: the peak of a fresh process that scores, over that of one that has only loaded the version.
`overhead`: `nb2svc batch run` beside `papermill` executing the notebook that this run has made.
"""

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from nb2svc.batch.scoring.score import rows_at_once, score_table
from nb2svc.runtime import load_bundle

HERE = Path(__file__).parent
NOTEBOOKS = {
    "plain": HERE / "batch_notebooks" / "plain.py",
    "boosted": HERE / "batch_notebooks" / "boosted.py",
    "churn": HERE.parents[1] / "notebooks" / "churn.ipynb",
}
"""Seven columns into a logistic regression, into boosted trees, and ten into a forest of 120 trees."""


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("rates", "memory", "overhead", "score"))
    parser.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help=f"of {', '.join(NOTEBOOKS)}")
    parser.add_argument("--rows", type=int, nargs="+", default=[500_000])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--processes", type=int, nargs="+", default=[1])
    parser.add_argument("--work", type=Path, help="folder that is kept: versions are built once")
    options = parser.parse_intermixed_args()
    if options.what == "score":  # a fresh process of `memory`
        _score(options.work, options.rows[0], options.processes[0])
        return
    with tempfile.TemporaryDirectory() as folder:
        work = options.work or Path(folder)
        for name in options.notebooks or ("plain", "boosted", "churn"):
            bundle = _build(name, work / name)
            {"rates": _rates, "memory": _memory, "overhead": _overhead}[options.what](name, bundle, options)


def _build(name: str, work: Path) -> Path:
    """Return the folder of a version; it is built unless it is there."""
    work.mkdir(parents=True, exist_ok=True)
    training = work / "data.csv"
    if not training.exists():
        if name == "churn":
            shutil.copyfile(NOTEBOOKS[name].parent / "data" / "churn.csv", training)
        else:
            _loans(3000).to_csv(training, index=False)
        command = [sys.executable, "-m", "nb2svc", "build", str(NOTEBOOKS[name]), "-p", f"path={training}"]
        subprocess.run([*command, "--name", name, "--store", str(work / "services")], check=True, capture_output=True)
    return next(path for path in (work / "services" / name).iterdir() if path.is_dir())


def _loans(count: int) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    income = np.where(rng.random(count) < 0.03, np.nan, rng.lognormal(10, 0.5, count).round())
    frame = pd.DataFrame(
        {
            "number": np.arange(count),
            "loan": rng.lognormal(9, 0.7, count).round(2),
            "months": rng.integers(6, 84, count),
            "income": income,
            "late": rng.poisson(0.4, count),
            "rate": rng.uniform(1, 14, count).round(3),
            "purpose": rng.choice(["car", "house", "other", "study"], count),
            "housing": rng.choice(["own", "rent"], count),
        }
    )
    frame["defaulted"] = (frame["rate"] / 14 + frame["late"] / 3 + rng.normal(0, 0.4, count) > 1).astype(int)
    return frame


def _input(work: Path, rows: int) -> Path:
    """Return a Parquet file of so many rows like those of training, written in pieces."""
    path = work / f"rows-{rows}.parquet"
    if not path.exists():
        training = pd.read_csv(work / "data.csv")
        with pq.ParquetWriter(path, pa.Schema.from_pandas(training, preserve_index=False)) as writer:
            for start in range(0, rows, 500_000):
                part = training.sample(min(500_000, rows - start), replace=True, random_state=start)
                writer.write_table(pa.Table.from_pandas(part, preserve_index=False))
    return path


def _rates(name: str, bundle: Path, options: argparse.Namespace) -> None:
    service = load_bundle(bundle)
    for rows in options.rows:
        source = _input(bundle.parents[2], rows)
        taken: dict[str, list[tuple[float, float]]] = {"direct": [], "batch": []}
        for turn in range(options.repeats + 1):
            for what, work in (("direct", _score_directly), ("batch", _score_by_batch)):
                wall, cpu = time.perf_counter(), time.process_time()
                work(service, source)
                if turn:  # the first warms up
                    taken[what].append((time.perf_counter() - wall, time.process_time() - cpu))
        wall, cpu = (
            {what: statistics.median(time[i] for time in times) for what, times in taken.items()} for i in (0, 1)
        )
        pairs = statistics.median(d[1] / b[1] for d, b in zip(taken["direct"], taken["batch"], strict=True))
        print(
            f"{name:8} {rows:>10,} rows  direct {rows / wall['direct']:>9,.0f} rows/s  "
            f"batch {rows / wall['batch']:>9,.0f} rows/s  ratio {wall['direct'] / wall['batch']:.3f}  "
            f"in processor time {cpu['direct'] / cpu['batch']:.3f} (of pairs {pairs:.3f})",
            flush=True,
        )


def _score_directly(service: object, source: Path) -> None:
    """What one writes by hand: read, preprocess, predict, write rows and answers."""
    package, writer = service.package, None
    with tempfile.TemporaryDirectory() as folder, pq.ParquetFile(source) as file:
        for batch in file.iter_batches(batch_size=rows_at_once(service.manifest)):
            frame = batch.to_pandas()
            answers = package.predict(package.preprocess(frame.copy(deep=False), package.state), package.state)
            table = pa.Table.from_pandas(frame.assign(**answers), preserve_index=False)
            writer = writer or pq.ParquetWriter(f"{folder}/result", table.schema)
            writer.write_table(table)
        writer.close()


STAMP = {
    "run_id": "20261119T060000-4f9d1c",
    "logical_date": "2026-11-19",
    "logical_time": "2026-11-19T06:00:00+09:00",
    "version": "churn@7",
}


def _score_by_batch(service: object, source: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        score_table(service, str(source), f"{folder}/result", form="parquet", stamp=STAMP, tell=lambda _: None)


def _memory(name: str, bundle: Path, options: argparse.Namespace) -> None:
    footprint = _peak(bundle, 0, 1)
    print(f"{name:8} loaded: {footprint['peak']:,.0f} MB")
    for rows in options.rows:
        _input(bundle.parents[2], rows)
        for processes in options.processes:
            told = _peak(bundle, rows, processes)
            print(
                f"{name:8} {rows:>11,} rows, {processes} processes: "
                f"{told['peak'] - footprint['peak']:,.0f} MB over it, {rows / told['seconds']:,.0f} rows/s",
                flush=True,
            )


def _peak(bundle: Path, rows: int, processes: int) -> dict[str, float]:
    command = [sys.executable, __file__, "score", "--work", str(bundle), "--rows", str(rows)]
    told = subprocess.run([*command, "--processes", str(processes)], check=True, capture_output=True, text=True).stdout
    return json.loads(told)


def _score(bundle: Path, rows: int, processes: int) -> None:
    """Load a version, score, and print the peak of memory."""
    service = load_bundle(bundle)
    service.predict_each(pd.DataFrame(service.golden.rows))
    started = time.perf_counter()
    if rows:
        _score_by_batch(service, _input(bundle.parents[2], rows))
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(json.dumps({"peak": int(peak.split()[1]) / 1024, "seconds": time.perf_counter() - started}))


PAPERMILL = """
import sys
from traitlets.config import Config
import papermill
notebook, made, folder = sys.argv[1:]
papermill.execute_notebook(
    notebook, made, parameters={"staged": folder + "/rows", "facts": folder + "/facts"}, kernel_name="python3",
    progress_bar=False, config=Config({"KernelManager": {"transport": "ipc"}}),
)
"""


def _overhead(name: str, bundle: Path, options: argparse.Namespace) -> None:
    for rows in options.rows:
        source = _input(bundle.parents[2], rows)
        taken: dict[str, list[tuple[float, float]]] = {"run": [], "papermill": []}
        for turn in range(options.repeats + 1):
            with tempfile.TemporaryDirectory() as folder:
                result, made = f"{folder}/answers.parquet", f"{folder}/answers.run.ipynb"
                run = [sys.executable, "-m", "nb2svc", "batch", "run", name, "--store", str(bundle.parents[1])]
                run = [*run, "--input", str(source), "--output", result]
                again = [sys.executable, "-c", PAPERMILL, made, f"{folder}/papermill.ipynb", folder]
                for what, command in (("run", run), ("papermill", again)):
                    wall, cpu = time.perf_counter(), _cpu_of_children()
                    subprocess.run(command, check=True, capture_output=True)
                    if turn or options.repeats == 0:  # the first warms up
                        taken[what].append((time.perf_counter() - wall, _cpu_of_children() - cpu))
        for number, what in enumerate(("on the clock", "of processor")):
            run, papermill = (statistics.median(time[number] for time in taken[of]) for of in ("run", "papermill"))
            print(
                f"{name:8} {rows:>11,} rows  run {run:.1f} s {what}, papermill {papermill:.1f} s: "
                f"{run - papermill:+.1f} s, {run / papermill - 1:+.1%}",
                flush=True,
            )


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
