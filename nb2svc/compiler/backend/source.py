"""User text, moved: a statement's own lines with its comments, edited back to front, indented to its new home."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nb2svc.compiler.ir import Cell
from nb2svc.compiler.margin import inside_strings
from nb2svc.compiler.places import characters
from nb2svc.compiler.table_parts import held_parts, parts_of_table

__all__ = ["Edit", "Piece", "cut_parts", "cut_statement", "outermost", "write_call", "write_literal"]


LINE_LENGTH: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Edit:
    """Replace the text from (line, column) to (end_line, end_column), 1-based lines and 0-based characters."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str

    @staticmethod
    def of(cell: Cell, node: ast.stmt | ast.expr, text: str) -> Edit:
        """Return the edit that replaces a node."""
        return Edit.at(cell.python.split("\n"), node, text)

    @staticmethod
    def at(lines: Sequence[str], node: ast.stmt | ast.expr, text: str) -> Edit:
        """Return the edit that replaces a node in a text of these lines."""
        end = node.end_lineno or node.lineno
        return Edit(
            line=node.lineno,
            column=characters(lines[node.lineno - 1], node.col_offset),
            end_line=end,
            end_column=characters(lines[end - 1], node.end_col_offset or 0),
            text=text,
        )

    def covers(self, other: Edit) -> bool:
        """Whether the text that the other edit replaces is inside of what this one does."""
        starts = (self.line, self.column) <= (other.line, other.column)
        return starts and (other.end_line, other.end_column) <= (self.end_line, self.end_column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text for a generated module and where it comes from.

    Attributes:
        text: one or more lines without the final newline.
        cell: the cell; None for text that is not the user's.
        line: 1-based line in the cell of the first line.
    """

    text: str
    cell: Cell | None = None
    line: int = 0


def outermost(edits: list[Edit]) -> list[Edit]:
    """Return the edits without those of text that another one replaces anyway."""
    return [
        edit
        for edit in edits
        if (edit.line, edit.column) == (edit.end_line, edit.end_column)
        or not any(other.covers(edit) and not edit.covers(other) for other in edits)
    ]


def cut_parts(cell: Cell, call: ast.Call, kept: Sequence[int]) -> list[Edit]:
    """Return the edits that leave out parts of `DataFrame({...})` or `concat([...])`: each with the comma behind it.

    Args:
        cell: the cell.
        call: what puts a table together.
        kept: positions of the parts that stay.
    """
    held = held_parts(call)
    starts = [key for key in held.keys if key is not None] if isinstance(held, ast.Dict) else held.elts
    values = parts_of_table(call)
    edits = []
    for i, start in enumerate(starts[:-1]):
        if i not in kept and any(j in kept for j in range(i + 1, len(starts))):
            edits.append(_between(cell, start, starts[i + 1]))
    last = max(kept, default=-1)
    if 0 <= last < len(starts) - 1:
        after, end = Edit.of(cell, values[last], ""), Edit.of(cell, held, "")
        line, column = _comma(cell, after.end_line, after.end_column)
        closing = cell.python.split("\n")[end.end_line - 1][: end.end_column - 1]
        text = f",\n{closing}" if not closing.strip() else ""  # the bracket keeps its line
        edits.append(Edit(line=line, column=column, end_line=end.end_line, end_column=end.end_column - 1, text=text))
    return edits


def _between(cell: Cell, first: ast.expr, second: ast.expr) -> Edit:
    start, end = Edit.of(cell, first, ""), Edit.of(cell, second, "")
    return Edit(line=start.line, column=start.column, end_line=end.line, end_column=end.column, text="")


def _comma(cell: Cell, line: int, column: int) -> tuple[int, int]:
    """Return where the first comma behind a place is that is no part of a comment."""
    lines = cell.python.split("\n")
    while True:
        code = lines[line - 1][column:].partition("#")[0]
        if "," in code:
            return line, column + code.index(",")
        line, column = line + 1, 0


def cut_statement(cell: Cell, node: ast.stmt, edits: list[Edit]) -> Piece:
    """Return a statement with the comments that belong to it: lines right above it and after it on its last line."""
    lines = cell.python.split("\n")
    decorated = [d.lineno for d in getattr(node, "decorator_list", [])]
    first, last = min([node.lineno, *decorated]), node.end_lineno or node.lineno
    column = characters(lines[first - 1], node.col_offset) if not decorated else 0
    tail = lines[last - 1][characters(lines[last - 1], node.end_col_offset or 0) :]
    comment = tail.rstrip() if tail.strip().startswith("#") else ""
    kept = lines[first - 1 : last]
    kept[-1] = lines[last - 1][: len(lines[last - 1]) - len(tail)] if tail else kept[-1]
    for edit in sorted(edits, reverse=True):
        _apply(kept, edit, first)
    above = _comment_above(cell, first, column)
    kept = [line for line in kept if line is not _DELETED]
    body = [kept[0][column:], *_dedented(kept, column)]
    text = "\n".join(body) + comment
    start = first - len(above)
    return Piece(text="\n".join([*above, text]), cell=cell, line=start)


def _dedented(lines: list[str], column: int) -> list[str]:
    """Return the lines after the first, moved left as far as the first is; lines of a string stay."""
    margin = lines[0][:column]
    if not margin or margin.strip():
        return lines[1:]
    inside = inside_strings("\n".join(["if True:", *lines]))
    return [line if number in inside else line.removeprefix(margin) for number, line in enumerate(lines[1:], 3)]


class _Deleted(str):
    __slots__ = ()


_DELETED = _Deleted("")


def _apply(lines: list[str], edit: Edit, first: int) -> None:
    start, end = edit.line - first, edit.end_line - first
    head, rest = lines[start][: edit.column], lines[end][edit.end_column :]
    whole_lines = not head.strip() and (not rest.strip() or rest.strip().startswith("#"))
    if not edit.text and whole_lines:
        lines[start : end + 1] = [_DELETED] * (end + 1 - start)
        return
    lines[start : end + 1] = [head + edit.text + rest]


def _comment_above(cell: Cell, first: int, column: int) -> list[str]:
    """Return the comment lines right above a statement, as far as they are the user's and no masked magics."""
    if column:
        return []
    above: list[str] = []
    lines = cell.python.split("\n")
    pairs = zip(lines if cell.origins else cell.source.split("\n"), lines, strict=False)
    for written, line in reversed(list(pairs)[: first - 1]):
        if not line.startswith("#") or written != line:
            break
        above.insert(0, line)
    return above


def write_call(head: str, arguments: list[str], tail: str, *, spaces: int = 0) -> str:
    """Return `head(arguments)tail` on one line if it fits, else one argument a line."""
    before = " " * spaces
    line = f"{before}{head}({', '.join(arguments)}){tail}"
    if len(line) <= LINE_LENGTH:
        return line
    inner = "".join(f"{before}    {argument},\n" for argument in arguments)
    return f"{before}{head}(\n{inner}{before}){tail}"


def write_literal(value: object) -> str:
    """Return a literal as a person writes it: strings in double quotes where that needs no escape."""
    text = repr(value)
    if isinstance(value, str) and '"' not in text and text.startswith("'"):
        return f'"{text[1:-1]}"'
    return text
