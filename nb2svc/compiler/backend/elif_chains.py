"""Lines that belong in front of an `elif`, where none can stand: they go in front of the `if` that it follows.

    if col.max() > 6:            becomes    if not (col.max() > 6):
        ...                                     low = col.min() < 0
    elif col.min() < 0:                     if col.max() > 6:
        ...                                     ...
                                            elif low:

What an `elif` asks is only computed where the notebook gets to it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from nb2svc.compiler.ir import Cell
from nb2svc.compiler.places import characters, slice_text

__all__ = ["Around", "before_chains"]

Around: TypeAlias = tuple[ast.stmt, Sequence[str], Sequence[str]]
"""A statement, the lines before it and the lines after it."""


def before_chains(statement: ast.stmt, around: Iterable[Around], cell: Cell) -> list[Around]:
    """Return what is written around nested statements, with that of each `elif` around the `if` that it follows.

    Args:
        statement: the whole statement.
        around: what is written around statements in it.
        cell: its cell.
    """
    heads = _heads(statement, cell)
    moved: dict[int, tuple[ast.stmt, list[str], list[str]]] = {}
    later: list[tuple[ast.If, list[str], Sequence[str], Sequence[str]]] = []
    for node, before, after in around:
        if id(node) in heads:
            head, tests = heads[id(node)]
            later.append((head, tests, before, after))
        else:
            moved[id(node)] = (node, [*before], [*after])
    for head, tests, before, after in later:
        own = moved.setdefault(id(head), (head, [], []))
        asked = f"if not ({' or '.join(tests)}):"
        own[1].extend([asked, *(f"    {line}" for line in before)] if before else [])
        own[2].extend(after)
    return list(moved.values())


def _heads(statement: ast.stmt, cell: Cell) -> dict[int, tuple[ast.If, list[str]]]:
    """Return for each `elif` the `if` at the head of its chain, and the texts of the tests before it."""
    lines = cell.python.split("\n")
    found: dict[int, tuple[ast.If, list[str]]] = {}
    for node in ast.walk(statement):  # an `if` comes before those in it
        if isinstance(node, ast.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            inner = node.orelse[0]
            line = lines[inner.lineno - 1]
            if line[characters(line, inner.col_offset) :].startswith("elif"):
                head, tests = found.get(id(node), (node, []))
                text = slice_text(cell, node.test)
                is_tight = isinstance(node.test, ast.Compare | ast.Call | ast.Name | ast.Attribute | ast.Subscript)
                found[id(inner)] = (head, [*tests, text if is_tight else f"({text})"])
    return found
