"""Where things stand in a notebook: spans and the lines that a finding shows.

Syntax trees count columns in UTF-8 bytes; spans count characters, as editors do.
"""

from __future__ import annotations

from collections.abc import Sequence

from nb2svc.compiler.ir import Cell, Notebook
from nb2svc.diagnostics import Diagnostic, Span

__all__ = ["cell_span", "character_column", "diagnose", "frame_of", "line_span", "text_at"]


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


def character_column(line: str, byte_offset: int) -> int:
    """Return the 1-based column, in characters, of a syntax tree's byte offset into a line."""
    if line.isascii():
        return byte_offset + 1
    return len(line.encode()[:byte_offset].decode(errors="ignore")) + 1


def text_at(text: str, span: Span) -> str:
    """Return what a span covers of its cell's text."""
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def frame_of(notebook: Notebook, span: Span, *, limit: int = 4) -> tuple[str, ...]:
    """Return the lines of the cell that a finding shows, at most `limit`; none for a span without a line."""
    if not span.cell_id or not span.line:
        return ()
    lines = notebook.cell(span.cell_id).source.split("\n")
    return tuple(lines[span.line - 1 : min(span.end_line, span.line + limit - 1)])


def diagnose(
    notebook: Notebook, code: str, message: str, span: Span, *, hint: str = "", related: Sequence[Span] = ()
) -> Diagnostic:
    """Return a finding together with the lines that show it."""
    return Diagnostic(
        code=code,
        message=message,
        span=span,
        hint=hint,
        frame=frame_of(notebook, span),
        related=tuple((other, frame_of(notebook, other)) for other in related),
    )
