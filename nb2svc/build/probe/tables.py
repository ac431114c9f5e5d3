"""Several loaded tables: a training file and a test file, and tables that things are looked up in.

Each has rows of its own. An operation on two of them gives rows of one, and the other is what it is; or it puts them
below each other, and a request is a row of one of them beside none of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.probe.experiment import EMPTY, FAILED, align, is_selection, try_shadows
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.proofs import prove_rewrite
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.samples import JoinedRows, PartRows, RowOrder, Rows
from nb2svc.build.probe.values import count_rows, has_rows, same, take
from nb2svc.compiler.operations import call_name
from nb2svc.compiler.trace import Capture, Decision, Side

__all__ = [
    "is_of_parts",
    "join",
    "join_parts",
    "narrow",
    "orders_of",
    "others_without_rows",
    "seen_from_one",
    "without_lone_rows",
]


def orders_of(operands: Sequence[Carried]) -> list[RowOrder]:
    """Return the tables whose rows the operands are about."""
    found = (o.record.order() for o in operands if o.record is not None)
    return list(dict.fromkeys(order for order in found if order is not None))


def seen_from_one(observer: Observer, operation: Operation, full: Any) -> Operation:
    """Return an operation on several tables as one on the rows of one of them; the others are constants."""
    orders = orders_of(operation.operands)
    if has_rows(full):
        orders.sort(key=lambda order: not _gives_rows_of(observer, operation, full, order))
    operands = [
        o if o.record is None or o.record.order() is orders[0] else _constant(observer, operation, i)
        for i, o in enumerate(operation.operands)
    ]
    return replace(operation, operands=operands)


def without_lone_rows(observer: Observer, operation: Operation) -> Operation:
    """Return an operation on many rows and on one that was picked as one on the many: the other is what it is."""
    lone = [i for i, o in enumerate(operation.operands) if o.record is not None and o.record.is_lone]
    if not lone or len(lone) == sum(o.record is not None for o in operation.operands):
        return operation
    operands = [_constant(observer, operation, i) if i in lone else o for i, o in enumerate(operation.operands)]
    return replace(operation, operands=operands)


def _gives_rows_of(observer: Observer, operation: Operation, full: Any, order: RowOrder) -> bool:
    """Whether the result holds rows of a table, the others taken as they are."""
    tried = [o if o.record is None or o.record.order() is order else Carried(full=o.full) for o in operation.operands]
    shadows = try_shadows(operation.function, tried)
    if align(full, shadows, tried) is not None:
        return True
    if any(is_selection(full, o.record.base or o if o.record else o) is not None for o in tried):
        return True
    return prove_rewrite(replace(operation, operands=tried), full, observer.environment) is not None


def _constant(observer: Observer, operation: Operation, position: int) -> Carried:
    """Return an operand that depends on rows of another table as the value that it is."""
    operand, slot, graph = operation.operands[position], operation.site.slots[position], observer.graph
    if slot.name:
        captures = observer.captured_name(operation.site.id, operation.place, slot, operand.full)
        for key in captures:
            graph.settle(f"{operation.site.id}|{slot.name}", Decision(action="state", captures={"": key}))
        return Carried(full=operand.full, captures=captures)
    if not operand.site:
        graph.leak(operation.node, operation.site.id, "rows of one table depend on another table as a whole")
        return Carried(full=operand.full)
    site = observer.code.sites[operand.site]
    key = observer.hole_key(site, "", "")
    graph.settle(site.id, Decision(action="state", captures={"": key}))
    graph.forget(operation.node, site)
    return Carried(full=operand.full, captures={key: operand.full})


def join(observer: Observer, operation: Operation, full: Any) -> Carried | None:
    """Return the rows of `pd.concat([train, test])`; None if it is something else.

    A request is a row of one table. For it, the other is there with its columns and without rows.
    """
    parts = {i: o for i, o in enumerate(operation.operands) if o.record is not None}
    frames = all(isinstance(o.full, pd.DataFrame) and o.record and o.record.rows for o in parts.values())
    orders = [o.record.order() for o in parts.values() if o.record is not None]
    if call_name(operation.site.node) != "concat" or not frames or len(set(map(id, orders))) != len(parts):
        return None
    joined = observer.join_tables(tuple(order for order in orders if order is not None))
    offsets = {i: joined.offset(order) for i, order in zip(parts, joined.parts, strict=True)}
    ids = [_moved(o.record.rows.ids, offsets[i]) for i, o in parts.items() if o.record is not None and o.record.rows]
    rows = Rows(np.concatenate(ids), joined)
    shadows: list[Any] = []
    shadow_rows: list[np.ndarray] = []
    for i, part in parts.items():
        assert part.record is not None
        tried = [
            o if j == i or j not in parts else Carried(full=o.full.head(0)) for j, o in enumerate(operation.operands)
        ]
        shadows += try_shadows(operation.function, tried)
        shadow_rows += [own + offsets[i] for own in part.record.shadow_rows]
    if count_rows(full) != len(rows.ids) or not _agree(full, rows, shadows, shadow_rows):
        return None
    record = Record(kind="rows", shadows=shadows, nodes=frozenset({operation.node}), rows=rows, shadow_rows=shadow_rows)
    record.columns = _joined_columns(observer, operation, parts, full)
    return Carried(full=full, record=record)


def join_parts(observer: Observer, operation: Operation, full: Any) -> Carried | None:
    """Return the rows of parts of one table below each other, where each part went a way of its own.

    A request is a row of the part that is answered. For it, the other parts are there with their columns and no rows.
    """
    records = {i: o.record for i, o in enumerate(operation.operands) if o.record is not None}
    parts = [r.rows for r in records.values() if r.rows is not None]
    if len(parts) < max(2, len(records)) or isinstance(parts[0].table, JoinedRows):
        return None
    ids = np.concatenate([part.ids for part in parts])
    if (ids < 0).any() or len(np.unique(ids)) < len(ids) or any(part.table is not parts[0].table for part in parts):
        return None
    operands = list(operation.operands)
    for number, (i, record) in enumerate(records.items()):
        assert record.rows is not None
        rows = Rows(record.rows.ids, PartRows(record.rows.table, number))
        operands[i] = replace(operands[i], record=replace(record, rows=rows))
    return join(observer, replace(operation, operands=operands), full)


def is_of_parts(record: Record) -> bool:
    """Whether rows are those of several parts of one table, which went ways of their own."""
    own = [record, *(e.record for e in record.elements if e.record is not None)]
    return any(r.rows is not None and r.rows.table.is_of_parts for r in own)


def _moved(ids: np.ndarray, offset: int) -> np.ndarray:
    """Return the ids in a joined table; rows that were made up are of no table."""
    return np.where(ids >= 0, ids + offset, ids)


def _agree(full: Any, rows: Rows, shadows: list[Any], shadow_rows: list[np.ndarray]) -> bool:
    for shadow, ids in zip(shadows, shadow_rows, strict=True):
        if shadow is EMPTY:
            continue
        if shadow is FAILED or not isinstance(shadow, pd.DataFrame) or len(shadow) != len(ids):
            return False
        positions = rows.positions(ids)
        there = np.flatnonzero(positions >= 0)
        if not same(take(full, positions[there]), take(shadow, there)):
            return False
    return True


def _joined_columns(
    observer: Observer, operation: Operation, parts: dict[int, Carried], full: pd.DataFrame
) -> dict[Any, frozenset[int]]:
    """Return what the columns stand on, which depends on the table that a request is a row of."""
    graph, node = observer.graph, operation.node
    columns = {c: graph.add(operation.place.id, frozenset({node})) for c in full.columns}
    others_without_rows(observer, operation, parts)
    for part in parts.values():
        assert part.record is not None
        order = part.record.order()
        assert order is not None
        for column, own in columns.items():
            deps = (part.record.columns or {}).get(column, frozenset())
            graph.sides.setdefault(own, {})[order.name] = Side(deps=deps)
    return {column: frozenset({own}) for column, own in columns.items()}


def others_without_rows(observer: Observer, operation: Operation, parts: dict[int, Carried]) -> None:
    """Note that an operation on several tables sees, for a request of one, the others without rows."""
    graph, node = observer.graph, operation.node
    keys = {i: _without_rows(observer, operation, i) for i in parts}
    graph.decide(operation.site.id, Decision(action="row"))
    for i, part in parts.items():
        assert part.record is not None
        order = part.record.order()
        assert order is not None
        others = {j: key for j, key in keys.items() if j != i}
        inside = graph.used_inside(node, observer.code.sites[part.site]) if part.site else (frozenset[int](), ())
        deps, captures = (part.record.nodes | inside[0]) - {node}, (*others.values(), *inside[1])
        graph.sides.setdefault(node, {})[order.name] = Side(deps=deps, captures=captures)
        for j, key in others.items():
            replaced = f"{operation.site.id}|{operation.site.slots[j].name}" if operation.site.slots[j].name else ""
            where = replaced or operation.operands[j].site
            decision = Decision(action="state", captures={"": key})
            graph.side_decisions.setdefault(order.name, {})[where] = decision
    for part in parts.values():
        if part.site:
            graph.forget(node, observer.code.sites[part.site])


def _without_rows(observer: Observer, operation: Operation, position: int) -> str:
    """Return the key of a table without rows, which stands for one that a request has none of."""
    operand, slot, graph = operation.operands[position], operation.site.slots[position], observer.graph
    if slot.name:
        key = f"name:{slot.name}#columns:{slot.writer}"
        known = Capture(
            key=key, hint=f"{slot.name}_columns", place=observer.bound_at(slot), source=slot.name, part=".head(0)"
        )
    else:
        site = observer.code.sites[operand.site]
        key = f"{observer.hole_key(site, '', '')}#columns"
        known = Capture(key=key, hint="columns", place=operation.place.id, site=site.id, source="", part=".head(0)")
    graph.captures.setdefault(key, known)
    graph.hold(key, operand.full.head(0), operation.place)
    return key


def narrow(observer: Observer, record: Record) -> Record:
    """Return what is known of rows that are all of one of several tables below each other."""
    if record.kind != "rows" or record.rows is None or not isinstance(record.rows.table, JoinedRows):
        return record
    joined, ids, first = record.rows.table, record.rows.ids, 0
    for part in joined.parts:
        offset, count = joined.offset(part), len(part.samples())
        own = slice(first, first + count)
        first += count
        if len(ids) and ((ids >= offset) & (ids < offset + part.total)).all():
            whole, nodes = part, record.nodes
            if isinstance(part, PartRows):  # a request is a row of the table, on the way of this part
                whole, nodes = part.whole, nodes | {observer.graph.on_side(part.name)}
            return replace(
                record,
                nodes=nodes,
                rows=Rows(ids - offset, whole),
                shadows=record.shadows[own],
                shadow_rows=[known - offset for known in record.shadow_rows[own]],
            )
    return record
