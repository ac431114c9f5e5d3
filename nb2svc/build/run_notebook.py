"""The run of a build: the user's notebook, cell for cell, between a cell that attaches the probe and one that ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from nb2svc.build.execution import Execution, run_notebook
from nb2svc.compiler import Plan
from nb2svc.compiler.ir import Cell, Notebook

__all__ = ["run_instrumented"]

FIRST: Final = "nb2svc-attach"
LAST: Final = "nb2svc-finish"


def run_instrumented(
    planned: Plan,
    work: Path,
    *,
    folder: Path,
    timeout: float | None,
    threads: Mapping[str, int],
    tell: Callable[..., None],
) -> Execution:
    """Run the notebook under observation; the executed notebook is left in the working folder as `run.ipynb`.

    Args:
        planned: what to run; the kernel makes the same plan from the orders.
        work: the build's working folder.
        folder: the notebook's own folder, in which it runs.
        timeout: seconds for the run.
        threads: caps for the libraries that compute in threads.
        tell: gets progress and, as `output`, what the cells print.
    """
    source = work / "instrumented.ipynb"
    source.write_text(json.dumps(_with_ends(planned, work)), encoding="utf-8")
    output = work / "run.ipynb"
    execution = run_notebook(
        source,
        output=output,
        cwd=folder,
        timeout=timeout,
        environment=_environment(threads),
        on_output=lambda text: tell("run", "output", text),
        on_cell=lambda done, total: _tell_cell(tell, done - 1, total - 2),
        on_start=lambda cell_id: None if cell_id in {FIRST, LAST} else tell("run", "cell", cell_id=cell_id),
    )
    if output.exists():
        _remove_ends(output)
    return execution


def _tell_cell(tell: Callable[..., None], done: int, total: int) -> None:
    """Tell how far the user's cells are; our own, the first and the last, do not count."""
    if 0 < done <= total:
        tell("run", "working", f"cell {done} of {total}", done=done, total=total)
    elif done > total:
        tell("run", "working", "keep what was seen")


def _environment(threads: Mapping[str, int]) -> dict[str, str]:
    blas = {name: str(threads["blas"]) for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")}
    return {
        **blas,
        "OMP_NUM_THREADS": str(threads["openmp"]),
        "OMP_WAIT_POLICY": "passive",  # threads that wait by spinning starve each other on a busy machine
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }


def _with_ends(planned: Plan, work: Path) -> dict[str, Any]:
    notebook: Notebook = planned.program.notebook
    begin = f"from nb2svc.build.kernel import attach, finish\nattach({str(work)!r})"
    cells = [_code_cell(FIRST, begin), *(_cell(planned, cell) for cell in notebook.cells), _code_cell(LAST, "finish()")]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _cell(planned: Plan, cell: Cell) -> dict[str, Any]:
    if cell.kind == "code" and cell.id not in planned.program.broken:
        return _code_cell(cell.id, cell.source, cell.tags)
    kind = "raw" if cell.kind == "code" else cell.kind  # a cell that is not Python would stop the run
    return {"cell_type": kind, "id": cell.id, "metadata": {"tags": list(cell.tags)}, "source": cell.source}


def _code_cell(cell_id: str, source: str, tags: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": cell_id,
        "metadata": {"tags": list(tags)},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def _remove_ends(path: Path) -> None:
    notebook = json.loads(path.read_bytes())
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] not in {FIRST, LAST}]
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
