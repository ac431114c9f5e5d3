"""Frozen values that are read from the clock: they are kept for the verification and read anew for each request.

now = datetime.now()                    `state.now`, read as `datetime.now()`
year = now.year                         `state.year`, read as `datetime.now().year`
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nb2svc.compiler.flow import backward_closure, index_statements, is_literal
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.outside import find_outside
from nb2svc.compiler.passes.inline_value import given_expression, inlined
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
        given = None if capture.loops else given_expression(capture, code, statements)
        if given is None:
            continue
        statement, node = given
        read: dict[str, Statement] = {}
        expression = inlined(node, statement, statements, read, accepts=_is_literal_or_clock)
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
        given = (
            None if key in anew or not capture.type.startswith(_PLAIN) else given_expression(capture, code, statements)
        )
        if given is None:
            continue
        statement, node = given
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        sources = backward_closure(statements, [s for n, s in statement.sources.items() if n in names])
        call = find_outside("clock", [node, *(statements[s].node for s in sorted(sources))])
        if call is not None:
            found.append((statement, capture.source, call))
    return found


def _is_literal_or_clock(writer: Statement, value: ast.expr) -> bool:
    """Whether a variable is a literal or comes from the clock itself: anything else is what training fixed."""
    return is_literal(writer) or find_outside("clock", [value]) is not None
