"""Frozen values that were computed from the answered rows, although there are training rows -> what they stand for.

X_test["age"] = X_test["age"].fillna(X_test["age"].median())      NB217: the median of the rows that the run answered
X_test = StandardScaler().fit_transform(X_test)                   NB217: scaled by what they themselves are like
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Final

from nb2svc.compiler.copies import find_copies, root_name
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.operations import FIT_METHODS, STATISTICS, call_name, is_group_chain
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.places import frame_of, span_of
from nb2svc.compiler.sites import Instrumented
from nb2svc.diagnostics import Diagnostic, Report

__all__ = ["report_statistics"]

_FITS: Final = FIT_METHODS | {"fit_transform", "fit_predict"}
_OF_ROWS: Final = STATISTICS | _FITS | {"qcut", "factorize"}
_DEEPEST: Final = 4


def report_statistics(program: Program, code: Instrumented, classified: Classified, report: Report) -> None:
    """Report each statistic of answered rows that the service keeps."""
    copies = find_copies(program)
    reported: set[tuple[str, str]] = set()
    for capture in classified.captures.values() if copies else ():
        place = code.places.get(capture.place)
        if place is None:
            continue
        statement = program.statement(place.statement)
        for call in _statistics(code.sites[capture.site].node if capture.site else place.node):
            frame = _answered(program, statement, call, copies, _DEEPEST)
            if frame and (statement.id, ast.unparse(call)) not in reported:
                reported.add((statement.id, ast.unparse(call)))
                _report(program, statement, call, frame, copies, report)


def _statistics(node: ast.AST) -> Iterator[ast.Call]:
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and (call_name(part) in _OF_ROWS or is_group_chain(part)):
            along = next((k.value for k in part.keywords if k.arg == "axis"), None)
            if not (isinstance(along, ast.Constant) and along.value in {1, "columns"}):
                yield part


def _answered(program: Program, statement: Statement, node: ast.expr, copies: Mapping[str, str], depth: int) -> str:
    """Return the frame of answered rows that a call looks at, or nothing; `np.mean(x)` looks at its argument."""
    looked_at = [*node.args[:1], node] if isinstance(node, ast.Call) and node.args else [node]
    if isinstance(node, ast.Call) and call_name(node) in _FITS:
        looked_at = looked_at[:1]
    for part in looked_at:
        name = root_name(part)
        if name in copies:
            return name
        if name in copies.values():
            continue
        source = program.statement(statement.sources[name]) if depth and name in statement.sources else None
        if source is not None and isinstance(source.node, ast.Assign) and name in source.effects.defines:
            found = _answered(program, source, source.node.value, copies, depth - 1)
            if found:
                return found
    return ""


def _report(
    program: Program, statement: Statement, call: ast.Call, frame: str, copies: Mapping[str, str], report: Report
) -> None:
    span = span_of(program.notebook, statement.span.cell_id, call)
    did, to = ("is fitted to", "to") if call_name(call) in _FITS else ("is taken over", "over")
    report.add(
        Diagnostic(
            code="NB217",
            message=f"`{ast.unparse(call)}` {did} the rows of `{frame}` that the run has seen, not {to} those of the "
            "training: the service keeps it as it is, for all requests",
            span=span,
            frame=frame_of(program.notebook, span),
            hint=_hint(call, frame, copies),
        )
    )


def _hint(call: ast.Call, frame: str, copies: Mapping[str, str]) -> str:
    """Return what to write so that what was learned from the training rows is used."""
    if call_name(call) in _FITS:
        return f"fit it to `{copies[frame]}` alone, and only `transform` the rows of `{frame}`"
    text = ast.unparse(_Exchange(copies).visit(ast.parse(ast.unparse(call), mode="eval").body))
    if text == ast.unparse(call):
        return f"compute it from `{copies[frame]}` once, and use the result for both"
    return f"use what the training has: `{text}`, computed once and kept in a variable for both"


class _Exchange(ast.NodeTransformer):
    """Puts the training frames in the place of the answered ones."""

    def __init__(self, copies: Mapping[str, str]) -> None:
        self.copies = copies

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """Return the name of the training frame."""
        return ast.Name(id=self.copies.get(node.id, node.id), ctx=node.ctx)
