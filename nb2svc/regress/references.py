"""What a notebook's outputs are compared with: the notebook itself, or what is kept for other parameters."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import nbformat

from nb2svc.build.source import read_source
from nb2svc.compiler.frontend import apply_parameters, read_program
from nb2svc.diagnostics import BuildError, Report

__all__ = ["FOLDER", "reference_of", "take_outputs", "write_parameters"]

FOLDER: Final = ".nb2svc"
"""Beside a notebook: what it gives with other parameters. Hidden, so that no collector of notebooks runs these."""

_PLAIN: Final = re.compile(r"[\w=.,+-]{1,60}")


def reference_of(notebook: Path, parameters: Mapping[str, Any]) -> Path:
    """Return the file that holds the outputs to compare with.

    Args:
        notebook: the notebook.
        parameters: the values with which it is tested; without any, it is the notebook itself.
    """
    if not parameters:
        return notebook
    text = ",".join(f"{name}={value}" for name, value in sorted(parameters.items()))
    if not _PLAIN.fullmatch(text):
        text = hashlib.sha256(text.encode()).hexdigest()[:8]
    return notebook.parent / FOLDER / f"{notebook.stem}.{text}.ipynb"


def write_parameters(path: Path, content: Any, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Write values into the parameters cells of a notebook that is in memory, as a build does.

    Args:
        path: of the notebook.
        content: the notebook, as nbformat reads it; it is changed.
        parameters: name -> value, or its text.

    Returns:
        The values, each of its parameter's type.

    Raises:
        BuildError: it has no such parameter, or a value does not fit.
    """
    report = Report()
    program = read_program(read_source(path), path=str(path), report=report)
    wrong = Report()
    changed = apply_parameters(program, parameters, wrong)
    if wrong.diagnostics:
        raise BuildError(f"{path.name} cannot be tested with these parameters", diagnostics=tuple(wrong.diagnostics))
    for cell, new in zip(content.cells, changed.notebook.cells, strict=True):
        if "parameters" in new.stages:
            cell.source = new.source
    return {parameter.name: parameter.value for parameter in changed.parameters if parameter.name in parameters}


def take_outputs(content: Any, reference: Path) -> None:
    """Put the outputs of a reference in place of those of a notebook that is in memory.

    Args:
        content: the notebook, as nbformat reads it; it is changed.
        reference: the file; where it is missing no cell has outputs, nor a count that says it was run.
    """
    held: dict[str, Any] = {}
    if reference.is_file():
        kept = nbformat.read(reference, as_version=4).cells
        held = {_key(cell): cell for cell in kept if cell.cell_type == "code"}
    for cell in content.cells:
        if cell.cell_type == "code":
            of_cell = held.get(_key(cell))
            cell.outputs = of_cell.outputs if of_cell else []
            cell.execution_count = 0 if held else None  # a cell that is new is compared with nothing


def _key(cell: Mapping[str, Any]) -> str:
    """Return what names a cell in both notebooks: its id, or its text where the file is older than ids."""
    return str(cell.get("id") or cell["source"])
