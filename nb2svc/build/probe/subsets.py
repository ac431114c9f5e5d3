"""Some rows of a data set of torch: `random_split(data, [80, 20])`, `Subset(data, indices)`.

At serve time each of them is the data set of the request's rows, as the parts of `train_test_split` are its rows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.samples import Rows
from nb2svc.build.probe.values import take, torch_module
from nb2svc.compiler.trace import Decision

__all__ = ["subset_result"]


def subset_result(observer: Observer, operation: Operation, full: Any) -> Carried | None:
    """Return what is known of parts of a data set; None if the result is something else."""
    parts = full if isinstance(full, list) else [full]
    position = next((i for i, o in enumerate(operation.operands) if parts and _is_part(parts[0], o)), -1)
    if position < 0 or not all(_is_part(part, operation.operands[position]) for part in parts):
        return None
    if isinstance(full, list):
        return _dealt(observer, operation, full, position)
    node, operand = operation.node, operation.operands[position]
    assert operand.record is not None
    observer.graph.decide(operation.site.id, Decision(action="select", captures={"": str(position)}))
    observer.graph.retract(node, operation.site, position)
    observer.graph.depend(node, operand.record, operation.site.id)
    return _picked(full, operand, node)


def _dealt(observer: Observer, operation: Operation, full: list[Any], position: int) -> Carried:
    graph, operand = observer.graph, operation.operands[position]
    assert operand.record is not None
    graph.forget_beside_parts(operation.node, operation.site)
    graph.decide(operation.site.id, Decision(action="select", captures={"": str(position)}))
    elements = []
    for i, part in enumerate(full):
        own = graph.add(operation.place.id)
        graph.depend(own, operand.record)
        graph.parts[own] = (i, position)
        elements.append(_picked(part, operand, own))
    keys = tuple(range(len(elements)))
    record = Record(kind="container", shadows=[], nodes=frozenset(), elements=tuple(elements), keys=keys)
    return Carried(full=full, record=record)


def _is_part(value: Any, operand: Carried) -> bool:
    """Whether a value is some rows of a data set whose rows are known."""
    data = getattr(getattr(torch_module(), "utils", None), "data", None)
    record = operand.record
    if data is None or not isinstance(value, data.Subset) or value.dataset is not operand.full or record is None:
        return False
    base = record.base.record if record.base is not None else None
    return base is not None and base.rows is not None and len(base.rows.ids) == len(operand.full)


def _picked(part: Any, operand: Carried, node: int) -> Carried:
    """Return a part of a data set: for a request, the data set of its rows."""
    assert operand.record is not None
    picked = _Picked(np.asarray(part.indices, dtype=np.int64), len(operand.full)).of(operand)
    assert picked.record is not None
    return Carried(full=part, record=replace(picked.record, nodes=frozenset({node})))


class _Picked:
    """Picks the same rows of all that a data set is made of; what is shared stays shared."""

    def __init__(self, positions: np.ndarray, total: int) -> None:
        self.positions, self.total = positions, total
        self._known: dict[int, Record] = {}

    def of(self, operand: Carried) -> Carried:
        record = operand.record
        if record is None:
            return operand
        full = operand.full
        if record.kind == "rows" and record.rows is not None and len(record.rows.ids) == self.total:
            full = take(full, self.positions)
        return Carried(full=full, record=self._record(record))

    def _record(self, record: Record) -> Record:
        if id(record) not in self._known:
            self._known[id(record)] = self._made(record)
        return self._known[id(record)]

    def _made(self, record: Record) -> Record:
        if record.kind == "rows" and record.rows is not None and len(record.rows.ids) == self.total:
            return replace(record, rows=Rows(record.rows.ids[self.positions], record.rows.table))
        if record.kind != "view":
            return record
        base = None if record.base is None else self.of(record.base)
        again = None if record.again is None else (record.again[0], [self.of(o) for o in record.again[1]])
        beside = tuple(self._record(part) for part in record.beside)
        return replace(record, base=base, again=again, beside=beside)
