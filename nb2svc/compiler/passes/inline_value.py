"""Frozen values as expressions that can be evaluated anew: of imported names and literals only.

now = datetime.now()                    `datetime.now()`
engine = create_engine(database)        `create_engine("sqlite:///shop.db")`
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Mapping

from nb2svc.compiler.flow import is_code
from nb2svc.compiler.ir import Statement
from nb2svc.compiler.sites import Instrumented
from nb2svc.compiler.trace import Capture

__all__ = ["given_expression", "inlined"]


def given_expression(
    capture: Capture, code: Instrumented, statements: Mapping[str, Statement]
) -> tuple[Statement, ast.expr] | None:
    """Return the expression whose value was captured, and where it stands; None for a part of a value."""
    if capture.site:
        if capture.key.rpartition(":")[2] or capture.place not in code.places:
            return None  # only a part of what an operation gave
        return statements[code.places[capture.place].statement], code.sites[capture.site].node
    statement = statements.get(capture.key.split(":", 2)[2])
    return None if statement is None else _assigned(statement, capture.source)


def _assigned(statement: Statement, name: str) -> tuple[Statement, ast.expr] | None:
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
            return statement, value
        case _:
            return None


def inlined(
    node: ast.expr,
    statement: Statement,
    statements: Mapping[str, Statement],
    read: dict[str, Statement],
    *,
    accepts: Callable[[Statement, ast.expr], bool],
) -> ast.expr | None:
    """Return the expression with each variable replaced by what it was assigned; None where that is not possible.

    Args:
        node: the expression.
        statement: where it stands.
        statements: of the program.
        read: gets the statements whose text goes into the result.
        accepts: whether a variable may be replaced, given the statement that wrote it and the expression for it.
    """
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    values: dict[str, ast.expr] = {}
    read[statement.id] = statement
    for name in sorted(names):
        writer = statements.get(statement.sources.get(name, ""))
        if writer is None or is_code(writer, name):
            continue
        assigned = None if writer.id in read else _assigned(writer, name)
        value = None if assigned is None else inlined(assigned[1], writer, statements, read, accepts=accepts)
        if value is None or not accepts(writer, value):
            return None
        values[name] = value

    class Fill(ast.NodeTransformer):
        def visit_Name(self, name: ast.Name) -> ast.expr:
            return values.get(name.id, name)

    filled: ast.expr = Fill().visit(copy.deepcopy(node))
    return filled
