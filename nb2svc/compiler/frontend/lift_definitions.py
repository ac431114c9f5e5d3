"""Functions that are defined inside of blocks, put in front of the block.

    with open("limits.json") as f:             becomes       def clip(v):
        limits = json.load(f)                                    return min(v, limits["most"])
        def clip(v):                                         with open("limits.json") as f:
            return min(v, limits["most"])                        limits = json.load(f)

A function of the notebook looks up what it reads when it is called, so it does not matter where it is defined, if its
name is bound once and nothing is computed for its definition. Then it can stand in the library of a service.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from nb2svc.compiler.flow import is_choice_of_definitions
from nb2svc.compiler.ir import Cell, Notebook

__all__ = ["lift_definitions"]

_INDENTED: Final = re.compile(r"^[ \t]+(?:async[ \t]+)?def\b", re.MULTILINE)
_BLOCKS: Final = (ast.If, ast.For, ast.While, ast.With, ast.Try)


def lift_definitions(notebook: Notebook, *, without: frozenset[str]) -> Notebook:
    """Return the notebook with the functions of blocks that do more than choose between definitions in front of them.

    Args:
        notebook: with the Python text of its cells.
        without: ids of cells that are not valid Python.
    """
    cells = [c for c in notebook.cells if c.kind == "code" and c.id not in without and _INDENTED.search(c.python)]
    found = {
        cell.id: lifted
        for cell in cells
        if cell.python == cell.source and (lifted := list(_lifted(ast.parse(cell.python).body)))
    }
    if not found:
        return notebook
    bound = _bound(notebook, without)
    return replace(
        notebook,
        cells=tuple(
            _moved(c, [(b, d) for b, d in found[c.id] if bound[d.name] == 1]) if c.id in found else c
            for c in notebook.cells
        ),
    )


def _lifted(body: Sequence[ast.stmt]) -> Iterator[tuple[ast.stmt, ast.FunctionDef]]:
    """Yield the functions in blocks of a cell, each with the outermost block."""
    for node in body:
        if isinstance(node, _BLOCKS) and not is_choice_of_definitions(node):
            for function in _functions(node):
                given = [*function.args.defaults, *(d for d in function.args.kw_defaults if d is not None)]
                own_lines = function.lineno > node.lineno and function.body[0].lineno > function.lineno
                is_plain = all(isinstance(d, ast.Constant) for d in given) and not function.decorator_list
                if is_plain and own_lines and not _spells_over_lines(function) and not _reads_of(function, node):
                    yield node, function


def _functions(node: ast.stmt) -> Iterator[ast.FunctionDef]:
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.FunctionDef):
            yield part
        elif isinstance(part, ast.stmt | ast.ExceptHandler) and not isinstance(part, ast.ClassDef):
            yield from _functions(part)  # type: ignore[arg-type]  # a handler has statements, too


def _reads_of(function: ast.FunctionDef, block: ast.stmt) -> bool:
    """Whether a function reads what the block around it binds: the block is one statement, and so is what it holds."""
    inside = {id(part) for part in ast.walk(function)}
    bound = {
        part.id
        for part in ast.walk(block)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and id(part) not in inside
    }
    return any(isinstance(part, ast.Name) and part.id in bound for part in ast.walk(function))


def _spells_over_lines(node: ast.AST) -> bool:
    """Whether a text goes on over lines: its margin is part of it."""
    for part in ast.walk(node):
        is_text = isinstance(part, ast.Constant) and isinstance(part.value, str)
        if (
            isinstance(part, ast.expr)
            and (is_text or isinstance(part, ast.JoinedStr))
            and part.lineno != part.end_lineno
        ):
            return True
    return False


def _bound(notebook: Notebook, without: frozenset[str]) -> Counter[str]:
    """Return how often each name is bound in the notebook, in functions as well."""
    bound: Counter[str] = Counter()
    for cell in notebook.cells:
        if cell.kind == "code" and cell.id not in without:
            for node in ast.walk(ast.parse(cell.python)):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
                    bound[node.id] += 1
                elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    bound[node.name] += 1
                elif isinstance(node, ast.alias):
                    bound[(node.asname or node.name).partition(".")[0]] += 1
    return bound


def _moved(cell: Cell, found: list[tuple[ast.stmt, ast.FunctionDef]]) -> Cell:
    """Return a cell with functions in front of the blocks that they stand in."""
    lines = cell.python.split("\n")
    order = list(range(1, len(lines) + 1))
    texts = {number: lines[number - 1] for number in order}
    for block, function in found:
        margin = function.col_offset
        start = function.lineno
        while texts[start - 1].startswith(" " * margin + "#"):
            start -= 1  # what is said of the function stays with it
        own = list(range(start, (function.end_lineno or function.lineno) + 1))
        if any(texts[n][:margin].strip() for n in own):
            continue  # a line of it begins further left
        first = order.index(own[0])
        is_alone = _is_only_statement(block, function)
        order = [n for n in order if n not in own]
        if is_alone:
            order.insert(first, -own[0])
            texts[-own[0]] = f"{texts[own[0]][:margin]}pass"
        for n in own:
            texts[n] = texts[n][margin:]
        at = order.index(block.lineno)
        order[at:at] = own
    return replace(cell, python="\n".join(texts[n] for n in order), origins=tuple(abs(n) for n in order))


def _is_only_statement(block: ast.AST, function: ast.FunctionDef) -> bool:
    for part in ast.walk(block):
        for body in (getattr(part, name, None) for name in ("body", "orelse", "finalbody")):
            if isinstance(body, list) and function in body:
                return all(isinstance(other, ast.FunctionDef) for other in body)
    return False
