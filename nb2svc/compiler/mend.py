"""Applies the fixes of findings to a notebook's text, round by round, until no finding has one that is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nb2svc.compiler.driver import check
from nb2svc.compiler.frontend.edit_cells import mend_source, select_fixes, write_cells
from nb2svc.compiler.frontend.read_notebook import read_notebook
from nb2svc.compiler.ir import Cell
from nb2svc.compiler.passes.check_traps import Installed
from nb2svc.compiler.surroundings import NOTHING, Surroundings
from nb2svc.diagnostics import Diagnostic, Fix, Report

__all__ = ["ChangedCell", "Mended", "apply_fixes", "mend"]

_MOST_ROUNDS: Final = 10  # a fix that brings the next one; none is known that takes more than three


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedCell:
    """A cell that fixes change.

    Attributes:
        number: its number.
        id: its id.
        before: its text as saved.
        after: its text with the fixes.
    """

    number: int
    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A notebook with the fixes of its findings.

    Attributes:
        text: content of the file; what no fix touches is as it was, byte for byte.
        cells: the cells that differ.
        fixed: the findings whose fixes were made.
        left: the findings that the mended notebook still has.
    """

    text: str
    cells: tuple[ChangedCell, ...]
    fixed: tuple[Diagnostic, ...]
    left: tuple[Diagnostic, ...]


def mend(text: str, *, path: str, installed: Installed, surroundings: Surroundings = NOTHING) -> Mended:
    """Return a notebook with every fix that its findings offer.

    Args:
        text: content of the file.
        path: its name, for messages.
        installed: returns the installed version of a library.
        surroundings: what lies beside the notebook.

    Raises:
        NotebookReadError: the text is no notebook.
    """
    before = read_notebook(text, path=path, report=Report()).cells
    fixed: list[Diagnostic] = []
    findings = check(text, path=path, surroundings=surroundings, installed=installed)
    for _ in range(_MOST_ROUNDS):
        selected = select_fixes(finding.fix for finding in findings if finding.fix is not None)
        if not selected:
            break
        text = apply_fixes(text, selected, path)
        fixed += [finding for finding in findings if finding.fix in selected]
        findings = check(text, path=path, surroundings=surroundings, installed=installed)
    after = read_notebook(text, path=path, report=Report()).cells
    changed = tuple(
        ChangedCell(number=old.number, id=old.id, before=old.source, after=new.source)
        for old, new in zip(before, after, strict=True)
        if old.source != new.source
    )
    return Mended(text=text, cells=changed, fixed=tuple(fixed), left=findings)


def apply_fixes(text: str, fixes: tuple[Fix, ...], path: str) -> str:
    """Return a notebook's text with changes that do not overlap.

    Args:
        text: content of the file.
        fixes: each of one cell.
        path: the file's name.
    """
    cells = read_notebook(text, path=path, report=Report()).cells
    sources: dict[int, str] = {}
    for cell in cells:
        own = [fix for fix in fixes if fix.edits[0].span.cell == cell.number]
        if own:
            sources[cell.number] = mend_source(cell.source, own)
    written = write_cells(text, sources, path=path)
    _check_written(cells, sources, read_notebook(written, path=path, report=Report()).cells)
    return written


def _check_written(before: tuple[Cell, ...], sources: dict[int, str], after: tuple[Cell, ...]) -> None:
    """Make sure that nothing but the given cells differs: a notebook is never damaged by a fix."""
    wanted = [sources.get(cell.number, cell.source) for cell in before]
    if [cell.source for cell in after] != wanted:
        raise RuntimeError("a fix would change more of the notebook than its cell")
