"""Tracebacks of generated code in the notebook's own places: `churn.ipynb cell 4, line 2`."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from nb2svc.manifest import LineMapping, Manifest

__all__ = ["describe_place", "format_in_notebook", "has_lost_rows"]

_RUNTIME: Final = str(Path(__file__).parent)


def describe_place(error: BaseException, manifest: Manifest, folder: Path) -> str:
    """Return where in the notebook an exception was raised, `churn.ipynb cell 4, line 2`.

    The innermost frame that comes from a cell counts; where none does, the answer is the notebook's name.

    Args:
        error: what the generated code raised.
        manifest: the version's manifest, with its line map.
        folder: the bundle's folder.
    """
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        found = _find(frame, manifest, folder)
        if found:
            return f"{manifest.notebook.name} cell {found[0]}, line {found[1]}"
    return manifest.notebook.name


def format_in_notebook(error: BaseException, manifest: Manifest, folder: Path) -> str:
    """Return the traceback of an exception with frames of the generated package shown as notebook cells.

    Frames of nb2svc itself are left out. Causes and contexts are rewritten as well.

    Args:
        error: what the generated code raised.
        manifest: the version's manifest, with its line map.
        folder: the bundle's folder.
    """
    whole = traceback.TracebackException.from_exception(error)
    for part in _chain(whole):
        frames = [frame for frame in part.stack if not frame.filename.startswith(_RUNTIME)]
        part.stack = traceback.StackSummary.from_list([_rewrite(frame, manifest, folder) for frame in frames])
    return "".join(whole.format())


def has_lost_rows(error: BaseException, manifest: Manifest, folder: Path) -> bool:
    """Return whether a stage failed because a filter had left it no row.

    Most libraries refuse empty input in words of their own; what tells is that the stage's own input is empty by then.

    Args:
        error: what the generated code raised, called with at least one row.
        manifest: the version's manifest.
        folder: the bundle's folder.
    """
    inputs = {name for stage in manifest.stages for name in stage.inputs}
    trace = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        if Path(frame.f_code.co_filename).parent == folder / manifest.package and any(
            _is_empty(frame.f_locals.get(name)) for name in inputs
        ):
            return True
        trace = trace.tb_next
    return False


def _is_empty(value: Any) -> bool:
    """Return whether a table, array or list has no row; a table without columns still has rows."""
    has_rows = hasattr(value, "__len__") and not isinstance(value, (str, dict))
    return has_rows and len(value) == 0


def _chain(error: traceback.TracebackException | None) -> Iterator[traceback.TracebackException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _rewrite(frame: traceback.FrameSummary, manifest: Manifest, folder: Path) -> traceback.FrameSummary:
    found = _find(frame, manifest, folder)
    if not found:
        return frame
    cell, line = found
    return traceback.FrameSummary(f"{manifest.notebook.name} cell {cell}", line, frame.name, line=frame.line)


def _find(frame: traceback.FrameSummary, manifest: Manifest, folder: Path) -> tuple[int, int] | None:
    """Return cell and line of a frame in the generated package."""
    path = Path(frame.filename)
    if path.parent != folder / manifest.package or frame.lineno is None:
        return None
    return next((_place(m, frame.lineno) for m in manifest.line_map if _covers(m, path.name, frame.lineno)), None)


def _covers(mapping: LineMapping, module: str, line: int) -> bool:
    return mapping.module == module and mapping.first <= line <= mapping.last


def _place(mapping: LineMapping, line: int) -> tuple[int, int]:
    return mapping.cell, mapping.cell_line + line - mapping.first
