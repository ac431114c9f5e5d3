"""Frozen values that are read from the clock: they are kept for the verification and read anew for each request.

now = datetime.now()                    `state.now`, read as `datetime.now()`
year = now.year                         `state.year`, read as `datetime.now().year`
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nb2svc.compiler.flow import backward_closure, index_statements, is_literal
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.outside import find_outside
from nb2svc.compiler.sites import Instrumented
from nb2svc.compiler.trace import Capture

__all__ = ["ClockRead", "find_clock", "find_kept_clock"]

_PLAIN: Final = (
    "float",
    "int",
    "str",
    "datetime.",
    "pandas.Time",
    "numpy.float",
    "numpy.int",
    "numpy.datetime",
    "time.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRead:
    """How a frozen value is read from the clock again.

    Attributes:
        statement: where the notebook reads it.
        expression: what to evaluate, of imported names and literals only.
        read: the statements whose text it is made of.
    """

    statement: Statement
    expression: ast.expr
    read: tuple[Statement, ...]


def find_clock(program: Program, code: Instrumented, captures: Mapping[str, Capture]) -> dict[str, ClockRead]:
    """Return the captures that come from the clock and nothing else, by key."""
    statements = index_statements(program)
    found = {}
    for key, capture in sorted(captures.items()):
        given = None if capture.loops else _given(capture, code, statements)
        if given is None:
            continue
        statement, node = given
        read: dict[str, Statement] = {}
        expression = _inlined(node, statement, statements, read)
        if expression is not None and find_outside("clock", [expression]) is not None:
            found[key] = ClockRead(statement=statement, expression=expression, read=tuple(read.values()))
    return found


def find_kept_clock(
    program: Program, code: Instrumented, captures: Mapping[str, Capture]
) -> list[tuple[Statement, str, ast.Call]]:
    """Return the plain values that mix the clock with what training fixed: they stay as the run had them.

    Each with its statement, the notebook's text for it and the call that reads the clock. Models are not among them:
    what they learned is of the time of training in any case.
    """
    statements = index_statements(program)
    anew = find_clock(program, code, captures)
    found = []
    for key, capture in sorted(captures.items()):
        given = None if key in anew or not capture.type.startswith(_PLAIN) else _given(capture, code, statements)
        if given is None:
            continue
        statement, node = given
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        sources = backward_closure(statements, [s for n, s in statement.sources.items() if n in names])
        call = find_outside("clock", [node, *(statements[s].node for s in sorted(sources))])
        if call is not None:
            found.append((statement, capture.source, call))
    return found


def _given(
    capture: Capture, code: Instrumented, statements: Mapping[str, Statement]
) -> tuple[Statement, ast.expr] | None:
    """Return the expression whose value was captured."""
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


def _inlined(
    node: ast.expr, statement: Statement, statements: Mapping[str, Statement], read: dict[str, Statement]
) -> ast.expr | None:
    """Return the expression with each variable replaced by what it was assigned; None where that is not possible.

    A variable has to be a literal or come from the clock itself: anything else is what training fixed.

    Args:
        node: the expression.
        statement: where it stands.
        statements: of the program.
        read: gets the statements whose text goes into the result.
    """
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    values: dict[str, ast.expr] = {}
    read[statement.id] = statement
    for name in sorted(names):
        writer = statements.get(statement.sources.get(name, ""))
        if writer is None or writer.kind == "import":
            continue
        assigned = None if writer.id in read else _assigned(writer, name)
        value = None if assigned is None else _inlined(assigned[1], writer, statements, read)
        if value is None or not (is_literal(writer) or find_outside("clock", [value])):
            return None
        values[name] = value

    class Fill(ast.NodeTransformer):
        def visit_Name(self, name: ast.Name) -> ast.expr:
            return values.get(name.id, name)

    filled: ast.expr = Fill().visit(copy.deepcopy(node))
    return filled
