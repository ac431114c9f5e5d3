"""What goes wrong in a build, as findings: a failing cell, a timeout, values that cannot be stored."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from nb2svc.build.execution import Execution
from nb2svc.build.failures import earlier_traps, hint_for
from nb2svc.build.orders import Results
from nb2svc.build.relative_files import find_relative_files
from nb2svc.compiler import Plan
from nb2svc.compiler.backend.emit_package import Package
from nb2svc.compiler.ir import Notebook, Statement
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.passes.report_lookups import is_for_lookups
from nb2svc.compiler.places import frame_of, span_of
from nb2svc.compiler.surroundings import imported_modules
from nb2svc.diagnostics import BuildError, Diagnostic, Report, Severity, Span

__all__ = ["raise_on_errors", "report_changed_answers", "report_results", "report_run"]

_LOOK_UP: Final = "a build looks up for real: what the cell asks has to answer where the build runs, too"
_RUN_ALL: Final = "run the notebook with `Restart kernel and run all cells`: it has to work from top to bottom"


def raise_on_errors(notebook: str, report: Report, allow: Collection[str], *, can_go_on: bool = True) -> None:
    """Stop the build if there is a finding of severity error that the user did not allow.

    Args:
        notebook: its file's name.
        report: what was found.
        allow: codes that do not stop the build.
        can_go_on: whether there is enough to go on with; if not, every error stops it.

    Raises:
        BuildError: with all findings so far.
    """
    allowed = allow if can_go_on else ()
    errors = [d for d in report.diagnostics if d.severity is Severity.ERROR and d.code not in allowed]
    if errors:
        count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        raise BuildError(
            f"`{notebook}` is not built: {count}; nothing is published",
            diagnostics=report.sorted(),
            can_allow=tuple(dict.fromkeys(d.code for d in errors)) if can_go_on else (),
        )


def report_run(planned: Plan, execution: Execution, report: Report) -> None:
    """Report a run that did not come to its end."""
    if execution.status == "completed":
        return
    notebook = planned.program.notebook
    known = {cell.id for cell in notebook.cells}
    if execution.cell_id not in known:
        if execution.status == "failed":
            # the probe's own cells raise only where we are wrong
            raise RuntimeError(execution.traceback or execution.message)
        span = Span(path=notebook.path)
    else:
        span = span_of(notebook, execution.cell_id)
    if execution.status == "timed-out":
        report.add(
            Diagnostic(
                code="NB405",
                message=f"the run is stopped after {execution.seconds:.0f} s",
                span=span,
                hint="give it more time with `--timeout SECONDS`, or make the cell quicker",
            )
        )
        return
    if _is_ours(execution.traceback):
        raise RuntimeError(execution.traceback)
    line = execution.line
    if line:
        line = notebook.cell(execution.cell_id).source_line(line)
        text = notebook.cell(execution.cell_id).source.split("\n")[line - 1]
        column = len(text) - len(text.lstrip()) + 1
        span = Span(
            path=span.path, cell=span.cell, cell_id=span.cell_id, line=line, column=column, end_line=line,
            end_column=len(text.rstrip()) + 1,
        )  # fmt: skip
    if execution.status == "died":
        message = f"the kernel ends without a word: {execution.message}"
        hint = "often there is too little memory: try with fewer rows"
    else:
        message = f"this cell raises {execution.exception}: {execution.message}"
        looks_up = bool(span.cell_id) and "lookup" in notebook.cell(span.cell_id).stages
        hint = hint_for(execution.exception, execution.message) or (_LOOK_UP if looks_up else _RUN_ALL)
    traps = earlier_traps(report.diagnostics, span)
    if traps:
        hint = f"mend first what does something else than it says, {_cells(traps)}; then {hint}"
    related = tuple((place, frame_of(notebook, place)) for place in traps)
    frame = frame_of(notebook, span) if line else ()
    report.add(Diagnostic(code="NB403", message=message, span=span, frame=frame, hint=hint, related=related))


def _cells(spans: Iterable[Span]) -> str:
    """Return `in cell 3`, `in cells 3 and 5`."""
    numbers = sorted({span.cell for span in spans})
    *others, last = map(str, numbers)
    return f"in cells {', '.join(others)} and {last}" if others else f"in cell {last}"


def _line_of(notebook: Notebook, cell_id: str, line: int) -> Span:
    if not cell_id:
        return Span(path=notebook.path)
    cell = notebook.cell(cell_id)
    return Span(path=cell.path or notebook.path, cell=cell.number, cell_id=cell_id, line=line)


def _not_storable(planned: Plan, name: str, why: str, span: Span, source: str) -> Diagnostic:
    notebook = planned.program.notebook
    hint = "keep what can be: numbers, text, tables, fitted models, objects of classes with a name, "
    hint += "and write functions with `def`"
    definition = _defined_in_block(planned, source)
    if definition is not None:
        statement, node = definition
        word = "class" if isinstance(node, ast.ClassDef) else "function"
        why = f"the {word} is defined in a block that does more than choose between definitions"
        span = span_of(notebook, statement.span.cell_id, node)
        span = replace(span, end_line=span.line, end_column=span.column + len(frame_of(notebook, span)[0].strip()))
        hint = f"define `{name}` outside of `if`, `for`, `try` and `with`"
    return Diagnostic(
        code="NB402",
        message=f"`{name}` cannot be stored: {why}",
        span=span,
        frame=frame_of(notebook, span),
        hint=hint,
    )


def _not_made_anew(planned: Plan, name: str, span: Span) -> Diagnostic:
    notebook = planned.program.notebook
    return Diagnostic(
        code="NB228",
        message=f"a look-up talks through `{name}`, which can neither be stored nor made anew by the service",
        span=span,
        frame=frame_of(notebook, span),
        hint="make it in one statement of imports, literals, parameters and environment variables: "
        f'`{name} = sqlalchemy.create_engine(os.environ["DATABASE_URL"])`',
    )


def _defined_in_block(planned: Plan, name: str) -> tuple[Statement, ast.FunctionDef | ast.ClassDef] | None:
    """Return the function or class of this name that stands in a block, and the block."""
    for statement in planned.program.statements:
        if statement.kind == "code":
            for node in ast.walk(statement.node):
                if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
                    return statement, node
    return None


def _report_classes_of_data(planned: Plan, classified: Classified, package: Package, report: Report) -> None:
    """Report frozen values whose class reads data of the notebook: such a class cannot stand in the library."""
    home = f"{package.name}.library."
    there = {getattr(node, "name", "") for node in ast.parse(package.files["library.py"]).body}
    for key, capture in classified.captures.items():
        name = capture.type.removeprefix(home)
        if name == capture.type or name.partition(".")[0] in there:
            continue
        said, span = classified.names[key], _place_span(planned, capture.place)
        report.add(
            Diagnostic(
                code="NB402",
                message=f"`{said}` cannot be stored: its class `{name}` reads variables of the notebook, "
                "so it cannot be loaded without them",
                span=span,
                frame=frame_of(planned.program.notebook, span),
                hint=f"give the values to `{name}` when it is made, and keep them as attributes of `self`",
            )
        )


def report_changed_answers(planned: Plan, saved: Results, made: Results, report: Report) -> None:
    """Report how many answers differ from those of the notebook as it is saved, after statements were changed."""
    if saved.everything is None or made.everything is None:
        return
    before, after = saved.everything.answers, made.everything.answers
    if len(before) != len(after):
        count = f"{len(after)} rows are answered, and not {len(before)}"
    else:
        differing = sum(one != other for one, other in zip(before, after, strict=True))
        count = f"{differing} of {len(after)} answers differ from those of the notebook as it is saved"
    notebook = planned.program.notebook
    cell = next(c for c in notebook.cells if "predict" in c.stages)
    report.add(
        Diagnostic(
            code="NB230",
            message=f"statistics are taken from the training rows: {count}",
            span=span_of(notebook, cell.id),
            hint="the version holds the changed notebook, is compared with it and answers as it does",
        )
    )


def report_results(planned: Plan, results: Results, emitted: tuple[Classified, Package] | None, report: Report) -> None:
    """Report what the run showed and the user should know."""
    notebook = planned.program.notebook
    for cell_id, error in results.trace.failed_reports.items():
        report.add(
            Diagnostic(
                code="NB404",
                message=f"this cell raises {error}; its metrics and figures are missing from the version",
                span=span_of(notebook, cell_id),
            )
        )
    if emitted is None:
        return
    classified, package = emitted
    _report_module_reads(planned, results, package, report)
    _report_relative_files(planned, package, report)
    for name, why in results.not_storable.items():
        capture = next(classified.captures[key] for key, known in classified.names.items() if known == name)
        span = _place_span(planned, capture.place)
        if is_for_lookups(planned.code, results.trace, capture.key):
            report.add(_not_made_anew(planned, name, span))
        else:
            report.add(_not_storable(planned, name, why, span, capture.source))
    _report_classes_of_data(planned, classified, package, report)
    for value in results.state:
        if value.codec == "pickle":
            report.add(
                Diagnostic(
                    code="NB401",
                    message=f"`{value.name}` ({value.type}) is stored as a pickle, and loading a pickle runs code",
                    span=_line_of(notebook, value.cell_id, value.line),
                    hint="load the version only where its store is trusted",
                )
            )
    for place in classified.dropping:
        span = _place_span(planned, place)
        report.add(
            Diagnostic(
                code="NB501",
                message="this drops rows on the way to the answer: "
                "a request row that it drops gets an error of its own",
                span=span,
                frame=frame_of(notebook, span),
                hint="if it is meant for training rows only, say so at its end: `# training only`",
            )
        )
    for key in results.trace.training_mode:
        if key in classified.captures:
            report.add(
                Diagnostic(
                    code="NB407",
                    message=f"`{classified.names[key]}` predicts in training mode; "
                    "in evaluation mode it answers something else",
                    span=_place_span(planned, classified.captures[key].place),
                    hint=f"call `{classified.captures[key].source}.eval()` before the prediction",
                )
            )


def _report_relative_files(planned: Plan, package: Package, report: Report) -> None:
    """Report files that look-ups ask by a path from the notebook's folder: a service runs in another."""
    notebook = planned.program.notebook
    for text in find_relative_files(package.files.get("lookup.py", "")):
        span = next(
            (
                span_of(notebook, statement.span.cell_id, node)
                for statement in planned.program.statements
                for node in ast.walk(statement.node)
                if isinstance(node, ast.Constant) and node.value == text
            ),
            Span(path=notebook.path),
        )
        report.add(
            Diagnostic(
                code="NB228",
                message=f"a look-up asks `{text}`, which is relative to the folder that the notebook runs in: "
                "where a service runs there is another file, or none",
                span=span,
                frame=frame_of(notebook, span) if span.cell_id else (),
                hint='write the whole path, or read it where the service runs: `os.environ["DATABASE_URL"]`',
            )
        )


