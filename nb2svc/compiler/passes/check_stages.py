"""Reports what keeps a notebook from being a service at all: no stages, cells that cannot be compiled."""

from __future__ import annotations

from dataclasses import replace

from nb2svc.compiler.ir import Program, Stage, Statement
from nb2svc.compiler.passes.hidden_changes import may_change
from nb2svc.compiler.passes.slice_run import RunSlice
from nb2svc.compiler.places import frame_of, span_of
from nb2svc.diagnostics import Diagnostic, Report, Span

__all__ = ["check_stages"]

_NEEDED: tuple[Stage, ...] = ("load", "predict")
_WHAT: dict[Stage, str] = {
    "load": "the cell that reads the training rows",
    "predict": "the cell that calls the model on the rows to score",
}


def check_stages(program: Program, run: RunSlice, report: Report) -> None:
    """Report missing stages, and needed cells and statements that are not Python."""
    cells = [c for c in program.notebook.cells if c.kind == "code"]
    whole = Span(path=program.notebook.path)
    if not any(c.source.strip() for c in cells):
        return  # reading has said so
    for cell in cells:
        if cell.id in program.broken and cell.stages:
            span, what = program.broken[cell.id]
            report.add(
                Diagnostic(
                    code="NB001",
                    message=f"this cell is tagged `{cell.stages[0]}` but is not valid Python: {what}",
                    span=span,
                    frame=frame_of(program.notebook, span) if span.line else (),
                    hint="mend the cell, or remove its tag if the service does not need it",
                )
            )
    _check_tags(program, {stage for c in cells for stage in c.stages}, whole, report)
    _check_answers(program, report)
    for statement in program.statements:
        if statement.id in run.needed:
            _check_statement(program, statement, report)
    _check_passed_over(program, run, report)


def _check_passed_over(program: Program, run: RunSlice, report: Report) -> None:
    """Report statements that no name leads to, and that may change what the service needs all the same."""
    needed = [i for i, s in enumerate(program.statements) if s.id in run.needed]
    names = {name for i in needed for name in program.statements[i].effects.reads}
    for statement in program.statements[: max(needed, default=0)]:
        if statement.id in run.needed or not statement.effects.dynamic or not may_change(statement.node, names):
            continue
        report.add(
            Diagnostic(
                code="NB205",
                message="this runs code that is made of texts, and may change what the service needs",
                span=statement.span,
                frame=frame_of(program.notebook, statement.span),
                hint="write the code itself, or put the cell behind the prediction if the service does not need it",
            )
        )


def _check_tags(program: Program, present: set[Stage], whole: Span, report: Report) -> None:
    if not present:
        report.add(
            Diagnostic(
                code="NB101",
                message="no cell has a stage tag, so nobody knows where rows come from and what the answer is",
                span=whole,
                hint=f"tag two cells or more: `nb2svc tags {program.notebook.path} --set CELL=load --set CELL=predict`",
            )
        )
        return
    for stage in _NEEDED:
        if stage not in present:
            report.add(
                Diagnostic(
                    code="NB103",
                    message=f"no cell is tagged `{stage}`: a service needs {_WHAT[stage]}",
                    span=whole,
                    hint=f"tag {_WHAT[stage]}: `nb2svc tags {program.notebook.path} --set CELL={stage}`",
                )
            )


def _magic_hint(statement: Statement) -> str:
    """Return what to write instead of a magic."""
    names = sorted(statement.effects.defines)
    if statement.magic == "!" and names:
        return f"write it in Python: `{names[0]} = sorted(os.listdir())`, or `subprocess.run(...)` for other commands"
    if statement.magic == "!":
        return "run the command before the notebook, or write it in Python"
    if statement.magic == "%run":
        return "give `%run` a cell of its own and the name of a `.py` or `.ipynb` file beside the notebook"
    if statement.magic == "%%capture":
        return "what a cell prints is no value: assign what the service needs to a variable"
    return "write it in Python"


def _check_answers(program: Program, report: Report) -> None:
    """Report predict cells that only define functions: a definition answers nothing, its call does."""
    own = [s for s in program.statements if "predict" in s.stages and s.kind not in {"import", "magic"}]
    if not own or any(s.kind not in {"function", "class"} for s in own):
        return
    span = span_of(program.notebook, own[-1].span.cell_id, own[-1].node)
    head = program.notebook.cell(span.cell_id).source.split("\n")[span.line - 1]
    span = replace(span, end_line=span.line, end_column=len(head) + 1)
    name = getattr(own[-1].node, "name", "")
    calls = [s.span.cell for s in program.statements if name in s.effects.reads and "predict" not in s.stages]
    tagged = f"tag cell {calls[0]}, which calls it, as `predict` too" if calls else "add a cell that calls it on a row"
    report.add(
        Diagnostic(
            code="NB201",
            message=f"the predict cells only define `{name}`: a definition computes no answer",
            span=span,
            frame=frame_of(program.notebook, span),
            hint=tagged,
        )
    )


def _check_statement(program: Program, statement: Statement, report: Report) -> None:
    span = statement.span  # not of the node: a magic's node has other text
    frame = frame_of(program.notebook, span)
    if statement.kind == "magic":
        known = [d.span for d in report.diagnostics if d.code == "NB003" and d.span.cell_id == span.cell_id]
        if any(span.line <= other.line <= span.end_line for other in known):
            return  # said already, with the reason
        report.add(
            Diagnostic(
                code="NB003",
                message=f"the service needs this statement, but `{statement.magic}` means something only in IPython",
                span=span,
                frame=frame,
                hint=_magic_hint(statement),
            )
        )
    elif statement.effects.dynamic:
        report.add(
            Diagnostic(
                code="NB205",
                message="the service needs this statement, and which names it reads or binds is not written down",
                span=span,
                frame=frame,
                hint="write the names instead of `exec`, `eval`, `globals` or `locals`",
            )
        )
