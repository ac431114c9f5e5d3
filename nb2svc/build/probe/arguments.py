"""Operands that an expression changes in place, as helpers and `pop` do: the samples change in step."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pandas as pd

from nb2svc.build.probe.columns import Trial, column_nodes
from nb2svc.build.probe.experiment import FAILED
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.records import Carried
from nb2svc.build.probe.values import count_rows
from nb2svc.build.probe.whole import changed_columns, keep
from nb2svc.compiler.operations import call_name, removes_column
from nb2svc.compiler.sites import Site

__all__ = ["follow_change", "keep_reachable"]


def keep_reachable(site: Site, operands: list[Carried]) -> dict[int, tuple[Any, Any]]:
    """Return copies of the operands that an expression may change, and of their first sample.

    A helper may change its arguments, and `pop` changes what it pops from.
    """
    if not site.calls_helper and call_name(site.node) != "pop":
        return {}
    return {
        i: (keep(o.full), copy.deepcopy(o.record.shadows[0]))
        for i, o in enumerate(operands)
        if o.record is not None and o.record.kind == "rows"
    }


def _fails_without(trial: Trial, column: Any) -> bool:
    return trial.run(copy.deepcopy(trial.sample).drop(columns=[column])) is FAILED


def follow_change(observer: Observer, operation: Operation, position: int, before: Any, sample: Any) -> None:
    """An expression has changed an operand in place, and the samples with it: note what it stands on now."""
    operand = operation.operands[position]
    record = operand.record
    assert record is not None
    structure = observer.graph.add(operation.place.id)
    observer.graph.depend(structure, record)

    def change(*values: Any) -> Any:
        operation.function(*values)
        return values[position]

    old = Carried(full=None, record=replace(record, shadows=[sample]))
    tried = [old if i == position else o for i, o in enumerate(operation.operands)]
    nodes, frame, columns = column_nodes(operation.node, change, tried, record.shadows[0])
    observer.use(operation.place, operation.operands, nodes, frame, site=operation.site.id)
    if record.columns is not None and columns is not None and removes_column(operation.place.node) is None:
        gone = frozenset[int]().union(*(n for c, n in record.columns.items() if c not in columns))
        observer.graph.expect(structure, operation.site.id, gone)
    if columns is not None and isinstance(operand.full, pd.DataFrame):
        if record.columns is not None and removes_column(operation.place.node) is None:
            trial = Trial(function=change, operands=tried, position=position)
            needed = (n for c, n in trial.columns.items() if trial.can_try and _fails_without(trial, c))
            observer.graph.expect(structure, operation.site.id, frozenset[int]().union(*needed))
        own = frozenset({operation.node})
        columns = {
            c: nodes | own if c in changed_columns(before, operand.full) else nodes for c, nodes in columns.items()
        }
    for known in (record, observer.registry.find(operand.full)):
        if known is not None and known.rows is not None:
            known.nodes |= {structure} if columns is not None else {structure, operation.node}
            known.columns = columns if known.columns is not None else None
    if count_rows(operand.full) != count_rows(before):
        observer.graph.leak(operation.node, operation.site.id, "a helper drops rows of its argument in place")
