"""Where things stand in a notebook: spans of nodes and lines, their text, and the lines that a finding shows.

Syntax trees count columns in UTF-8 bytes; spans count characters, as editors do.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Final

from nb2svc.compiler.ir import Cell, Notebook
from nb2svc.compiler.surroundings import LocalModule
from nb2svc.diagnostics import Diagnostic, Span

__all__ = [
    "cell_span",
    "characters",
    "diagnose",
    "frame_of",
    "line_span",
    "module_place",
    "slice_text",
    "span_of",
    "text_at",
]

_SHOWN_LINES: Final = 4


def characters(line: str, offset: int) -> int:
    """Return the number of characters in the first `offset` UTF-8 bytes of a line: what `ast` counts are bytes."""
    return min(offset, len(line)) if line.isascii() else len(line.encode()[:offset].decode(errors="ignore"))


def cell_span(path: str, cell: Cell) -> Span:
    """Return the span of a cell as a whole."""
    return Span(path=path, cell=cell.number, cell_id=cell.id)


def line_span(path: str, cell: Cell, line: int, column: int = 1) -> Span:
    """Return the span from a place in a cell to the end of that line."""
    end = len(cell.source.split("\n")[line - 1]) + 1
    return Span(
        path=path,
        cell=cell.number,
        cell_id=cell.id,
        line=line,
        column=column,
        end_line=line,
        end_column=max(end, column + 1),
    )


def span_of(notebook: Notebook, cell_id: str, node: ast.stmt | ast.expr | None = None) -> Span:
    """Return where a node stands, or the whole cell."""
    cell = notebook.cell(cell_id)
    path = cell.path or notebook.path
    if node is None:
        return cell_span(path, cell)
    lines = cell.python.split("\n")
    end = node.end_lineno or node.lineno
    line = cell.source_line(node.lineno)
    if cell.origins:
        written = cell.source.split("\n")[line - 1]
        if lines[node.lineno - 1] != written:  # a helper that has been written out: its call, the whole line
            return line_span(path, cell, line, len(written) - len(written.lstrip()) + 1)
    return Span(
        path=path,
        cell=cell.number,
        cell_id=cell.id,
        line=line,
        column=characters(lines[node.lineno - 1], node.col_offset) + 1,
        end_line=cell.source_line(end),
        end_column=characters(lines[end - 1], node.end_col_offset or 0) + 1,
    )


def module_place(module: LocalModule, node: ast.expr) -> tuple[Span, tuple[str, ...]]:
    """Return where a node of a module beside the notebook stands, and the lines that show it."""
    lines = module.text.split("\n")
    first, last = node.lineno, node.end_lineno or node.lineno
    span = Span(
        path=module.file,
        line=first,
        column=characters(lines[first - 1], node.col_offset) + 1,
        end_line=last,
        end_column=characters(lines[last - 1], node.end_col_offset or 0) + 1,
    )
    return span, tuple(lines[first - 1 : min(last, first + _SHOWN_LINES - 1)])


def slice_text(cell: Cell, node: ast.stmt | ast.expr) -> str:
    """Return the text of a node."""
    return ast.get_source_segment(cell.python, node) or ""


def text_at(text: str, span: Span) -> str:
    """Return what a span covers of its cell's text."""
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def frame_of(notebook: Notebook, span: Span, *, limit: int | None = None) -> tuple[str, ...]:
    """Return the lines of the cell that a span covers, as the user wrote them, at most `limit`; none for a cell."""
    if not span.cell_id or not span.line:
        return ()
    lines = notebook.cell(span.cell_id).source.split("\n")
    return tuple(lines[span.line - 1 : span.end_line][:limit])


def diagnose(
    notebook: Notebook, code: str, message: str, span: Span, *, hint: str = "", related: Sequence[Span] = ()
) -> Diagnostic:
    """Return a finding together with the first of the lines that show it."""
    return Diagnostic(
        code=code,
        message=message,
        span=span,
        hint=hint,
        frame=frame_of(notebook, span, limit=_SHOWN_LINES),
        related=tuple((other, frame_of(notebook, other, limit=_SHOWN_LINES)) for other in related),
    )
