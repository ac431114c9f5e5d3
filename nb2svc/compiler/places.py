"""From syntax back to the notebook: spans, frames and text of nodes."""

from __future__ import annotations

import ast

from nb2svc.compiler.ir import Cell, Notebook
from nb2svc.diagnostics import Span

__all__ = ["characters", "frame_of", "slice_text", "span_of"]


def characters(line: str, offset: int) -> int:
    """Return the number of characters in the first `offset` UTF-8 bytes of a line: what `ast` counts are bytes."""
    return len(line.encode()[:offset].decode(errors="ignore"))


def span_of(notebook: Notebook, cell_id: str, node: ast.stmt | ast.expr | None = None) -> Span:
    """Return where a node stands, or the whole cell."""
    cell = notebook.cell(cell_id)
    if node is None:
        return Span(path=cell.path or notebook.path, cell=cell.number, cell_id=cell.id)
    lines = cell.python.split("\n")
    end = node.end_lineno or node.lineno
    if cell.origins and lines[node.lineno - 1] != cell.source.split("\n")[cell.source_line(node.lineno) - 1]:
        return _line_span(notebook, cell, cell.source_line(node.lineno))
    return Span(
        path=cell.path or notebook.path,
        cell=cell.number,
        cell_id=cell.id,
        line=cell.source_line(node.lineno),
        column=characters(lines[node.lineno - 1], node.col_offset) + 1,
        end_line=cell.source_line(end),
        end_column=characters(lines[end - 1], node.end_col_offset or 0) + 1,
    )


def _line_span(notebook: Notebook, cell: Cell, line: int) -> Span:
    """Return the place of a whole line: the call of a helper that has been written out."""
    text = cell.source.split("\n")[line - 1]
    start, end = len(text) - len(text.lstrip()) + 1, len(text) + 1
    return Span(
        path=cell.path or notebook.path,
        cell=cell.number,
        cell_id=cell.id,
        line=line,
        column=start,
        end_line=line,
        end_column=end,
    )


def frame_of(notebook: Notebook, span: Span) -> tuple[str, ...]:
    """Return the lines of the cell that a span covers, as the user wrote them."""
    lines = notebook.cell(span.cell_id).source.split("\n")
    return tuple(lines[span.line - 1 : span.end_line])


def slice_text(cell: Cell, node: ast.stmt | ast.expr) -> str:
    """Return the text of a node."""
    return ast.get_source_segment(cell.python, node) or ""
