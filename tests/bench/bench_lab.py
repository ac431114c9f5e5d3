"""What the JupyterLab extension costs: from a key to a mark, opening a large notebook with and without it, its size.

    python tests/bench/bench_lab.py [--runs 7]

Real JupyterLab, real Chromium, the messy notebooks of `bench_check.py`. Prints medians, and the load of the machine
beside them: wall-clock times are those of a quiet one only where it is below the number of its processors. With and
without the extension take turns, so that both see the same machine.

- `to mark`: from the last key of a fault to its squiggle, in a notebook of 100 cells.
- `open`: from the command until 200 cells are there, the first can be edited, and the page has drawn them.
- `busy`: how long the page's own thread was blocked by long tasks from then to two seconds later, check included.
"""

import argparse
import gzip
import os
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import nbformat
from bench.bench_check import write_messy_notebook
from chromium import CHROMIUM, QUIET
from lab.conftest import EXTENSION, Jupyter, open_notebook, run_jupyter
from playwright.sync_api import sync_playwright

FAULT = " + shift"
WATCH = """() => {
  window.lastKey = 0;
  document.addEventListener('keydown', () => { window.lastKey = performance.now(); }, true);
  window.marked = new Promise(resolve => {
    const look = () => [...document.querySelectorAll('.cm-lintRange-error')].some(each => each.textContent === 'shift')
      ? resolve(performance.now() - window.lastKey) : requestAnimationFrame(look);
    look();
  });
}"""
OPEN = """async name => {
  let blocked = 0;
  const observer = new PerformanceObserver(list => list.getEntries().forEach(each => { blocked += each.duration; }));
  observer.observe({ entryTypes: ['longtask'] });
  const start = performance.now();
  const panel = await window.jupyterapp.commands.execute('docmanager:open', { path: name });
  await panel.context.ready;
  await panel.revealed;
  await panel.content.widgets[0].ready;
  const drawn = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
  while (panel.content.widgets.length < 200 || !document.querySelector('.jp-Cell .cm-editor')) {
    await drawn();
  }
  await drawn();
  const opened = performance.now() - start;
  await new Promise(resolve => setTimeout(resolve, 2000));
  observer.disconnect();
  return [opened, blocked];
}"""


def write_notebook(jupyter: Jupyter, cells: int) -> Path:
    """Write a messy notebook for which JupyterLab need not ask for a kernel."""
    path = write_messy_notebook(jupyter.root, cells)
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)
    return path


def time_to_mark(browser: Any, jupyter: Jupyter, notebook: Path, text: str) -> float:
    """Return the milliseconds between the last key of a fault and its mark."""
    with open_notebook(browser, jupyter, notebook) as opened:
        last = opened.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length - 1")
        opened.select(last).locator(".cm-content").click()
        opened.page.keyboard.press("Control+End")
        opened.page.locator(".nb2svc-Status").filter(has_text="nb2svc: load").wait_for()
        opened.page.wait_for_timeout(3000)  # the first check is over
        opened.page.evaluate(WATCH)
        opened.page.keyboard.type(text, delay=60)
        return float(opened.page.evaluate("() => window.marked"))


def time_to_open(browser: Any, jupyter: Jupyter, notebook: Path) -> tuple[float, float]:
    """Return the milliseconds that opening a notebook takes, and those for which the page was blocked."""
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    page.goto(f"{jupyter.url}lab?token={jupyter.token}&reset")
    page.wait_for_function("() => window.jupyterapp", timeout=60_000)
    page.evaluate("() => window.jupyterapp.restored.then(() => null)")
    page.wait_for_timeout(1000)
    opened, blocked = page.evaluate(OPEN, notebook.name)
    page.close()
    return float(opened), float(blocked)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "none").mkdir()
        ours = stack.enter_context(run_jupyter(folder / "with"))
        words = [f"--LabApp.labextensions_path={folder / 'none'}"]
        plain = stack.enter_context(run_jupyter(folder / "without", options=words))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        marks = []
        for run in range(runs):
            path = write_notebook(ours, 100)
            marks.append(time_to_mark(browser, ours, path.rename(path.with_stem(f"mark{run}")), FAULT))
        times: dict[str, list[tuple[float, float]]] = {"with": [], "without": []}
        paths = {"with": write_notebook(ours, 200), "without": write_notebook(plain, 200)}
        programs = [("with", ours), ("without", plain)]
        for name, jupyter in programs:
            time_to_open(browser, jupyter, paths[name])  # starts the kernel, and is not counted
        for _ in range(runs):
            for name, jupyter in programs:
                times[name].append(time_to_open(browser, jupyter, paths[name]))
            programs.reverse()  # neither is always the one that comes after the other
        browser.close()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors, median of {runs} (best)")
    print(f"to mark, 100 cells: {statistics.median(marks):.0f} ms ({min(marks):.0f})")
    for place, what in enumerate(("open", "busy")):
        found = {name: [pair[place] for pair in pairs] for name, pairs in times.items()}
        middle = {name: statistics.median(each) for name, each in found.items()}
        best = {name: min(each) for name, each in found.items()}
        print(
            f"{what}, 200 cells: {middle['with']:.0f} ms with ({best['with']:.0f}),"
            f" {middle['without']:.0f} without ({best['without']:.0f}),"
            f" ratio {middle['with'] / middle['without']:.2f} ({best['with'] / best['without']:.2f})"
        )
    files = [path for path in EXTENSION.rglob("*") if path.is_file()]
    scripts = [path.read_bytes() for path in files if path.suffix == ".js"]
    small = sum(len(gzip.compress(each)) for each in scripts)
    print(f"size: {sum(path.stat().st_size for path in files)} bytes in all, scripts {small} compressed")


if __name__ == "__main__":
    main()
