"""`KMeans(3).fit(X).labels_` -> `KMeans(3).fit_predict(X)`: the same labels, asked in a way that other rows have, too.

The labels that an estimator keeps belong to the rows that it was fitted to. Where it is fitted on the way to them, no
name is left to ask it by.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Final

from nb2svc.compiler.ir import Cell, Notebook
from nb2svc.compiler.operations import FITTED_ROWS, call_name
from nb2svc.compiler.places import characters

__all__ = ["ask_for_labels"]

_FIT: Final = "fit"


def ask_for_labels(notebook: Notebook, *, without: frozenset[str]) -> Notebook:
    """Return the notebook with such expressions rewritten.

    Args:
        notebook: with the Python text of its cells.
        without: ids of cells that are not valid Python.
    """
    cells = tuple(c if c.id in without or c.kind != "code" else _rewritten(c) for c in notebook.cells)
    return notebook if cells == notebook.cells else replace(notebook, cells=cells)


def _rewritten(cell: Cell) -> Cell:
    if not cell.python or (cell.python != cell.source and not cell.origins) or ".fit(" not in cell.python:
        return cell
    lines = cell.python.split("\n")
    kept = [n for n in ast.walk(ast.parse(cell.python)) if isinstance(n, ast.Attribute) and _is_kept_of_fit(n)]
    for node in sorted(kept, key=lambda n: (n.lineno, n.col_offset), reverse=True):
        _rewrite(node, lines)
    if lines == cell.python.split("\n"):
        return cell
    return replace(cell, python="\n".join(lines), origins=cell.origins or tuple(range(1, len(lines) + 1)))


def _is_kept_of_fit(node: ast.Attribute) -> bool:
    """Whether a piece of syntax is `x.fit(X).labels_`, `.labels_` on the line where the call ends."""
    match node:
        case ast.Attribute(value=ast.Call(func=ast.Attribute(), args=[_], keywords=[]) as call, attr=attr):
            return attr in FITTED_ROWS and call_name(call) == _FIT and node.end_lineno == call.end_lineno
        case _:
            return False


def _rewrite(node: ast.Attribute, lines: list[str]) -> None:
    """Change the text of one expression, back to front."""
    call = node.value
    assert isinstance(call, ast.Call)
    last = (node.end_lineno or 1) - 1
    start, end = (characters(lines[last], offset or 0) for offset in (call.end_col_offset, node.end_col_offset))
    lines[last] = lines[last][:start] + lines[last][end:]
    line = (call.func.end_lineno or 1) - 1
    after = characters(lines[line], call.func.end_col_offset or 0)
    lines[line] = f"{lines[line][: after - len(_FIT)]}fit_{FITTED_ROWS[node.attr]}{lines[line][after:]}"
