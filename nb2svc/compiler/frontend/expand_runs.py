"""Puts the cells of a script that a cell runs with `%run` where it is run: its names become the notebook's.

threshold = 5                           the cell up to here, the cells of settings.py, the rest of the cell
%run settings.py --level 3
df["high"] = df["level"] > threshold
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from nb2svc.compiler.frontend.magics import mask_magics
from nb2svc.compiler.frontend.read_notebook import read_notebook
from nb2svc.compiler.frontend.runs import Run, give_arguments, keeps_apart, parse_run
from nb2svc.compiler.ir import STAGES, Cell, Notebook
from nb2svc.compiler.places import diagnose, line_span
from nb2svc.diagnostics import Nb2svcError, Report

__all__ = ["expand_runs", "is_expanded"]

_MOVABLE: Final = re.compile(r"\s*(?:#.*|%.*|!.*|(?:import|from)\s.*)?")
_NO_ID: Final = re.compile(r"[^a-zA-Z0-9_-]+")
_DEEPEST: Final = 5


def is_expanded(text: str, scripts: Mapping[str, tuple[str, str]]) -> bool:
    """Whether the cells of what `%run ...` names stand in the notebook, or the reason is told why they cannot."""
    run = parse_run(text)
    return run is not None and run.address in scripts


def expand_runs(notebook: Notebook, scripts: Mapping[str, tuple[str, str]], report: Report) -> Notebook:
    """Return the notebook with the cells of the scripts that it runs.

    Args:
        notebook: as read.
        scripts: argument of `%run` -> name and text of the file.
        report: gets NB003 for a `%run` that does something else than running these cells in its place would.
    """
    if not scripts:
        return notebook
    expansion = _Expansion(notebook=notebook, scripts=scripts, report=report)
    for position, cell in enumerate(notebook.cells):
        later = "\n".join(c.source for c in notebook.cells[position + 1 :] if c.kind == "code")
        expansion.add(cell, later, depth=0)
    return replace(notebook, cells=tuple(expansion.cells))


@dataclass(slots=True)
class _Expansion:
    """Builds the cells; short-lived."""

    notebook: Notebook
    scripts: Mapping[str, tuple[str, str]]
    report: Report
    cells: list[Cell] = field(default_factory=list)

    def add(self, cell: Cell, later: str, *, depth: int) -> None:
        """Add a cell, with the scripts that it runs in their places.

        Args:
            cell: the cell.
            later: the text of the code that runs after it.
            depth: how many scripts are being run that run this one.
        """
        runs = list(self._runs(cell)) if depth <= _DEEPEST else []
        lines = cell.source.split("\n")
        start = 0
        for run, line in runs:
            after = "\n".join([*lines[line:], later])
            reason = keeps_apart(run, *self.scripts[run.address], after)
            if reason:  # its cells are read all the same, so that their names are known
                self._refuse(cell, line, reason)
            if not all(_MOVABLE.fullmatch(text) for text in lines[start : line - 1]):
                self.cells.append(self._part(cell, start, line - 1))
                start = line
            self._add_script(cell, run, after, depth)
        blank = [""] * start
        self.cells.append(replace(cell, source="\n".join([*blank, *lines[start:]])) if start else cell)

    def _runs(self, cell: Cell) -> Iterator[tuple[Run, int]]:
        """Yield what a cell runs with the lines where it does, outside of blocks."""
        if cell.kind != "code" or "%run" not in cell.source:
            return
        for mask in mask_magics(cell.source).masks:
            run = parse_run(mask.text)
            if run is None or run.address not in self.scripts:
                continue
            if mask.python != mask.python.lstrip():
                self._refuse(cell, mask.line, "stands in a block, so it is not certain that it runs")
            else:
                yield run, mask.line

    def _refuse(self, cell: Cell, line: int, reason: str) -> None:
        if set(cell.stages) and set(cell.stages) <= {"evaluate", "report"}:
            return
        text = cell.source.split("\n")[line - 1].strip()
        span = line_span(cell.path or self.notebook.path, cell, line)
        found = diagnose(
            self.notebook,
            "NB003",
            f"`{text}` {reason}",
            span,
            hint="write the script as a module and import what the notebook needs of it, or run it with `%run -i` "
            "on a line of its own",
        )
        self.report.add(found)

    def _part(self, cell: Cell, start: int, end: int) -> Cell:
        """Return the lines of a cell that run before a script as a cell of their own; they keep their numbers."""
        lines = cell.source.split("\n")
        identity = self._fresh(f"{cell.id}-before")
        text = "\n".join([*[""] * start, *lines[start:end]])
        return replace(cell, id=identity, path=cell.path or self.notebook.path, source=text)

    def _fresh(self, identity: str) -> str:
        taken = {cell.id for cell in (*self.cells, *self.notebook.cells)}
        while identity in taken:
            identity += "_"
        return identity

    def _add_script(self, host: Cell, run: Run, later: str, depth: int) -> None:
        """Add the code cells of a script; they have the stages of the cell that runs it as well as their own."""
        name, text = self.scripts[run.address]
        try:
            script = read_notebook(give_arguments(run, name, text), path=name, report=Report())
        except Nb2svcError:
            return
        stem = _NO_ID.sub("-", name.rpartition("/")[2]).strip("-")[:40] or "script"
        for cell in script.cells:
            if cell.kind != "code":
                continue
            stages = {*cell.stages, *host.stages}
            ordered = tuple(stage for stage in STAGES if stage in stages)
            own = replace(cell, id=self._fresh(f"{stem}-{cell.number}"), path=name, stages=ordered)
            self.add(own, later, depth=depth + 1)
