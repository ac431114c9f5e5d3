"""What look-ups talk through: an engine, a connection, a client. It is never stored: each process makes its own.

database = os.environ["DATABASE_URL"]
engine = create_engine(database)              `create_engine(os.environ["DATABASE_URL"])`
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.flow import index_statements
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.passes.find_clock import ClockRead
from nb2svc.compiler.passes.inline_value import given_expression, inlined
from nb2svc.compiler.sites import Instrumented
from nb2svc.compiler.trace import Capture, Decision

__all__ = ["find_connections"]

_KEPT: Final = ("pandas.", "numpy.", "datetime.", "sklearn.", "torch.", "scipy.")
"""Types that hold data, by how their names begin; so do those of Python itself, whose names have no dot."""


def find_connections(
    program: Program, code: Instrumented, decisions: Mapping[str, Decision], captures: Mapping[str, Capture]
) -> dict[str, ClockRead]:
    """Return the values that look-ups are given and that are made anew from the notebook's own text, by key.

    These are objects that hold no data, and whatever is read from the environment: it may be a secret, and another
    machine has another one.
    """
    statements = index_statements(program)
    given = {
        decision.captures.get("", "")
        for where, decision in decisions.items()
        if (site := code.sites.get(where.partition("|")[0])) is not None and site.looks_up and "|" in where
    }
    found = {}
    for key in sorted(given & captures.keys()):
        capture = captures[key]
        origin = None if capture.loops else given_expression(capture, code, statements)
        if origin is None:
            continue
        read: dict[str, Statement] = {}
        statement, node = origin
        expression = inlined(node, statement, statements, read, accepts=lambda _writer, _value: True)
        if expression is None:
            continue
        holds_data = "." not in capture.type or capture.type.startswith(_KEPT)
        if not holds_data or _reads_environment(expression):
            found[key] = ClockRead(statement=statement, expression=expression, read=tuple(read.values()))
    return found


def _reads_environment(node: ast.expr) -> bool:
    names = {getattr(part, "attr", getattr(part, "id", "")) for part in ast.walk(node)}
    return bool(names & {"environ", "getenv"})
