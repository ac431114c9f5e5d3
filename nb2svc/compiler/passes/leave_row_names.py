"""The answer without columns that are the labels of the notebook's rows, and a finding that says so.

pd.DataFrame({"Id": X_test.index, "SalePrice": pred})      the service gives `SalePrice`
"""

from __future__ import annotations

from dataclasses import replace

from nb2svc.compiler.ir import Program
from nb2svc.compiler.places import frame_of, span_of
from nb2svc.compiler.sites import Instrumented
from nb2svc.compiler.trace import Output, Trace
from nb2svc.diagnostics import Diagnostic, Report

__all__ = ["leave_row_names"]


def leave_row_names(
    program: Program, code: Instrumented, trace: Trace, outputs: tuple[Output, ...], report: Report
) -> tuple[Output, ...]:
    """Return the outputs without columns that are labels of rows, where they have others; report each one."""
    labels = set(trace.row_names)
    kept = []
    for output in outputs:
        own = [i for i, nodes in enumerate(output.columns) if not labels & set(nodes)]
        if not output.columns or not own or len(own) == len(output.columns):
            kept.append(output)
            continue
        for i in range(len(output.columns)):
            if i not in own:
                _report(program, code, trace, output, i, report)
        fields, columns = tuple(output.fields[i] for i in own), tuple(output.columns[i] for i in own)
        kept.append(replace(output, fields=fields, columns=columns))
    return tuple(kept)


def _report(program: Program, code: Instrumented, trace: Trace, output: Output, column: int, report: Report) -> None:
    node = next(n for n in output.columns[column] if n in trace.row_names)
    place = code.places[trace.nodes[node].place]
    span = span_of(program.notebook, place.id.partition(":")[0], place.node)
    report.add(
        Diagnostic(
            code="NB229",
            message=f"`{output.fields[column].name}` is no part of the answer: it holds the labels of the notebook's "
            "rows, and a request has none; answers come in the order of the rows that are sent",
            span=span,
            frame=frame_of(program.notebook, span),
            hint="to get an id back with each answer, take it from a column of the loaded table",
        )
    )
