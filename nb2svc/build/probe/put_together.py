"""Parts of one table below each other again: `pd.concat([few, many.sample(len(few))])` chooses rows to train on.

If the rows below each other are rows of a table that all parts were taken from, and nothing was changed in between, a
request goes on as that table: of the choice nothing is left. Either a part is, at serve time, all of it (as the parts
of a split are), or the table is still there under a name.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.probe.experiment import EMPTY, FAILED
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.records import Carried, Record, Source
from nb2svc.build.probe.rows import all_rows
from nb2svc.build.probe.samples import Rows
from nb2svc.build.probe.values import count_rows, same, take
from nb2svc.compiler.operations import STACKS, call_name
from nb2svc.compiler.trace import Decision

__all__ = ["put_together", "taken_from"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """A table that stands for parts of it.

    Attributes:
        record: what is known of the table.
        ids: rows of the parts, in turn.
        position: an operand that is all of the table at serve time, or -1.
        name: else the variable that holds the table.
        left_out: what has decided that some of its rows are in no part.
    """

    record: Record
    ids: np.ndarray
    position: int
    name: str
    left_out: frozenset[int]


def taken_from(operand: Carried, deciding: Collection[int] = ()) -> tuple[Source, ...]:
    """Return what some rows were taken from, nearest first.

    Args:
        operand: the rows that they were taken from.
        deciding: nodes that decided which rows; none for a part of a split or a sample.
    """
    record = operand.record
    if record is None or record.rows is None or not isinstance(operand.full, pd.DataFrame | np.ndarray):
        return ()
    nodes = frozenset(deciding)
    further = (Source(record=s.record, deciding=s.deciding | nodes) for s in record.sources)
    return (Source(record=record, deciding=nodes), *further)


def put_together(observer: Observer, operation: Operation, full: Any) -> Carried | None:
    """Return the rows of parts below each other, if they are rows of a table that all parts were taken from."""
    operands = {i: o.record for i, o in enumerate(operation.operands) if o.record is not None}
    if call_name(operation.site.node) not in STACKS or any(p.rows is None for p in operands.values()):
        return None
    parts = list(operands.values())
    ids = np.concatenate([p.rows.ids for p in parts if p.rows is not None]) if parts else np.array([])
    if not parts or len(ids) != count_rows(full):
        return None
    for source in parts[0].sources:
        whole = _whole(observer, operands, source.record, ids) if _is_unchanged(source.record, parts) else None
        if whole is not None and _holds(source.record, full, ids):
            return _stands_for_parts(observer, operation, full, whole)
    return None


def _is_unchanged(table: Record, parts: Sequence[Record]) -> bool:
    """Whether neither the parts nor the table were changed since: that no value here shows a change proves nothing."""
    return bool(table.columns) and all(p.columns == table.columns for p in parts)


def _whole(observer: Observer, parts: dict[int, Record], table: Record, ids: np.ndarray) -> _Whole | None:
    """Return how a service gets the table; None if a part is of another one, or if there is no way."""
    deciding: dict[int, frozenset[int]] = {}
    for i, part in parts.items():
        found = next((s.deciding for s in part.sources if s.record is table), None)
        if found is None:
            return None
        deciding[i] = found
    assert table.rows is not None
    is_complete = bool(np.isin(table.rows.ids, ids).all())
    left_out = frozenset[int]() if is_complete else frozenset[int]().union(*deciding.values())
    position = next((i for i, nodes in deciding.items() if not nodes), -1) if not left_out else -1
    name = "" if position >= 0 else _name_of(observer, table)
    if position < 0 and not name:
        return None
    return _Whole(record=table, ids=ids, position=position, name=name, left_out=left_out)


def _name_of(observer: Observer, table: Record) -> str:
    """Return a variable that holds a table."""
    find, values = observer.registry.find, observer.environment
    return next((name for name in observer.names if name in values and find(values[name], name) is table), "")


def _holds(table: Record, full: Any, ids: np.ndarray) -> bool:
    """Whether the samples of a table have the values of these rows."""
    assert table.rows is not None
    rows = Rows(ids, table.rows.table)
    for shadow, own in zip(table.shadows, table.shadow_rows, strict=True):
        if shadow is EMPTY:
            continue
        if shadow is FAILED or type(shadow) is not type(full) or shadow.shape[1:] != full.shape[1:]:
            return False
        there = np.flatnonzero(rows.positions(own) >= 0)
        if not same(take(full, rows.positions(own)[there]), take(shadow, there)):
            return False
    return True


def _stands_for_parts(observer: Observer, operation: Operation, full: Any, whole: _Whole) -> Carried:
    """The table that the parts were taken from stands for them."""
    node, site, graph = operation.node, operation.site, observer.graph
    if whole.position >= 0:
        read = operation.operands[whole.position].record
        assert read is not None
        graph.decide(site.id, Decision(action="select", captures={"": str(whole.position)}))
        graph.retract(node, site, whole.position)
    else:
        value = observer.environment[whole.name]
        read = observer.read(operation.place, whole.name, value, whole.record)
        graph.forget(node, site)
        graph.decide(site.id, Decision(action="whole", rule=whole.name))
    graph.depend(node, read, site.id)
    if whole.left_out:
        graph.choose(node, site, 0, whole.left_out)
    return Carried(full=full, record=all_rows(Carried(full=full, record=whole.record), whole.ids, node))
