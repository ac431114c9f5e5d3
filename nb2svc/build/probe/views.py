"""Accesses to rows (groups, windows, loaders, iterators): not compared themselves, what comes out of them is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from nb2svc.build.probe.experiment import bases, try_shadows
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.proofs import drop_labels
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.row_loops import goes_over_rows
from nb2svc.build.probe.values import is_dataset
from nb2svc.compiler.operations import ROW_ITERATORS, call_name
from nb2svc.compiler.trace import Decision

__all__ = ["is_row_labels", "view_result", "without_labels", "without_progress_bar"]

_SAME_LABELS: Final = frozenset({"values", "array", "copy", "to_numpy", "tolist", "to_list"})


def view_result(observer: Observer, operation: Operation, full: Any, shadows: list[Any]) -> Carried:
    """An access to rows: it is not compared itself, what comes out of it is."""
    node = operation.node
    observer.graph.decide(operation.site.id, Decision(action="row"))
    observer.use(operation.place, operation.operands, frozenset(), site=operation.site.id)
    base = next(iter(bases(operation.operands)), None)
    again = operation.function, operation.operands
    record = Record(kind="view", shadows=shadows, nodes=operation.nodes() | {node}, base=base, again=again)
    record.over_rows = _goes_over_rows(operation, full)
    if base is not None and base.record is not None and base.record.columns is not None:
        record.nodes = operation.structure() | {node}
        if is_row_labels(operation):
            record.nodes |= base.record.index
        record.columns = {} if is_row_labels(operation) and _is_numbering(full) else base.record.columns
    if record.over_rows or is_dataset(full):
        _tell_apart(observer, operation, record)
    return Carried(full=full, record=record)


def _tell_apart(observer: Observer, operation: Operation, record: Record) -> None:
    """Let a view stand on none of what it hands out side by side: who takes something of it stands on what is taken."""
    node, site = operation.node, operation.site
    beside: list[Record] = []
    structure = frozenset({node})
    given: list[Carried] = []
    for i, operand in enumerate(operation.operands):
        known, part = operand.record, site.operands[i]
        given.append(operand)
        if known is None:
            continue
        if known.kind != "rows" or known.columns is not None:
            structure |= known.nodes
            beside += known.beside
            continue
        if node in known.nodes and part is not None:  # computed on the way: `zip(X.values, y.tolist())`
            nodes = known.nodes - {node} | {observer.graph.part_off(node, part)}
            given[-1] = replace(operand, record=replace(known, nodes=nodes))
        own = given[-1].record
        assert own is not None
        beside.append(own)
        if record.base is operand:
            record.base = given[-1]
    record.again = operation.function, given
    record.nodes, record.beside = structure, tuple(beside)
    observer.graph.expect(node, site.id, frozenset[int]().union(*(part.all_nodes() for part in beside)))


def is_row_labels(operation: Operation) -> bool:
    """Whether it is `X.index` or `X.index.values`: labels of rows are no data, and are made anew for a request."""
    first = operation.operands[0]
    match operation.site.node:
        case ast.Attribute(attr="index"):
            return first.record is not None and first.record.kind == "rows"
        case ast.Attribute(attr=attr) | ast.Call(func=ast.Attribute(attr=attr)) if len(operation.operands) == 1:
            is_labels = isinstance(first.full, pd.Index) and first.record is not None and first.record.kind == "view"
            return is_labels and attr in _SAME_LABELS
        case _:
            return False


def _is_numbering(labels: Any) -> bool:
    """Whether row labels are those that rows get without being given any; then no column has made them."""
    labels = labels if isinstance(labels, pd.Index) else pd.Index(labels)
    return labels.dtype.kind == "i" and labels.name is None


def _goes_over_rows(operation: Operation, full: Any) -> bool:
    """Whether a loop over a view goes over rows, one by one or in batches."""
    if isinstance(full, range | list) or (is_dataset(full) and not isinstance(full, Iterator)):
        return True
    if call_name(operation.site.node) in ROW_ITERATORS or (operation.site.calls_helper and isinstance(full, Iterator)):
        return any(goes_over_rows(o) or _gives_rows(operation, o) for o in operation.operands)
    return False


def _gives_rows(operation: Operation, operand: Carried) -> bool:
    """Whether an operand is a frame whose rows are handed out: `df.iterrows()`, or a helper that yields batches."""
    is_zip = call_name(operation.site.node) in {"zip", "enumerate", "iter", "islice"}
    return isinstance(operand.full, pd.DataFrame) and operand.record is not None and not is_zip


def without_progress_bar(observer: Observer, operation: Operation, full: Any) -> Carried:
    """`tqdm(rows)` shows how far a loop is: a service goes over the rows themselves."""
    operand = operation.operands[0]
    assert operand.record is not None
    observer.graph.decide(operation.site.id, Decision(action="select", captures={"": "0"}))
    over_rows = goes_over_rows(operand)
    base = operand if operand.record.kind == "rows" else operand.record.base
    again = operand.record.again or (lambda rows: rows, [operand])
    record = replace(operand.record, kind="view", base=base, over_rows=over_rows, again=again)
    return Carried(full=full, record=record)


def without_labels(observer: Observer, operation: Operation, full: Any) -> Carried | None:
    """`xgb.DMatrix(X, label=y)`: what is served has no labels, and what is trained with it is trained to them."""
    found = drop_labels(operation.site, operation.operands, observer.environment)
    if found is None:
        return None
    rule, function, used = found
    kept = [o if i in used else Carried(full=None) for i, o in enumerate(operation.operands)]
    dropped = [o.record for i, o in enumerate(operation.operands) if o.record is not None and i not in used]
    operation = replace(operation, function=function, operands=kept)
    shadows = try_shadows(function, kept)
    result = view_result(observer, operation, full, shadows)
    observer.graph.decisions[operation.site.id] = Decision(action="rewrite", rule=rule.name)
    assert result.record is not None
    labels = (r.labels if r.kind == "view" else r.origins or r.all_nodes() for r in dropped)  # `reference=dtrain`
    result.record.labels = frozenset[int]().union(*labels)
    return result
