"""Nested statements that the answer does not need, taken out of the blocks that stay."""

from __future__ import annotations

import ast
from collections.abc import Collection
from typing import Final

from nb2svc.compiler.backend.source import Edit
from nb2svc.compiler.branches import is_print
from nb2svc.compiler.ir import Cell
from nb2svc.compiler.sites import place_of

__all__ = ["always_taken", "is_idle", "lies_in", "prune"]

_JUMPS: Final = (ast.Break, ast.Continue)


def always_taken(node: ast.stmt) -> list[ast.stmt] | None:
    """Return the statements of a `try` without exceptions, or of a `match`, of which one case is live; else None."""
    match node:
        case ast.Try():
            return [*node.body, *node.orelse, *node.finalbody]
        case ast.Match():
            return [inner for case in node.cases for inner in case.body]
    return None


def lies_in(part: ast.stmt, node: ast.stmt) -> bool:
    """Whether a statement lies in another, or is it."""
    start, end = (part.lineno, part.col_offset), (part.end_lineno or 0, part.end_col_offset or 0)
    return (node.lineno, node.col_offset) <= start and end <= (node.end_lineno or 0, node.end_col_offset or 0)


def prune(cell: Cell, node: ast.stmt, cell_id: str, live: frozenset[str], units: Collection[str]) -> list[Edit]:
    """Return edits that delete nested statements which the answer does not need; a loop over rows stays whole."""
    edits: list[Edit] = []
    if place_of(cell_id, node) in units:
        return _without_prints(cell, node) if isinstance(node, ast.If) else edits
    for field in ("body", "orelse"):
        for inner in getattr(node, field, []):
            if not isinstance(node, ast.For | ast.While | ast.If | ast.With) or isinstance(inner, _JUMPS):
                continue
            if place_of(cell_id, inner) in live:
                edits += prune(cell, inner, cell_id, live, units)
            else:
                edits.append(Edit.of(cell, inner, "" if _is_live_block(node, field, cell_id, live) else "pass"))
    return edits


def _without_prints(cell: Cell, node: ast.If) -> list[Edit]:
    """Return the edits that take what only prints out of an `if` that is served whole."""
    edits: list[Edit] = []
    for block in (node.body, node.orelse):
        goes_on = any(not is_print(inner) for inner in block)
        for inner in block:
            if is_print(inner):
                edits.append(Edit.of(cell, inner, "" if goes_on else "pass"))
            elif isinstance(inner, ast.If):
                edits += _without_prints(cell, inner)
    return edits


def _is_live_block(node: ast.stmt, field: str, cell_id: str, live: frozenset[str]) -> bool:
    """Whether something of a block is left, so that the rest of it can go without a trace."""
    return any(place_of(cell_id, inner) in live or isinstance(inner, _JUMPS) for inner in getattr(node, field))


def is_idle(text: str) -> bool:
    """Whether a statement has become `df = df` or `df`: a filter of training rows that a service does not need."""
    match ast.parse(text).body:
        case [ast.Expr(value=ast.Name())]:
            return True
        case [ast.Assign(targets=[ast.Name(id=target)], value=ast.Name(id=source))]:
            return target == source
        case _:
            return False
