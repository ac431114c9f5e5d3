"""Report cells that failed in a run: a fault in a figure costs no answers, and is said on the page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nb2svc.batch.notebook.report_cells import ReportCells
from nb2svc.batch.notebook.run_notebook import own_cell_name

__all__ = ["find_failures"]


def find_failures(executed: Path, cells: ReportCells) -> Mapping[int, str]:
    """Return the report cells that failed: number of the cell in the user's notebook -> why.

    Args:
        executed: the notebook of the run.
        cells: the report cells that it had.
    """
    import nbformat  # only at the end of a run: keeps the command line quick

    errors = {
        cell.id: f"{output.ename}: {output.evalue}"
        for cell in nbformat.read(executed, as_version=4).cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    }
    return {cell.number: errors[own_cell_name(cell)] for cell in cells.cells if own_cell_name(cell) in errors}
