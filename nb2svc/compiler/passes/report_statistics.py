"""Frozen values that were computed from the answered rows, although there are training rows -> what they stand for.

X_test["age"] = X_test["age"].fillna(X_test["age"].median())      NB217: the median of the rows that the run answered
X_test = StandardScaler().fit_transform(X_test)                   NB217: scaled by what they themselves are like
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from nb2svc.compiler.copies import find_copies, root_name
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.operations import FIT_METHODS, STATISTICS, call_name, is_group_chain
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.places import frame_of, span_of
from nb2svc.compiler.sites import Instrumented, Place
from nb2svc.diagnostics import Diagnostic, Report

__all__ = ["FITS", "Statistic", "find_statistics", "hint_for", "report_statistics"]

FITS: Final = FIT_METHODS | {"fit_transform", "fit_predict"}
_OF_ROWS: Final = STATISTICS | FITS | {"qcut", "factorize"}
_DEEPEST: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """A statistic of answered rows that the service keeps.

    Attributes:
        statement: where it is taken.
        call: what takes it.
        frame: the answered rows.
        in_loop: whether the statement is about several tables in turn: `for d in [train, test]`.
    """

    statement: Statement
    call: ast.Call
    frame: str
    in_loop: bool = False


def report_statistics(program: Program, code: Instrumented, classified: Classified, report: Report) -> None:
    """Report each statistic of answered rows that the service keeps."""
    copies = find_copies(program)
    for statistic in find_statistics(program, code, classified):
        _report(program, statistic, copies, report)


def find_statistics(program: Program, code: Instrumented, classified: Classified) -> Iterator[Statistic]:
    """Yield each statistic of answered rows that the service keeps."""
    copies = find_copies(program)
    found: set[tuple[str, str]] = set()
    for capture in classified.captures.values() if copies else ():
        place = code.places.get(capture.place)
        if place is None:
            continue
        statement = program.statement(place.statement)
        for call in _statistics(code.sites[capture.site].node if capture.site else place.node):
            looped = _looped(code, place, call, copies)
            frame = looped or _answered(program, statement, call, copies, _DEEPEST)
            if frame and (statement.id, ast.unparse(call)) not in found:
                found.add((statement.id, ast.unparse(call)))
                yield Statistic(statement=statement, call=call, frame=frame, in_loop=bool(looped))


def _looped(code: Instrumented, place: Place, call: ast.Call, copies: Mapping[str, str]) -> str:
    """Return the frame of answered rows among those that a loop goes over: `for d in [train, test]`, or nothing."""
    name = root_name(call.args[0] if call.args and not root_name(call) else call)
    for loop, targets in place.loops:
        node = code.places[loop].node if loop in code.places else None
        if name in targets and isinstance(node, ast.For) and isinstance(node.iter, ast.List | ast.Tuple):
            tables = [part.id for part in node.iter.elts if isinstance(part, ast.Name)]
            answered = [table for table in tables if copies.get(table) in tables]
            if answered:
                return answered[0]
    return ""


def _statistics(node: ast.AST) -> Iterator[ast.Call]:
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and (call_name(part) in _OF_ROWS or is_group_chain(part)):
            along = next((k.value for k in part.keywords if k.arg == "axis"), None)
            if not (isinstance(along, ast.Constant) and along.value in {1, "columns"}):
                yield part


def _answered(program: Program, statement: Statement, node: ast.expr, copies: Mapping[str, str], depth: int) -> str:
    """Return the frame of answered rows that a call looks at, or nothing; `np.mean(x)` looks at its argument."""
    looked_at = [*node.args[:1], node] if isinstance(node, ast.Call) and node.args else [node]
    if isinstance(node, ast.Call) and call_name(node) in FITS:
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


def _report(program: Program, statistic: Statistic, copies: Mapping[str, str], report: Report) -> None:
    call, frame = statistic.call, statistic.frame
    span = span_of(program.notebook, statistic.statement.span.cell_id, call)
    did, to = ("is fitted to", "to") if call_name(call) in FITS else ("is taken over", "over")
    report.add(
        Diagnostic(
            code="NB217",
            message=f"`{ast.unparse(call)}` {did} the rows of `{frame}` that the run has seen, not {to} those of the "
            "training: the service keeps it as it is, for all requests",
            span=span,
            frame=frame_of(program.notebook, span),
            hint=hint_for(statistic, copies),
        )
    )


def hint_for(statistic: Statistic, copies: Mapping[str, str]) -> str:
    """Return what to write so that what was learned from the training rows is used."""
    call, frame = statistic.call, statistic.frame
    if call_name(call) in FITS:
        return f"fit it to `{copies[frame]}` alone, and only `transform` the rows of `{frame}`"
    if is_group_chain(call):
        return f"take the values of the groups from `{copies[frame]}` once, and look them up for both with `.map`"
    text = ast.unparse(_Exchange(copies).visit(ast.parse(ast.unparse(call), mode="eval").body))
    if statistic.in_loop or text == ast.unparse(call):
        return f"compute it from `{copies[frame]}` once, and use the result for both"
    return f"use what the training has: `{text}`, computed once and kept in a variable for both"


class _Exchange(ast.NodeTransformer):
    """Puts the training frames in the place of the answered ones."""

    def __init__(self, copies: Mapping[str, str]) -> None:
        self.copies = copies

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """Return the name of the training frame."""
        return ast.Name(id=self.copies.get(node.id, node.id), ctx=node.ctx)
