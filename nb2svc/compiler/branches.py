"""An `if` that puts an answer into words: all its ways can be read from its text, also those that a run has not gone.

if prediction[0] == 0:
    verdict = "healthy"
else:
    verdict = f"{prediction[0]} of 3"
"""

from __future__ import annotations

import ast
import builtins
from typing import Final

__all__ = ["is_plain_branch", "is_print"]

_FUNCTIONS: Final = frozenset({"abs", "float", "format", "int", "len", "max", "min", "round", "str"})


def is_plain_branch(node: ast.stmt, known: frozenset[str]) -> bool:
    """Whether every way of an `if` only binds values made of literals and of known variables, or prints.

    Args:
        node: the `if`.
        known: variables that there are whichever way it goes.
    """
    if not isinstance(node, ast.If):
        return False
    names = known | _FUNCTIONS
    return all(_is_plain(s, names) for s in (*node.body, *node.orelse))


def is_print(node: ast.stmt) -> bool:
    """Whether a statement only prints."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
            return True
        case _:
            return False


def _is_plain(node: ast.stmt, known: frozenset[str]) -> bool:
    match node:
        case ast.If(test=test):
            return _is_made_of(test, known) and is_plain_branch(node, known)
        case ast.Assign(targets=[ast.Name()], value=value):
            return _is_made_of(value, known)
        case ast.Pass():
            return True
        case _:
            return is_print(node)


def _is_made_of(node: ast.expr, known: frozenset[str]) -> bool:
    """Whether an expression reads known variables only and calls nothing but plain functions."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and not (isinstance(part.func, ast.Name) and part.func.id in _FUNCTIONS):
            return False
        if isinstance(part, ast.Name) and part.id not in known and not hasattr(builtins, part.id):
            return False
        if isinstance(part, ast.Lambda | ast.ListComp | ast.NamedExpr | ast.Await):
            return False
    return True
