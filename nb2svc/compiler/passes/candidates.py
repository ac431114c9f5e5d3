"""Two predict cells that answer the same question with different models: nobody but the author knows which one it is.

# %% predict    y_tree = tree.predict(X_test)
# %% predict    y_forest = forest.predict(X_test)      neither reads the other: NB210, naming both cells
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from nb2svc.compiler.closure import closure
from nb2svc.compiler.ir import Program
from nb2svc.compiler.passes.literal_request import choose_answers
from nb2svc.compiler.places import span_of
from nb2svc.compiler.trace import Output, Trace
from nb2svc.diagnostics import Diagnostic, Report

__all__ = ["report_candidates"]


def report_candidates(program: Program, trace: Trace, report: Report) -> bool:
    """Report two cells whose answers come from different models for the same target; return whether there are such."""
    if _report_mixed(program, trace, report):
        return True
    answers = [o for o in trace.outputs if not o.read_later and not o.is_asked]
    for first, second in combinations(answers, 2):
        if _cell(first) != _cell(second) and _compete(trace, first, second):
            _report(program, first, second, report)
            return True
    return False


def _report_mixed(program: Program, trace: Trace, report: Report) -> bool:
    """Report a cell that answers for the loaded rows beside one that answers a request made of literals."""
    of_rows = [o for o in trace.outputs if not o.is_asked]
    cells = {_cell(o) for o in of_rows}
    asked = [o for o in choose_answers(trace) if _cell(o) not in cells]
    if not of_rows or not asked:
        return False
    spans = [span_of(program.notebook, _cell(o)) for o in (of_rows[-1], asked[-1])]
    names = [f"`{o.variable}`" if o.variable else "the last line" for o in (of_rows[-1], asked[-1])]
    report.add(
        Diagnostic(
            code="NB210",
            message=f"{names[0]} of cell {spans[0].cell} answers for the loaded rows, {names[1]} of cell "
            f"{spans[1].cell} for one request that is written there; a service has one answer",
            span=spans[1],
            hint=f"keep the tag `predict` on the cell whose answer is wanted: "
            f"`nb2svc tags {program.notebook.path} --remove {spans[1].cell}=predict`",
        )
    )
    return True


def _compete(trace: Trace, first: Output, second: Output) -> bool:
    """Whether two answers have models of their own that were fitted to the same target, and neither uses the other."""
    one, two = _behind(trace, first), _behind(trace, second)
    if first.node in two or second.node in one:
        return False
    models, others = _models(trace, one, _cell(first)), _models(trace, two, _cell(second))
    if not models or not others or models & others:
        return False
    targets, other_targets = ({n for key in keys for n in trace.targets[key]} for keys in (models, others))
    return bool(_raw(trace, targets) & _raw(trace, other_targets))


def _behind(trace: Trace, output: Output) -> frozenset[int]:
    return _values_behind(trace, {output.node}.union(*output.columns))


def _raw(trace: Trace, nodes: Iterable[int]) -> frozenset[int]:
    """Return the loaded columns, or tables that are no frames, that nodes stand on."""
    reached = _values_behind(trace, nodes)
    return frozenset(n for n in reached if trace.nodes[n].raw is not None)


def _values_behind(trace: Trace, seeds: Iterable[int]) -> frozenset[int]:
    """Return the nodes on whose values the seeds stand, themselves included."""
    return closure(seeds, lambda node: set(trace.nodes[node].deps) - set(trace.nodes[node].structure))


def _models(trace: Trace, nodes: frozenset[int], cell_id: str) -> set[str]:
    """Return the estimators that were fitted to a target and that statements of a cell use."""
    own = (trace.nodes[n] for n in nodes if trace.nodes[n].place.partition(":")[0] == cell_id)
    return {key for node in own for key in node.captures if key in trace.targets}


def _cell(output: Output) -> str:
    return output.place.partition(":")[0]


def _report(program: Program, first: Output, second: Output, report: Report) -> None:
    spans = [span_of(program.notebook, _cell(o)) for o in (first, second)]
    names = [f"`{o.variable}`" if o.variable else "the last line" for o in (first, second)]
    report.add(
        Diagnostic(
            code="NB210",
            message=f"{names[0]} of cell {spans[0].cell} and {names[1]} of cell {spans[1].cell} answer the same "
            "question with different models; a service has one answer",
            span=spans[1],
            hint=f"keep the tag `predict` on the cell whose answer is wanted: "
            f"`nb2svc tags {program.notebook.path} --remove {spans[0].cell}=predict`",
        )
    )
