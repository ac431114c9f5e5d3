"""Puts the cells of a script that a cell runs with `%run` in front of that cell: its names become the notebook's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from nb2svc.compiler.frontend.read_notebook import read_notebook
from nb2svc.compiler.ir import STAGES, Cell, Notebook
from nb2svc.diagnostics import Nb2svcError, Report

__all__ = ["expand_runs", "script_of"]

_RUN: Final = re.compile(r"%run\s+(?:-[in]\s+)*(?P<quote>[\"']?)(?P<path>[^\"']+?)(?P=quote)\s*(?:#.*)?")
_BEFORE: Final = re.compile(r"\s*(?:#.*|%.*|!.*|(?:import|from)\s.*)?")
_NO_ID: Final = re.compile(r"[^a-zA-Z0-9_-]+")
_DEEPEST: Final = 5


def script_of(line: str) -> str | None:
    """Return the file that a line `%run file` names; None for another line, or one that passes arguments."""
    found = _RUN.fullmatch(line)
    if found is None or (not found["quote"] and " " in found["path"]):
        return None
    return found["path"]


def expand_runs(notebook: Notebook, scripts: Mapping[str, tuple[str, str]], *, depth: int = 0) -> Notebook:
    """Return the notebook with the cells of the scripts that it runs.

    Only imports and magics may stand before `%run` in a cell; other statements would change places with the script.

    Args:
        notebook: as read.
        scripts: argument of `%run` -> name and text of the file.
        depth: how many scripts are being run that run this one.
    """
    if not scripts or depth > _DEEPEST:
        return notebook
    cells: list[Cell] = []
    for cell in notebook.cells:
        for address in _runs(cell):
            if address in scripts:
                cells += _script_cells(cell, *scripts[address], scripts, depth, taken={c.id for c in cells})
        cells.append(cell)
    return replace(notebook, cells=tuple(cells))


def _runs(cell: Cell) -> Iterator[str]:
    if cell.kind != "code":
        return
    for line in cell.source.split("\n"):
        address = script_of(line)
        if address is not None:
            yield address
        elif not _BEFORE.fullmatch(line):
            return


def _script_cells(
    host: Cell, name: str, text: str, scripts: Mapping[str, tuple[str, str]], depth: int, *, taken: set[str]
) -> Iterator[Cell]:
    """Yield the code cells of a script; they have the stages of the cell that runs it as well as their own."""
    try:
        script = read_notebook(text, path=name, report=Report())
    except Nb2svcError:
        return
    stem = _NO_ID.sub("-", name.rpartition("/")[2]).strip("-")[:40] or "script"
    for cell in expand_runs(script, scripts, depth=depth + 1).cells:
        if cell.kind != "code":
            continue
        identity = cell.id if cell.path else f"{stem}-{cell.number}"
        while identity in taken:
            identity += "_"
        taken.add(identity)
        stages = {*cell.stages, *host.stages}
        ordered = tuple(stage for stage in STAGES if stage in stages)
        yield replace(cell, id=identity, path=cell.path or name, stages=ordered)
