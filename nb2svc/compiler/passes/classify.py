"""Trace -> what the service is made of: live statements, frozen values, answer, required fields.

Liveness goes backward through the dependence graph from the values that the predict cells computed. What is not
reached (the target, dropped columns, the training part of a split, leaks into columns that nobody uses) is not served.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nb2svc.compiler.closure import closure
from nb2svc.compiler.ir import Program
from nb2svc.compiler.operations import removes_column
from nb2svc.compiler.passes.candidates import report_candidates
from nb2svc.compiler.passes.choose_outputs import choose_outputs
from nb2svc.compiler.passes.leave_row_names import leave_row_names
from nb2svc.compiler.passes.literal_request import (
    behind_request,
    choose_answers,
    name_arguments,
    several_calls,
    without_namesakes,
)
from nb2svc.compiler.passes.name_states import name_states
from nb2svc.compiler.passes.report_leaks import report_leaks
from nb2svc.compiler.passes.report_lost_rows import report_left_out, report_unserved
from nb2svc.compiler.passes.report_no_answer import report_no_answer
from nb2svc.compiler.passes.report_target import report_target
from nb2svc.compiler.passes.request_fields import field_categories, unmade_labels, written_labels
from nb2svc.compiler.passes.training_rows import mark_training_rows
from nb2svc.compiler.places import frame_of, span_of
from nb2svc.compiler.sites import Instrumented
from nb2svc.compiler.trace import Capture, Node, Output, Trace
from nb2svc.diagnostics import Diagnostic, Report
from nb2svc.manifest import Field, RequestSchema

__all__ = ["Classified", "classify"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """The service, before it is written down.

    Attributes:
        live: places that the answer needs.
        nodes: executions whose values reach the answer.
        parts: for a row selection, which of the bound names are needed: place -> (position, operand).
        all_rows: sites that only choose training rows -> the operand whose rows they choose from.
        shown: `[train, test]`: which of the tables are needed, where not all are, by site.
        rounds: rounds of loops over tables that are needed.
        dropping: places that drop rows of a request.
        captures: frozen values that are needed, by key.
        names: capture key -> attribute of the state.
        request: what a row is, with `required` decided.
        placeholders: columns that a request does not have and that have to be there; their values reach no answer.
        beside: loaded values of the same rows that a request does not have; their values reach no answer.
        outputs: the answer.
        target: fields of the input that the model was fitted to predict.
        arguments: for a request that is made of literals, key of the literal -> argument of `predict`, in order.
        absent: columns, by any name that a frame had them under, which the frames of a request are without.
    """

    live: frozenset[str]
    parts: Mapping[str, tuple[tuple[int, int], ...]]
    all_rows: Mapping[str, int]
    captures: Mapping[str, Capture]
    names: Mapping[str, str]
    request: RequestSchema
    outputs: tuple[Output, ...]
    target: tuple[str, ...]
    absent: frozenset[str] = frozenset()
    nodes: frozenset[int] = frozenset()
    shown: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    rounds: frozenset[str] = frozenset()
    dropping: tuple[str, ...] = ()
    placeholders: tuple[Field, ...] = ()
    beside: tuple[RequestSchema, ...] = ()
    arguments: Mapping[str, str] = dataclasses.field(default_factory=dict)


def classify(program: Program, code: Instrumented, trace: Trace, report: Report) -> Classified | None:
    """Return what the service is made of, or None after reporting why there can be none."""
    trace = mark_training_rows(program, code, trace)
    outputs = choose_outputs(program, trace) or choose_answers(trace)
    if outputs and outputs[0].is_asked:
        return _classify_request(program, code, trace, outputs, report)
    if not outputs:
        report_no_answer(program, code, trace, report)
        return None
    if report_candidates(program, trace, report):
        return None
    outputs = leave_row_names(program, code, trace, outputs, report)
    outputs = without_namesakes(_without_target(trace, outputs))
    seeds = [n for o in outputs for n in _stands_on(o)]
    certain = _reach(trace, seeds, lambda node: set(node.deps) - _only_filtering(node))
    targets = _target_leaves(trace, certain, outputs)
    live = _reach(trace, seeds, lambda node: _served(trace, node, targets))
    # columns that are named or counted have to be there, and what makes them is run; their values reach no answer
    run = _close_over_places(trace, code, live, targets)
    report_leaks(program, code, trace, live, report)
    report_unserved(program, code, trace, report)
    report_left_out(program, code, trace, [n for n in live if not _tests(trace, trace.nodes[n], targets)], report)
    used = sorted({(trace.nodes[n].raw or ("", ""))[0] for n in live if trace.nodes[n].raw})
    if not used:
        report_no_answer(program, code, trace, report)
        return None
    if len(used) > 1:
        _report_several(program, used, report)
        return None
    source = next(i for i in trace.inputs if i.name == used[0])
    target = tuple(sorted(raw[1] for n in targets if (raw := trace.nodes[n].raw) and raw[0] == used[0] and raw[1]))
    required = {raw[1] for n in live if (raw := trace.nodes[n].raw) is not None}
    present = {raw[1] for n in run if (raw := trace.nodes[n].raw) is not None and raw[0] == used[0]}
    # a column that is written over is asked for all the same: it keeps its place among the others
    required |= written_labels(code, trace, live) - set(target)
    fields = tuple(
        replace(
            f,
            required=source.schema.input != "frame" or f.name in required,
            categories=field_categories(trace, live, f, source.schema),
        )
        for f in source.schema.fields
    )
    if not report.has_errors:  # what a leak leads to is no news
        # a target made of several columns may share some with the features
        leaked = set(target) & required if len(target) == 1 or set(target) <= required else set()
        report_target(program, code, trace, live, sorted(leaked), report)
    training_only = {n for n in run if _tests(trace, trace.nodes[n], targets)}
    captures = {key: trace.captures[key] for n in sorted(run) for key in _captures(trace.nodes[n], n in training_only)}
    parts: dict[str, set[tuple[int, int]]] = {}
    for n in run:
        if trace.nodes[n].part >= 0:
            parts.setdefault(trace.nodes[n].place, set()).add((trace.nodes[n].part, trace.nodes[n].operand))
    filters = {n: found for n in training_only if (found := trace.nodes[n].filter) is not None}
    in_place = {trace.nodes[n].place for n, found in filters.items() if found.site.endswith((":mutate", ":store"))}
    places = frozenset(trace.nodes[n].place for n in run if trace.nodes[n].place) - in_place
    placeholders = tuple(f for f in fields if not f.required and f.name in present)
    others = {raw[0] for n in run if (raw := trace.nodes[n].raw) is not None and raw[0] != used[0]}
    beside = tuple(i.schema for i in trace.inputs if i.name in others and i.rows == source.rows)
    absent = frozenset(f.name for f in fields if not f.required and f not in placeholders)
    return Classified(
        nodes=live,
        live=places,
        all_rows={f.site: f.operand for f in filters.values() if not f.site.endswith((":mutate", ":store"))},
        parts={place: tuple(sorted(found)) for place, found in parts.items()},
        shown=_shown(trace, run),
        rounds=_rounds(trace, live),
        dropping=tuple(
            dict.fromkeys(
                trace.nodes[n].place for n in sorted(live) if trace.nodes[n].filter and n not in training_only
            )
        ),
        captures=captures,
        names=name_states(captures, code),
        request=replace(source.schema, fields=fields),
        placeholders=placeholders,
        beside=beside,
        outputs=outputs,
        target=target,
        absent=absent | (unmade_labels(trace, run, places) - {f.name for f in fields if f.required}),
    )


def _classify_request(
    program: Program, code: Instrumented, trace: Trace, outputs: tuple[Output, ...], report: Report
) -> Classified | None:
    """Return a service whose requests are made of the notebook's literals."""
    if several_calls(trace, outputs):
        _report_several_calls(program, code, outputs[-1], report)
        return None
    live = behind_request(trace, code, (o.node for o in outputs))
    report_leaks(program, code, trace, live, report)
    arguments = name_arguments(program, code, trace, live)
    captures = {key: trace.captures[key] for n in sorted(live) for key in trace.nodes[n].captures}
    fields = tuple(replace(trace.asked[key], name=name) for key, name in arguments.items())
    return Classified(
        live=frozenset(trace.nodes[n].place for n in live if trace.nodes[n].place),
        parts={},
        all_rows={},
        captures=captures,
        names=name_states(captures, code),
        request=RequestSchema(name="request", input="call", fields=fields),
        outputs=outputs,
        target=(),
        arguments=arguments,
    )


