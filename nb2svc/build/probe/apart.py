"""Several loaded tables that one operation gives back again, each with its own rows.

X_train, X_test = X_train.align(X_test, join="left", axis=1)

A request is a row of one of them. For it, the others are there with their columns and without rows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from nb2svc.build.probe.columns import passing_columns
from nb2svc.build.probe.experiment import EMPTY, FAILED, align, try_shadows
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.reindexed import widen_encoding
from nb2svc.build.probe.tables import others_without_rows

__all__ = ["given_back"]


def given_back(observer: Observer, operation: Operation, full: Any) -> Carried | None:
    """Return a tuple of tables, each with the rows of one that the operation was given; None for anything else."""
    parts = {i: o for i, o in enumerate(operation.operands) if o.record is not None}
    orders = [o.record.order() for o in parts.values() if o.record is not None]
    is_of_tables = all(isinstance(o.full, pd.DataFrame) and o.record and o.record.rows for o in parts.values())
    if not is_of_tables or len(set(map(id, orders))) < len(parts) or not isinstance(full, tuple):
        return None
    found = [_of_table(operation, parts, full, i) for i in range(len(full))]
    if any(each is None for each in found) or len({each[0] for each in found if each is not None}) < len(parts):
        return None
    others_without_rows(observer, operation, parts)
    node, elements = operation.node, []
    for (position, tried, shadows), value, i in zip(filter(None, found), full, range(len(full)), strict=True):
        widen_encoding(observer, replace(operation, operands=tried), full, shadows)
        own = [s if s is EMPTY else s[i] for s in shadows]
        elements.append(_element(observer, operation, parts[position], value, own))
    record = Record(
        kind="container",
        shadows=[],
        nodes=frozenset({node}),
        elements=tuple(elements),
        keys=tuple(range(len(elements))),
    )
    return Carried(full=full, record=record)


def _of_table(
    operation: Operation, parts: dict[int, Carried], full: tuple[Any, ...], element: int
) -> tuple[int, list[Carried], list[Any]] | None:
    """Return the operand whose rows an element has, the operands as its requests have them, and what that gives."""
    for position, part in parts.items():
        tried = [
            Carried(full=o.full.head(0)) if i in parts and i != position else o
            for i, o in enumerate(operation.operands)
        ]
        shadows = try_shadows(operation.function, tried)
        if any(s is FAILED or (s is not EMPTY and not isinstance(s, tuple)) for s in shadows):
            continue
        aligned = align(full[element], [s if s is EMPTY else s[element] for s in shadows], [part])
        if aligned is not None and aligned.order == "kept":
            return position, tried, shadows
    return None


def _element(observer: Observer, operation: Operation, part: Carried, value: Any, shadows: list[Any]) -> Carried:
    """Return a table that the operation gives back; a column that it only carries stands on what it stood on."""
    assert part.record is not None
    own = observer.graph.add(operation.place.id, frozenset({operation.node}))
    observer.graph.elements.add(own)
    columns = None
    if isinstance(value, pd.DataFrame):
        carried = passing_columns(shadows[0], [part])
        made = part.record.all_nodes() | {own}
        columns = {c: carried.get(c, made if c in (part.record.columns or {}) else frozenset({own})) for c in value}
    record = Record(
        kind="rows",
        shadows=shadows,
        nodes=frozenset({own}),
        rows=part.record.rows,
        shadow_rows=part.record.shadow_rows,
        columns=columns,
    )
    return Carried(full=value, record=record)
