"""Stages for the cells of a notebook that have none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nb2svc.compiler.suggest import suggest
from nb2svc.lab.facts.analysis import analyse_notebook
from nb2svc.lab.facts.text import Notebook

__all__ = ["suggest_stages"]


def suggest_stages(notebook: Notebook, file: Path) -> list[dict[str, Any]]:
    """Return the proposals for a notebook.

    Raises:
        NotebookReadError: it is no notebook that can be compiled.
    """
    program = analyse_notebook(notebook, file).program
    return [{"cell": each.cell - 1, "stages": each.stages, "why": each.why} for each in suggest(program)]
