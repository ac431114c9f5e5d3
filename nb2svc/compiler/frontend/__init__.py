"""The front end: a notebook's text becomes a program of statements. Pure: no disk, no kernel."""

from __future__ import annotations

from nb2svc.compiler.frontend.apply_parameters import apply_parameters
from nb2svc.compiler.frontend.expand_runs import expand_runs
from nb2svc.compiler.frontend.parameters import parse_parameters
from nb2svc.compiler.frontend.parse_statements import parse_statements
from nb2svc.compiler.frontend.read_notebook import read_notebook
from nb2svc.compiler.ir import Program
from nb2svc.compiler.surroundings import NOTHING, Surroundings
from nb2svc.diagnostics import Report

__all__ = ["apply_parameters", "read_program"]


def read_program(text: str, *, path: str, report: Report, surroundings: Surroundings = NOTHING) -> Program:
    """Read a notebook, mask its magics, cut it into statements and find its parameters.

    Args:
        text: content of an `.ipynb` file, or of a percent script when the path ends in `.py`.
        path: the file's name, for messages.
        report: gets what is found on the way.
        surroundings: what lies beside the notebook; scripts that it runs become part of it.

    Raises:
        NotebookReadError: the text is not a notebook that can be read.
    """
    notebook = read_notebook(text, path=path, report=report)
    notebook = expand_runs(notebook, surroundings.scripts, report)
    return parse_parameters(parse_statements(notebook, report, surroundings), report)