def _report_module_reads(planned: Plan, results: Results, package: Package, report: Report) -> None:
    """Report data files that a module beside the notebook reads while it is imported: a service has no such files."""
    for name, files in results.trace.module_reads.items():
        if name not in package.served_modules:
            continue
        statement = next(
            s
            for s in planned.program.statements
            if s.id in planned.run.needed and s.kind == "import" and name in _reached(planned, s.node)
        )
        module = planned.program.surroundings.modules[name]
        shown = ", ".join(f"`{file}`" for file in files)
        report.add(
            Diagnostic(
                code="NB408",
                message=f"`{module.file}` reads {shown} when it is imported, and a service has no such file",
                span=statement.span,
                frame=frame_of(planned.program.notebook, statement.span),
                hint="read the file in a cell and give what it holds to the module's functions: the version keeps it",
            )
        )


def _reached(planned: Plan, node: ast.stmt) -> set[str]:
    modules = planned.program.surroundings.modules
    found: set[str] = set()
    pending = list(imported_modules(node))
    while pending:
        name = pending.pop()
        if name in modules and name not in found:
            found.add(name)
            pending += imported_modules(ast.parse(modules[name].text), modules[name])
    return found


def _is_ours(traceback: str) -> bool:
    """Whether an exception comes from the probe and not from the user's code or a library that it calls."""
    frames = [line for line in traceback.split("\n") if line.startswith(("File ", "Cell In["))]
    return bool(frames) and "/nb2svc/" in frames[-1]


def _place_span(planned: Plan, place: str) -> Span:
    known = planned.code.places.get(place)
    if known is None:
        return Span(path=planned.program.notebook.path)
    return span_of(planned.program.notebook, place.split(":", maxsplit=1)[0], known.node)
