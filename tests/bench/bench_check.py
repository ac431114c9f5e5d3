"""How long `nb2svc check` takes, start-up included, beside `ruff check` on the same notebook.

    python tests/bench/bench_check.py [--runs 9]

Notebooks are as messy as real ones: several roles in a cell, imports everywhere, magics, helpers, loops, plots, names
bound again and again, a trap or two. Prints one line per size: the best of several runs in seconds, the processor
time of that command (which other work on the machine does not change), the cost of a further cell, the ratio to ruff.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

PROGRAMS = Path(sys.executable).parent
SIZES = (25, 50, 100, 200, 400)

LOAD = """\
import numpy as np
import pandas as pd
%matplotlib inline
df = pd.read_csv("flats.csv")
df.head()"""
TRAIN = """\
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split
X = df.drop(columns=["rent"]).select_dtypes("number")
X_train, X_test, y_train, y_test = train_test_split(X, df["rent"], random_state=0)
model = RandomForestRegressor(n_estimators=50).fit(X_train, y_train)
print("score", model.score(X_test, y_test))"""
PREDICT = "predicted = model.predict(X_test)"
CELLS = """\
# look at it
df.describe()
df['c{0}'].hist(bins=20)
#----
df['c{0}'].fillna(df['c{0}'].median(), inplace=True)
df['r{0}'] = df['c{0}'] / (1 + df['area'])
df.head()
#----
def clean_{0}(frame, low=0.01):
    frame = frame.copy()
    edge = frame['area'].quantile(low)
    frame['small{0}'] = (frame['area'] < edge).astype(int)
    return frame

df = clean_{0}(df)
#----
import matplotlib.pyplot as plt
fig, ax = plt.subplots(1, 2)
for i, c in enumerate(['c{0}', 'area']):
    ax[i].scatter(df[c], df['rent'])
    ax[i].set_title(c)
plt.show()
#----
cols = [c for c in df.columns if df[c].dtype == 'object']
for c in cols:
    df[c] = df[c].str.lower().str.strip()
    print(c, df[c].nunique())
#----
%time df['d{0}'] = df['area'].apply(lambda x: np.log1p(x) if x > 0 else 0.0)
#----
df = df[df['area'] > {0}]
df = df.rename(columns={{'x{0}': 'y{0}'}})
tmp = df.groupby('city')['rent'].mean()
tmp
#----
!ls data
scores{0} = {{}}
for depth in range(2, 9):
    scores{0}[depth] = depth ** 2 + {0}
best = max(scores{0}, key=scores{0}.get)"""


def write_messy_notebook(folder: Path, cells: int) -> Path:
    """Write a notebook of so many cells, three of them tagged, the others between load and train."""
    code = nbformat.v4.new_code_cell
    messy = CELLS.split("\n#----\n")
    filler = [code(messy[n % len(messy)].format(n), metadata={}) for n in range(cells - 3)]
    notebook = nbformat.v4.new_notebook(
        cells=[
            code(LOAD, metadata={"tags": ["load"]}),
            *filler,
            code(TRAIN, metadata={"tags": ["train"]}),
            code(PREDICT, metadata={"tags": ["predict"]}),
        ]
    )
    path = folder / f"cells{cells}.ipynb"
    nbformat.write(notebook, path)
    return path


def best_seconds(command: list[str], runs: int) -> tuple[float, float]:
    """Return the shortest wall-clock time of a command and its shortest processor time, whatever it reports."""
    walls, processor = [], []
    for _ in range(runs):
        before, start = os.times(), time.perf_counter()
        subprocess.run(command, capture_output=True, check=False)
        walls.append(time.perf_counter() - start)
        after = os.times()
        processor.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return min(walls), min(processor)


def main() -> None:
    """Measure all sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    print(f"{'cells':>6} {'check s':>9} {'cpu s':>7} {'ms/cell':>9} {'ruff s':>9} {'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder:
        before: tuple[int, float] | None = None
        for cells in SIZES:
            notebook = str(write_messy_notebook(Path(folder), cells))
            check, processor = best_seconds([str(PROGRAMS / "nb2svc"), "check", notebook], runs)
            ruff, _ = best_seconds([str(PROGRAMS / "ruff"), "check", "--isolated", "--no-cache", notebook], runs)
            slope = f"{1000 * (processor - before[1]) / (cells - before[0]):.2f}" if before else "-"
            print(f"{cells:>6} {check:>9.3f} {processor:>7.3f} {slope:>9} {ruff:>9.3f} {check / ruff:>7.1f}")
            before = (cells, processor)


if __name__ == "__main__":
    main()