def _without_target(trace: Trace, outputs: tuple[Output, ...]) -> tuple[Output, ...]:
    """Return the answer without what compares it with the target: `error = y_test - pred` is no prediction."""
    every = _reach(trace, [n for o in outputs for n in _stands_on(o)], lambda node: node.deps)
    targets = _target_leaves(trace, every, outputs)
    blind = (_blind_part(trace, o, targets) for o in outputs)
    return tuple(o for o in blind if o is not None) or outputs


def _blind_part(trace: Trace, output: Output, targets: frozenset[int]) -> Output | None:
    """Return an output, or those columns of it, whose values do not come from the target."""
    if not output.columns:
        return None if _reach(trace, [output.node], _values) & targets else output
    kept = [i for i, nodes in enumerate(output.columns) if not _reach(trace, nodes, _values) & targets]
    if not kept:
        return None
    fields = tuple(output.fields[i] for i in kept)
    return replace(output, fields=fields, columns=tuple(output.columns[i] for i in kept))


def _stands_on(output: Output) -> set[int]:
    """Return the nodes that an output stands on itself."""
    return {output.node}.union(*output.columns)


def _reach(trace: Trace, seeds: Iterable[int], follow: Callable[[Node], Iterable[int]]) -> frozenset[int]:
    """Return the nodes that the seeds stand on, themselves included."""
    return closure(seeds, lambda node: follow(trace.nodes[node]))


