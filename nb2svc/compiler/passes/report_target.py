"""Reports features that read the target: a request cannot hold what the model is trained to predict.

df["per_room"] = df["price"] / df["rooms"]      NB209: `price` is the target
"""

from __future__ import annotations

import ast

from nb2svc.compiler.ir import Program
from nb2svc.compiler.places import frame_of, span_of
from nb2svc.compiler.sites import Instrumented
from nb2svc.compiler.trace import Trace
from nb2svc.diagnostics import Diagnostic, Report

__all__ = ["report_target"]


def report_target(
    program: Program,
    code: Instrumented,
    trace: Trace,
    live: frozenset[int],
    fields: list[str],
    report: Report,
) -> None:
    """Report for each target the first live statement that makes something else of it."""
    for column in fields:
        readers = _readers(code, trace, live, column)
        if not readers:
            continue
        place = code.places[trace.nodes[readers[0]].place]
        span = span_of(program.notebook, place.id.split(":")[0], place.node)
        report.add(
            Diagnostic(
                code="NB209",
                message=f"this reads `{column}`, which the model is trained to predict; a request cannot hold it",
                span=span,
                frame=frame_of(program.notebook, span),
                hint=f"leave `{column}` out of the features",
            )
        )


def _readers(code: Instrumented, trace: Trace, live: frozenset[int], column: str) -> list[int]:
    """Return the live nodes that read a loaded column; what writes it anew, as `map`, still is it."""
    known = {n for n in live if (raw := trace.nodes[n].raw) is not None and raw[1] == column}
    first: list[int] = []
    while True:
        found = sorted(n for n in live - known if known & set(trace.nodes[n].deps) and trace.nodes[n].place)
        first = first or found
        same = {n for n in found if _writes_column(code.places[trace.nodes[n].place].node, column)}
        if not same:
            return found or first
        known |= same


def _writes_column(node: ast.stmt, column: str) -> bool:
    match node:
        case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value=name))]):
            return bool(name == column)
        case _:
            return False
