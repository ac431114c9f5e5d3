"""The user's text around syntax: what a node says, where it stands, and edits of it that leave the rest alone."""

from __future__ import annotations

import ast

from nb2svc.compiler.ir import Cell, Notebook
from nb2svc.compiler.places import characters
from nb2svc.diagnostics import Edit, Span

__all__ = ["CellText", "Located"]

Located = ast.expr | ast.stmt | ast.keyword | ast.alias
_Point = tuple[int, int]


class CellText:
    """The text of one cell.

    Args:
        notebook: the notebook.
        cell: the cell; its `python` text is the one that syntax trees know.
    """

    def __init__(self, notebook: Notebook, cell: Cell) -> None:
        self._path = cell.path or notebook.path
        self._cell = cell
        self._lines = cell.python.split("\n")
        self._saved = cell.source.split("\n")

    def of(self, node: ast.AST) -> str:
        """Return what a node says."""
        return ast.get_source_segment(self._cell.python, node) or ""

    def short(self, node: ast.AST, limit: int = 50) -> str:
        """Return what a node says for a message: on one line, cut where it is long."""
        text = " ".join(self.of(node).split())
        return text if len(text) <= limit else f"{text[: limit - 3]}..."

    def is_as_saved(self, node: Located) -> bool:
        """Whether no magic moved the text of these lines, so that columns are those of the file."""
        lines = range(node.lineno - 1, node.end_lineno or node.lineno)
        return all(self._lines[i] == self._saved[self._cell.source_line(i + 1) - 1] for i in lines)

    def is_parenthesised(self, node: Located) -> bool:
        """Whether parentheses stand right around a node."""
        (first, start), (last, end) = self._start(node), self._end(node)
        return self._lines[first - 1][: start - 1].endswith("(") and self._lines[last - 1][end - 1 :].startswith(")")

    def span(self, node: Located) -> Span:
        """Return where a node stands."""
        return self._span(self._start(node), self._end(node))

    def replace(self, node: Located, text: str) -> Edit:
        """Write something in the place of a node."""
        return Edit(span=self.span(node), text=text)

    def insert_before(self, node: Located, text: str) -> Edit:
        """Write something in front of a node."""
        start = self._start(node)
        return Edit(span=self._span(start, start), text=text)

    def insert_after(self, node: Located, text: str) -> Edit:
        """Write something behind a node."""
        end = self._end(node)
        return Edit(span=self._span(end, end), text=text)

    def replace_gap(self, first: Located, last: Located, text: str) -> Edit:
        """Replace what stands between the end of one node and the start of another."""
        return Edit(span=self._span(self._end(first), self._start(last)), text=text)

    def rename_keyword(self, keyword: ast.keyword, name: str) -> Edit:
        """Give an argument another name."""
        line, column = self._start(keyword)
        return Edit(span=self._span((line, column), (line, column + len(keyword.arg or ""))), text=name)

    def rename_attribute(self, node: ast.Attribute, name: str) -> Edit:
        """Give the last part of `a.b` another name."""
        line, column = self._end(node)
        return Edit(span=self._span((line, column - len(node.attr)), (line, column)), text=name)

    def replace_module(self, node: ast.ImportFrom, name: str) -> Edit:
        """Let `from a import b` import from another module."""
        line, column = self._start(node)
        start = self._lines[line - 1].index(node.module or "", column - 1 + len("from")) + 1
        return Edit(span=self._span((line, start), (line, start + len(node.module or ""))), text=name)

    def remove_argument(self, call: ast.Call, keyword: ast.keyword) -> Edit | None:
        """Take an argument out of a call with its comma; None where a comment would go with it."""
        arguments: list[Located] = [*call.args, *call.keywords]
        arguments.sort(key=lambda argument: (argument.lineno, argument.col_offset))
        position = arguments.index(keyword)
        start, end = self._start(keyword), self._end(keyword)
        if position > 0:
            comma = self._find_comma(self._end(arguments[position - 1]), start)
            return None if comma is None else Edit(span=self._span(comma, end), text="")
        if len(arguments) > 1:
            after = self._start(arguments[1])
            return None if "#" in self._between(end, after) else Edit(span=self._span(start, after), text="")
        return Edit(span=self._span(start, end), text="")

    def _find_comma(self, start: _Point, end: _Point) -> _Point | None:
        text = self._between(start, end)
        if "#" in text or "," not in text:
            return None
        before = text[: text.index(",")]
        lines = before.count("\n")
        column = len(before) - before.rfind("\n") if lines else start[1] + len(before)
        return start[0] + lines, column

    def _between(self, start: _Point, end: _Point) -> str:
        lines = self._lines[start[0] - 1 : end[0]]
        lines[-1] = lines[-1][: end[1] - 1]
        lines[0] = lines[0][start[1] - 1 :]
        return "\n".join(lines)

    def _start(self, node: Located) -> _Point:
        return node.lineno, characters(self._lines[node.lineno - 1], node.col_offset) + 1

    def _end(self, node: Located) -> _Point:
        line = node.end_lineno or node.lineno
        return line, characters(self._lines[line - 1], node.end_col_offset or 0) + 1

    def _span(self, start: _Point, end: _Point) -> Span:
        return Span(
            path=self._path,
            cell=self._cell.number,
            cell_id=self._cell.id,
            line=self._cell.source_line(start[0]),
            column=start[1],
            end_line=self._cell.source_line(end[0]),
            end_column=end[1],
        )