def _filtering(node: Node) -> set[int]:
    return set(node.filter.nodes) if node.filter is not None else set()


def _only_filtering(node: Node) -> set[int]:
    return set(node.filter.only) if node.filter is not None else set()


def _captures(node: Node, training_only: bool) -> list[str]:
    """Return the state values that a node uses, without those of a choice of training rows."""
    unused = node.filter.captures if node.filter is not None and training_only else ()
    return [key for key in node.captures if key not in unused]


def _values(node: Node) -> set[int]:
    """Return what gave a node its values: neither the frame they stood in nor what chose the rows."""
    return set(node.deps) - set(node.structure) - _filtering(node)


def _target_leaves(trace: Trace, live: frozenset[int], outputs: Sequence[Output]) -> frozenset[int]:
    """Return the loaded columns to whose values a served estimator was fitted.

    A training loop does not say which of what it reads is the target: that which its network's answer does not read.
    """
    keys = {key for n in live for key in trace.nodes[n].captures}
    seeds = [n for key, nodes in trace.targets.items() if key in keys for n in nodes]
    found = _leaves(trace, seeds)
    for key in trace.trained.keys() & keys:
        read = [_leaves(trace, _stands_on(o)) for o in outputs if _uses(trace, o, key)]
        if read:
            found |= _leaves(trace, trace.trained[key]) - frozenset.intersection(*read)
    return found


def _uses(trace: Trace, output: Output, key: str) -> bool:
    return any(key in trace.nodes[n].captures for n in _reach(trace, _stands_on(output), lambda node: node.deps))


