"""Tables of functions are definitions, as functions are: `FEATURES = {"area": lambda d: d["a"] * d["b"]}`.

Such a table has no data in it, and its functions read none: names in it are those of modules and functions. It is bound
once, and nothing changes it later. A service has it in its library, where a value that holds a lambda cannot be stored.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from nb2svc.compiler.flow import bound_inside
from nb2svc.compiler.ir import Program
from nb2svc.diagnostics import Report

__all__ = ["find_function_tables"]

_CODE = frozenset({"import", "function", "class"})


def find_function_tables(program: Program, report: Report) -> Program:  # noqa: ARG001 - what every pass looks like
    """Return the program with its tables of functions known as such.

    Args:
        program: with the effects of its statements.
        report: gets nothing.
    """
    candidates = [s for s in program.statements if s.kind == "code" and _is_table(s.node)]
    if not candidates:
        return program
    bound = Counter(name for s in program.statements for name in s.effects.writes)
    data = {name for s in program.statements if s.kind not in _CODE for name in s.effects.writes}
    found = {
        s.id
        for s in candidates
        if all(bound[name] == 1 for name in s.effects.defines) and not (_names(s.node) - s.effects.defines) & data
    }
    return replace(
        program, statements=tuple(replace(s, kind="function") if s.id in found else s for s in program.statements)
    )


def _is_table(node: ast.stmt) -> bool:
    """Whether a statement binds a name to a dict, list or tuple of functions, with at least one that it writes down."""
    match node:
        case ast.Assign(targets=[ast.Name()], value=ast.Dict() | ast.List() | ast.Tuple() as table):
            parts = list(_parts(table))
            plain = ast.Lambda | ast.Constant | ast.Name | ast.Attribute
            return any(isinstance(p, ast.Lambda) for p in parts) and all(isinstance(p, plain) for p in parts)
        case _:
            return False


def _parts(node: ast.expr | None) -> Iterable[ast.expr]:
    match node:
        case ast.Dict(keys=keys, values=values):
            for part in (*keys, *values):
                yield from _parts(part)
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            for part in elements:
                yield from _parts(part)
        case ast.expr():
            yield node


def _names(node: ast.stmt) -> set[str]:
    """Return the names in a statement, without the arguments of its functions."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} - bound_inside(node)
