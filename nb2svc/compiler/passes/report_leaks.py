"""Leaks that the answer needs -> findings that say what a row would need, as far as the notebook's text tells.

df["lag"] = df.groupby("store")["sales"].shift(3)      NB211: the 3 earlier rows of the same `store`
X["noise"] = np.random.rand(len(X))                    NB212: random numbers
df["part"] = df["x"] / df["x"].sum(level=0)            NB206: whatever it is, rows depend on each other
"""

from __future__ import annotations

import ast
from collections.abc import Collection

from nb2svc.compiler.flow import awaits
from nb2svc.compiler.history import History, find_history, sorted_by
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.module_calls import ModuleCode, import_names
from nb2svc.compiler.outside import find_outside
from nb2svc.compiler.places import frame_of, module_place, span_of
from nb2svc.compiler.scope import Scope
from nb2svc.compiler.sites import Instrumented, Place
from nb2svc.compiler.trace import Leak, Trace
from nb2svc.diagnostics import Diagnostic, Report, Span

__all__ = ["report_leaks"]


def report_leaks(program: Program, code: Instrumented, trace: Trace, live: Collection[int], report: Report) -> None:
    """Report each place where rows depend on each other and the answer depends on that place."""
    for n in sorted(live):
        leak = trace.nodes[n].leak
        if leak is not None:
            report.add(_describe(program, code, trace, code.places[trace.nodes[n].place], leak))


def _describe(program: Program, code: Instrumented, trace: Trace, place: Place, leak: Leak) -> Diagnostic:
    site = code.sites.get(leak.site)
    node: ast.expr | ast.stmt = site.node if site is not None else place.node
    span = span_of(program.notebook, place.id.split(":")[0], node)
    statement = program.statement(place.statement)
    if leak.reason.startswith("the request"):
        return Diagnostic(
            code="NB213",
            message=leak.reason,
            span=span,
            frame=frame_of(program.notebook, span),
            hint="put it into a function with the request as arguments, and call that function in the predict cell",
        )
    frozen = [
        name
        for key, decision in trace.decisions.items()
        for where, _, name in [key.partition("|")]
        if name and where == leak.site and decision.action == "state"
    ]
    waiting = _awaited(program, statement, node)
    if waiting is not None:
        return waiting
    names = import_names(s.node for s in program.statements)
    where_to_look = [] if leak.remedy else _where_to_look(program, statement, place, node, frozen)
    for source, part in where_to_look:
        history = find_history([part])
        if history is not None:
            return _needs_history(program, statement, source, history, span)
        random = find_outside("random", [part], names)
        if random is not None:
            return _draws(program, random, span)
    for reached in [] if leak.remedy else _scope(program, statement).module_code(node):
        found = _describe_module(program, reached, span)
        if found is not None:
            return found
    return Diagnostic(
        code="NB206",
        message=f"this depends on the data set as a whole: {leak.reason}",
        span=span,
        frame=frame_of(program.notebook, span),
        hint=leak.remedy
        or "compute what it takes from the training rows in a statement of its own and use the result here",
    )


def _where_to_look(
    program: Program, statement: Statement, place: Place, node: ast.AST, frozen: list[str]
) -> list[tuple[Statement, ast.AST]]:
    """Return what may hold the operation that looks at other rows, with its statement, nearest first.

    The expression, its statement, the helpers that it calls, the statements of the values that it puts into rows.
    """
    helpers = _scope(program, statement).helpers(node) if isinstance(node, ast.expr) else []
    sources = [program.statement(statement.sources[name]) for name in frozen if name in statement.sources]
    near: list[tuple[Statement, ast.AST]] = [(statement, node), (statement, place.node)]
    return near + [(s, s.node) for s in [*helpers, *sources]]


def _awaited(program: Program, statement: Statement, node: ast.AST) -> Diagnostic | None:
    """Return the finding where a variable that is read comes from something that was waited for."""
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    for name in sorted(names & statement.sources.keys()):
        writer = program.statement(statement.sources[name])
        for wait in awaits(writer.node):
            span = span_of(program.notebook, writer.span.cell_id, wait)
            return Diagnostic(
                code="NB206",
                message=f"`{ast.unparse(wait)}` is waited for: what it gives to `{name}` is not followed row by row, "
                "and a service answers without waiting",
                span=span,
                frame=frame_of(program.notebook, span),
                hint="call a plain function here; what does not depend on rows may be waited for in a load cell",
            )
    return None


def _scope(program: Program, statement: Statement) -> Scope:
    scope = Scope(program)
    scope.current = statement
    return scope


def _draws(
    program: Program, call: ast.Call, span: Span, related: tuple[tuple[Span, tuple[str, ...]], ...] = ()
) -> Diagnostic:
    return Diagnostic(
        code="NB212",
        message=f"`{ast.unparse(call)}` draws random numbers for each row: "
        "asked again, the service would answer something else",
        span=span,
        frame=frame_of(program.notebook, span),
        hint="leave the random numbers out of what is served, or draw them once and keep them with the rows",
        related=related,
    )


def _describe_module(program: Program, reached: ModuleCode, span: Span) -> Diagnostic | None:
    """Return what a function of a module beside the notebook does with other rows, or with chance."""
    history = find_history([reached.node])
    if history is None:
        random = find_outside("random", [reached.node], reached.names)
        return None if random is None else _draws(program, random, span, (module_place(reached.module, random),))
    order = ", in the order of the table" if history.ordered else ""
    return Diagnostic(
        code="NB211",
        message=f"`{history.operation}` in `{reached.module.file}` looks at other rows: to answer for one, the service "
        f"would need {history.needs}{order}, and a request is a row without history",
        span=span,
        frame=frame_of(program.notebook, span),
        hint="compute it where the rows come from and load it as a column, so that a request carries it",
        related=(module_place(reached.module, history.call),),
    )


def _needs_history(
    program: Program, statement: Statement, source: Statement, history: History, span: Span
) -> Diagnostic:
    notebook = program.notebook
    where = span_of(notebook, source.span.cell_id, history.call)
    own = source is statement and where.line == where.end_line
    order = ""
    if history.ordered:
        columns = _order(program, source, history.outer)
        order = (
            f", in the order of {' and '.join(f'`{c}`' for c in columns)}" if columns else ", in the order of the table"
        )
    return Diagnostic(
        code="NB211",
        message=f"`{history.operation}` looks at other rows: to answer for one, the service would need "
        f"{history.needs}{order}, and a request is a row without history",
        span=where if own else span,
        frame=frame_of(notebook, where if own else span),
        hint="compute it where the rows come from and load it as a column, so that a request carries it",
        related=() if source is statement else ((where, frame_of(notebook, where)),),
    )


def _order(program: Program, statement: Statement, call: ast.Call) -> tuple[str, ...]:
    """Return the columns by which the rows were sorted last before an operation."""
    own = sorted_by(call)
    if own is not None:
        return own
    names = {part.id for part in ast.walk(call) if isinstance(part, ast.Name)}
    for name in sorted(names & statement.sources.keys()):
        writer = statement.sources.get(name)
        while writer is not None:
            before = program.statement(writer)
            found = sorted_by(before.node)
            if found is not None:
                return found
            writer = before.sources.get(name)
    return ()
