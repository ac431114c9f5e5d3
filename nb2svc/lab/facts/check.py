"""What keeps a notebook, as the editor holds it, from becoming a service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nb2svc.build.checking import finding_facts
from nb2svc.compiler.outline import needed_lines, unneeded_lines
from nb2svc.lab.facts.analysis import analyse_notebook
from nb2svc.lab.facts.text import Notebook

__all__ = ["check"]


def check(notebook: Notebook, file: Path) -> dict[str, Any]:
    """Return the findings of a notebook, the stages of its cells and the lines that a build would run.

    Raises:
        NotebookReadError: it is no notebook that can be compiled.
    """
    analysis = analyse_notebook(notebook, file)
    facts = finding_facts(file.name, analysis.findings)
    diagnostics = [{**each, "index": _position(each, file.name)} for each in facts["diagnostics"]]
    cells = [cell for cell in analysis.program.notebook.cells if cell.stages and not cell.path]
    return {
        "errors": facts["errors"],
        "diagnostics": diagnostics,
        "stages": [{"cell": cell.number - 1, "stages": cell.stages} for cell in cells],
        "served": needed_lines(analysis.program, analysis.run),
        "unserved": unneeded_lines(analysis.program, analysis.run),
    }


def _position(finding: dict[str, Any], name: str) -> int | None:
    """Return the position of the cell that a finding is about; None for the whole, and for a file beside it."""
    is_here = finding["path"].rpartition("/")[2] == name
    return finding["cell"] - 1 if is_here and finding["cell"] else None
