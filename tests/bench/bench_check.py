"""How long `nb2svc check` takes, start-up included, beside `ruff check` on the same notebook.

    python tests/bench/bench_check.py [--runs 5]

Prints one line per notebook size: the best of several runs in seconds, the cost of a further cell, the ratio to ruff.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "churn.ipynb"
PROGRAMS = Path(sys.executable).parent
SIZES = (25, 50, 100, 200, 400)
FILLER = "frame_{0} = df.copy()\nframe_{0}['x'] = frame_{0}['charge'] * {0}\nframe_{0}.head()"


def write_long_notebook(folder: Path, cells: int) -> Path:
    """Write the churn notebook with exploration cells after its load cell, `cells` in all."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    load = next(i for i, cell in enumerate(notebook.cells) if "load" in cell.metadata.get("tags", []))
    missing = cells - len(notebook.cells)
    notebook.cells[load + 1 : load + 1] = [nbformat.v4.new_code_cell(FILLER.format(n)) for n in range(missing)]
    path = folder / f"cells{cells}.ipynb"
    nbformat.write(notebook, path)
    return path


def best_seconds(command: list[str], runs: int) -> float:
    """Return the shortest wall-clock time of `command`, whatever it reports."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Measure all sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    print(f"{'cells':>6} {'check s':>9} {'ms/cell':>9} {'ruff s':>9} {'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder:
        before: tuple[int, float] | None = None
        for cells in SIZES:
            notebook = str(write_long_notebook(Path(folder), cells))
            check = best_seconds([str(PROGRAMS / "nb2svc"), "check", notebook], runs)
            ruff = best_seconds([str(PROGRAMS / "ruff"), "check", "--isolated", "--no-cache", notebook], runs)
            slope = f"{1000 * (check - before[1]) / (cells - before[0]):.2f}" if before else "-"
            print(f"{cells:>6} {check:>9.3f} {slope:>9} {ruff:>9.3f} {check / ruff:>7.1f}")
            before = (cells, check)


if __name__ == "__main__":
    main()
