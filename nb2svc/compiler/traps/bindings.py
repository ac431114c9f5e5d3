"""Which names a piece of syntax binds, and what binds each: assignments, loops, arguments, imports."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from nb2svc.compiler.ir import Statement
from nb2svc.compiler.traps import pandas_members as members

__all__ = [
    "Bindings",
    "Function",
    "bindings_of",
    "functions_in",
    "imported",
    "keeps_kind",
    "local_bindings",
    "own_nodes",
    "uses_of",
]

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
Bindings: TypeAlias = dict[str, list[tuple[ast.AST | None, ast.expr]]]
"""For each name what binds it, None for an argument, and the target that is the name."""


def imported(node: ast.Import | ast.ImportFrom, name: str) -> str:
    """Return the dotted name of what an import binds to a name, or empty."""
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            if (alias.asname or alias.name) == name:
                return f"{node.module or ''}.{alias.name}"
        elif alias.asname == name:
            return alias.name
        elif not alias.asname and alias.name.partition(".")[0] == name:
            return name
    return ""


def local_bindings(function: Function) -> Bindings:
    """Return the local names of a function with what binds each; None stands for an argument."""
    found: Bindings = {}
    arguments = function.args
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        found.setdefault(argument.arg, []).append((None, ast.Name(argument.arg)))
    for statement in function.body:
        for name, bound in bindings_of(statement).items():
            found.setdefault(name, []).extend(bound)
    return found


def bindings_of(node: ast.stmt) -> Bindings:
    """Return the names that a statement binds, with what binds each."""
    found: Bindings = {}
    for part in own_nodes(node):
        match part:
            case ast.Assign(targets=targets):
                pass
            case ast.AnnAssign(target=target) | ast.For(target=target):
                targets = [target]
            case _:
                continue
        for target in targets:
            for inner in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
                if isinstance(inner, ast.Name):
                    found.setdefault(inner.id, []).append((part, inner))
    return found


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Return a statement and its parts, without the bodies of functions defined inside."""
    pending = [node]
    while pending:
        part = pending.pop(0)
        yield part
        pending += [
            child
            for child in ast.iter_child_nodes(part)
            if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda)
        ]


def functions_in(statement: Statement) -> Iterator[Function]:
    """Return the functions that a statement defines."""
    return (node for node in ast.walk(statement.node) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def keeps_kind(bound: ast.AST | None, name: str) -> bool:
    """Whether a binding in a loop leaves its name what it was: `rows = rows.append(row)`."""
    match bound:
        case ast.Assign(value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=method))):
            return owner == name and method in members.SAME_KIND
        case _:
            return False


def uses_of(nodes: Iterable[ast.AST]) -> dict[str, set[str]]:
    """Return for each name the attributes that are asked of it."""
    uses: dict[str, set[str]] = {}
    for node in nodes:
        for part in ast.walk(node):
            if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
                uses.setdefault(part.value.id, set()).add(part.attr)
    return uses
