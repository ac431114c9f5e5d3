"""Writes what notebooks gave: as the outputs that hold from now on, or beside a report."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat

from nb2svc.build.source import write_source

__all__ = ["write_reference", "write_run"]

Outputs = Mapping[int, list[Any]]


def write_reference(path: Path, content: Any, outputs: Outputs, parameters: Mapping[str, Any]) -> None:
    """Replace the outputs of some cells in a file; all else of it stays.

    Args:
        path: the notebook itself, or the file that is kept for parameters.
        content: what is in it, as nbformat reads it; it is changed.
        outputs: number of a cell, counting every cell from 1 -> its outputs.
        parameters: the values that they belong to, if any.

    Raises:
        Nb2svcError: the file cannot be written.
    """
    _put(content, outputs)
    for number in outputs:
        cell = content.cells[number - 1]
        cell.execution_count = cell.execution_count or number
    if parameters:
        content.metadata["nb2svc"] = {"parameters": dict(parameters)}
        path.parent.mkdir(exist_ok=True)
        path.touch()
    write_source(path, nbformat.writes(content) + "\n")


def write_run(path: Path, content: Any, outputs: Outputs) -> None:
    """Write a notebook as it was run.

    Args:
        path: the file; its folder is made.
        content: the notebook, as nbformat reads it.
        outputs: number of a cell -> its outputs.
    """
    run = copy.deepcopy(content)
    _put(run, outputs)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(run) + "\n", encoding="utf-8")


def _put(content: Any, outputs: Outputs) -> None:
    for number, of_cell in outputs.items():
        content.cells[number - 1].outputs = of_cell
