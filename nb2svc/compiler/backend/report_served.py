"""Generated package -> findings about what its stages reach outside of the rows: clock, random numbers, network.

The text that serves is looked at, not the notebook's: what was frozen is not in it any more.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Final

from nb2svc.compiler.backend.emit_modules import FOLDER
from nb2svc.compiler.backend.emit_package import Package
from nb2svc.compiler.ir import Program
from nb2svc.compiler.module_calls import import_names, reached_in_modules
from nb2svc.compiler.outside import Outside, find_outside, is_outside
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.passes.find_clock import find_clock, find_kept_clock
from nb2svc.compiler.places import frame_of, module_place, span_of
from nb2svc.compiler.sites import Instrumented
from nb2svc.diagnostics import Diagnostic, Report, Span

__all__ = ["report_served"]

_STAGES: Final = ("preprocess.py", "predict.py")
_KINDS: Final[tuple[Outside, ...]] = ("clock", "random", "network")
_ANEW: Final = "is read anew for each request; the verification compares with the time of the run"


def report_served(
    program: Program, code: Instrumented, classified: Classified, package: Package, report: Report
) -> None:
    """Report each call outside of the rows that answers a request."""
    for read in find_clock(program, code, classified.captures).values():
        call = find_outside("clock", [read.expression])
        assert call is not None, "it is how the value was found"
        span = span_of(program.notebook, read.statement.span.cell_id, read.statement.node)
        report.add(
            Diagnostic(
                code="NB215",
                message=f"`{ast.unparse(call)}` {_ANEW}",
                span=span,
                frame=frame_of(program.notebook, span),
            )
        )
    for statement, name, call in find_kept_clock(program, code, classified.captures):
        span = span_of(program.notebook, statement.span.cell_id, statement.node)
        message = f"`{name}` keeps the time of the run: it is computed from `{ast.unparse(call)}` and from the rows"
        report.add(Diagnostic(code="NB215", message=message, span=span, frame=frame_of(program.notebook, span)))
    names = {name: import_names([ast.parse(text)]) for name, text in package.files.items() if "/" not in name}
    for module, node in _served(package):
        for part in ast.walk(node):
            for kind in _KINDS:
                if isinstance(part, ast.Call) and is_outside(kind, part, names[module]):
                    _report(kind, part, _place(program, package, module, part.lineno), program, report)
    _report_modules(program, package, names, report)


def _report_modules(program: Program, package: Package, names: Mapping[str, Mapping[str, str]], report: Report) -> None:
    """Report calls in modules beside the notebook that answering a request reaches."""
    modules = program.surroundings.modules
    said: set[tuple[str, int]] = set()
    for module, node in _served(package):
        own = {name: path.removeprefix(f"{FOLDER}.") for name, path in names[module].items()}
        for reached in reached_in_modules([node], own, modules):
            if (reached.module.name, reached.node.lineno) in said:
                continue
            said.add((reached.module.name, reached.node.lineno))
            span = _place(program, package, module, reached.mention.lineno)
            for part in ast.walk(reached.node):
                for kind in _KINDS:
                    if isinstance(part, ast.Call) and is_outside(kind, part, reached.names):
                        _report(kind, part, span, program, report, module_place(reached.module, part))


def _served(package: Package) -> Iterator[tuple[str, ast.AST]]:
    """Yield the stage functions and the helpers of the library that they reach."""
    library = {
        node.name: node
        for node in ast.parse(package.files.get("library.py", "")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    pending: list[tuple[str, ast.AST]] = [
        (name, ast.parse(package.files[name])) for name in _STAGES if name in package.files
    ]
    while pending:
        module, node = pending.pop()
        yield module, node
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        pending += [("library.py", library.pop(name)) for name in sorted(names & library.keys())]


def _report(
    kind: Outside,
    call: ast.Call,
    span: Span,
    program: Program,
    report: Report,
    *related: tuple[Span, tuple[str, ...]],
) -> None:
    text = ast.unparse(call)
    frame = frame_of(program.notebook, span) if span.line else ()
    if kind == "clock":
        report.add(Diagnostic(code="NB215", message=f"`{text}` {_ANEW}", span=span, frame=frame, related=related))
    elif kind == "random":
        report.add(
            Diagnostic(
                code="NB212",
                message=f"`{text}` draws random numbers: asked again, the service would answer something else",
                span=span,
                frame=frame,
                related=related,
                hint="leave the random numbers out of what is served, or draw them once and keep them with the rows",
            )
        )
    else:
        report.add(
            Diagnostic(
                code="NB214",
                message=f"`{text}` asks the network while a row is answered: what it gives is not the notebook's",
                span=span,
                frame=frame,
                related=related,
                hint="read it once, in a statement before the rows, so that its value is kept, or load it as a column",
            )
        )


def _place(program: Program, package: Package, module: str, line: int) -> Span:
    """Return the notebook's place of a line of the package."""
    mapping = next((m for m in package.line_map if m.module == module and m.first <= line <= m.last), None)
    if mapping is None:
        return Span(path=program.notebook.path)
    own = mapping.cell_line + line - mapping.first
    statements = [s for s in program.statements if s.span.cell_id == mapping.cell_id]
    found = next((s for s in statements if own <= s.span.end_line), None)
    return found.span if found is not None else span_of(program.notebook, mapping.cell_id)
