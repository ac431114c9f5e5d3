"""Says where the rows were lost that the model is asked about: a table was made whose rows are no loaded rows.

daily = sales.resample("D").sum()        NB218 here: 800 rows become 90, and none of them was loaded
pred = model.predict(daily[["units"]])
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from typing import Final

from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.operations import call_name
from nb2svc.compiler.places import frame_of, span_of
from nb2svc.compiler.sites import Instrumented
from nb2svc.compiler.trace import Loss, Trace
from nb2svc.diagnostics import Diagnostic, Report

__all__ = ["report_left_out", "report_lost_rows", "report_unserved"]

_SHOWN: Final = 60
_REQUESTS: Final = "tag the cell that makes this table as `load` and nothing else: then its rows are what a request is"

# What to do about it, by what is called; what makes fewer rows of many is a table of its own.
_REMEDIES: Final = {
    "merge": "keep one row for each key in the table that is joined, `.drop_duplicates(key)`, or join the tables in a "
    "`load` cell",
    "join": "keep one row for each key in the table that is joined, or join the tables in a `load` cell",
    "concat": "prepare the table as a whole and add what differs with `np.where` or `.loc`; or put the parts together "
    "in a `load` cell",
    "fit_resample": "split first and resample the training part only: "
    "`X_train, y_train = sampler.fit_resample(X_train, y_train)`",
    "arange": "write the number of steps into the predict cell, so that a request can bring its own",
    "date_range": "write the number of steps into the predict cell, so that a request can bring its own",
}


def report_lost_rows(
    program: Program, code: Instrumented, trace: Trace, statements: Collection[Statement], report: Report
) -> bool:
    """Report where the rows were lost that the last prediction of these statements was about; return if so."""
    ids = {s.id for s in statements}
    asked = [site for site in trace.lost if code.places[code.sites[site].place].statement in ids]
    if not asked:
        return False
    prediction, loss = code.sites[asked[-1]].node, trace.lost[asked[-1]]
    site = code.sites[loss.site]
    span = span_of(program.notebook, site.place.partition(":")[0], site.node)
    own = span_of(program.notebook, asked[-1].partition(":")[0], prediction)
    report.add(
        Diagnostic(
            code="NB218",
            message=f"{_what_happens(site.node, loss)}, so nobody knows which loaded row an answer of "
            f"`{_shortened(prediction)}` belongs to",
            span=span,
            frame=frame_of(program.notebook, span),
            hint=_REMEDIES.get(call_name(site.node), _REQUESTS),
            related=((own, frame_of(program.notebook, own)),) if own.line != span.line or own.cell != span.cell else (),
        )
    )
    return True


def report_unserved(program: Program, code: Instrumented, trace: Trace, report: Report) -> None:
    """Report the predictions of the predict cells that the service does not give, while it gives others."""
    statements = {s.id for s in program.statements if "predict" in s.stages}
    for place in [p for p in trace.lost if code.places[code.sites[p].place].statement in statements]:
        loss, prediction = trace.lost[place], code.sites[place].node
        site = code.sites[loss.site]
        span = span_of(program.notebook, place.partition(":")[0], prediction)
        made = span_of(program.notebook, site.place.partition(":")[0], site.node)
        report.add(
            Diagnostic(
                code="NB219",
                message=f"`{_shortened(prediction)}` is no part of the answer: {_what_happens(site.node, loss)}, so "
                "nobody knows which loaded row it belongs to",
                span=span,
                frame=frame_of(program.notebook, span),
                hint="where it should be served, make it a service of its own: " + _REQUESTS,
                related=((made, frame_of(program.notebook, made)),),
            )
        )


def report_left_out(program: Program, code: Instrumented, trace: Trace, nodes: Collection[int], report: Report) -> None:
    """Report where parts of a table are put below each other and some of its rows are in none of them.

    Args:
        program: the notebook.
        code: it, instrumented.
        trace: the run.
        nodes: executions that the answer needs and that do not only choose rows to train on.
        report: gets the findings.
    """
    for node in sorted(nodes):
        chosen = trace.nodes[node].filter
        if chosen is None or chosen.site not in trace.decisions or trace.decisions[chosen.site].action != "whole":
            continue
        site = code.sites[chosen.site]
        table = trace.decisions[chosen.site].rule
        span = span_of(program.notebook, site.place.partition(":")[0], site.node)
        report.add(
            Diagnostic(
                code="NB218",
                message=f"parts of `{table}` are put below each other, and some of its rows are in none of them: "
                "a service would have to say which requests those are",
                span=span,
                frame=frame_of(program.notebook, span),
                hint=f"choose the rows in one statement, `{table}[{table}[column].isin(values)]`; or where they are "
                "only left out of the training, say so at the end of the statement: `# training only`",
            )
        )


def _what_happens(node: ast.expr, loss: Loss) -> str:
    name = call_name(node) or "this"
    told = f"`{name}`" if name != "this" else name
    if loss.before == loss.after:
        return f"{told} gives {loss.after} rows for {loss.before} that are not the same ones in the same order"
    return f"{told} makes {loss.after} rows of {loss.before}"


def _shortened(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