def _tests(trace: Trace, node: Node, targets: frozenset[int]) -> bool:
    """Whether a filter looks at the target or at other rows: it is about training rows, and a request row passes."""
    if node.filter is None:
        return False
    if node.filter.training_only:
        return True
    tested = _leaves(trace, _filtering(node))
    return bool(tested & targets) and (tested <= targets or not node.filter.tolerant)


def _served(trace: Trace, node: Node, targets: frozenset[int]) -> set[int]:
    """Return what the service needs of what a node stands on."""
    if _tests(trace, node, targets):
        return set(node.deps) - _only_filtering(node)
    if node.filter is not None and node.filter.tolerant:
        return set(node.deps) - {n for n in _only_filtering(node) if _leaves(trace, [n]) <= targets}
    return set(node.deps)


def _leaves(trace: Trace, nodes: Iterable[int]) -> frozenset[int]:
    """Return the loaded columns whose values reach some nodes."""
    return frozenset(n for n in _reach(trace, nodes, _values) if trace.nodes[n].raw is not None)


def _close_over_places(
    trace: Trace, code: Instrumented, live: frozenset[int], targets: frozenset[int]
) -> frozenset[int]:
    """Return the nodes that are run: a statement is written down once, and all that its executions did comes along."""

    def follow(node: Node) -> set[int]:
        return _served(trace, node, targets) | _expected(trace, node, targets)

    rounds = _rounds(trace, live)  # those of other tables are left out
    run, found = frozenset[int](), _reach(trace, live, follow)
    while found != run:
        run = found
        places = {trace.nodes[n].place for n in run if trace.nodes[n].place}
        # what only takes a column away has nothing to take from a request that lacks it
        places = {p for p in places if removes_column(code.places[p].node) is None}
        also = {
            n
            for n, node in enumerate(trace.nodes)
            if node.place in places and node.part < 0 and rounds.issuperset(node.rounds)
        }
        found = _reach(trace, run | also, follow)
    return run


def _rounds(trace: Trace, nodes: Iterable[int]) -> frozenset[str]:
    """Return the rounds of loops over tables in which some nodes were executed."""
    return frozenset(each for n in nodes for each in trace.nodes[n].rounds)


def _shown(trace: Trace, run: frozenset[int]) -> dict[str, tuple[int, ...]]:
    """Return which tables of `[train, test]` are needed, where not all are."""
    shown = {
        site: tuple(i for i, nodes in enumerate(tables) if run & set(nodes)) for site, tables in trace.displays.items()
    }
    return {site: kept for site, kept in shown.items() if 0 < len(kept) < len(trace.displays[site])}


def _expected(trace: Trace, node: Node, targets: frozenset[int]) -> set[int]:
    """Return what makes the columns that have to be there."""
    unused = node.filter.sites if node.filter is not None and _tests(trace, node, targets) else ()
    picked = {e.site for e in node.expects if e.site in trace.decisions and trace.decisions[e.site].action == "pick"}
    return {n for e in node.expects if e.site not in unused and e.site not in picked for n in e.nodes}


def _report_several_calls(program: Program, code: Instrumented, output: Output, report: Report) -> None:
    node = code.places[output.place].node
    span = span_of(program.notebook, output.place.partition(":")[0], node)
    report.add(
        Diagnostic(
            code="NB213",
            message="this is computed from several calls with different literals, and a request is one of them",
            span=span,
            frame=frame_of(program.notebook, span),
            hint="put it into a function with these values as arguments, and call that function once",
        )
    )


def _report_several(program: Program, used: list[str], report: Report) -> None:
    loads = [c for c in program.notebook.cells if "load" in c.stages]
    names = " and ".join(f"`{name}`" for name in used)
    report.add(
        Diagnostic(
            code="NB208",
            message=f"the answer depends on {names}, which are loaded apart; a request is one kind of row",
            span=span_of(program.notebook, loads[0].id),
            hint="join them into one table in the load cell, or load what is not of a row in an untagged cell",
        )
    )
