"""One row picked from many, to ask a model about: at serve time it is each row of a request, asked alone.

On a sample of one row the row that is picked is that row; samples of several rows say nothing of it. What is computed
of the row is followed until it is a table of one row again, such as a model is given.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.probe.experiment import EMPTY, bases
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.rows import numbered_like
from nb2svc.build.probe.samples import Rows
from nb2svc.build.probe.values import count_rows, has_rows, take
from nb2svc.compiler.trace import Decision

__all__ = ["have_one_form", "is_of_lone_row", "is_single_answer", "lone_row", "part_of_lone_row"]


def lone_row(observer: Observer, operation: Operation, full: Any) -> Carried | None:
    """Return the row that `X[0]` or `X.iloc[0]` picks for a model; None if it is something else."""
    if operation.site.id not in observer.code.lone_rows or not operation.operands:
        return None
    source = _rows_behind(operation.operands[0])
    if source is None or any(o.record is not None for o in operation.operands[1:]):
        return None
    picked = _picked_id(operation, source, full)
    if picked is None:
        return None
    assert source.record is not None
    assert source.record.rows is not None
    position = source.record.rows.positions(np.array([picked]))
    alone = Record(
        kind="rows",
        shadows=[s if _is_one(s) else EMPTY for s in source.record.shadows],
        nodes=source.record.all_nodes(),
        rows=Rows(np.array([picked]), source.record.rows.table),
        shadow_rows=[
            ids if _is_one(s) else ids[:0]
            for s, ids in zip(source.record.shadows, source.record.shadow_rows, strict=True)
        ],
    )
    base = Carried(full=take(source.full, position), record=alone)
    observer.graph.decide(operation.site.id, Decision(action="first"))
    observer.use(operation.place, operation.operands, alone.nodes, site=operation.site.id)
    shadows = [s if s is EMPTY else _first(s) for s in alone.shadows]
    nodes = alone.nodes | {operation.node}
    return Carried(full=full, record=Record(kind="view", shadows=shadows, nodes=nodes, base=base, is_lone=True))


def is_of_lone_row(operation: Operation) -> bool:
    """Whether an operation works on a row that was picked, and on no others."""
    records = [o.record for o in operation.operands if o.record is not None]
    return bool(records) and all(r.is_lone for r in records)


def part_of_lone_row(observer: Observer, operation: Operation, full: Any, shadows: list[Any]) -> Carried:
    """Something that is computed of a picked row, and is no table with that row: it is computed for each row."""
    observer.graph.decide(operation.site.id, Decision(action="row"))
    observer.use(operation.place, operation.operands, operation.nodes(), site=operation.site.id)
    nodes = operation.nodes() | {operation.node}
    base = bases(operation.operands)[0]
    return Carried(full=full, record=Record(kind="view", shadows=shadows, nodes=nodes, base=base, is_lone=True))


def have_one_form(full: Any, shadows: list[Any]) -> bool:
    """Whether every row gives a table with the same columns as the row that the notebook has picked."""
    return all(
        s is EMPTY
        or (
            getattr(s, "shape", (0,))[1:] == getattr(full, "shape", (0,))[1:]
            and list(getattr(s, "columns", ())) == list(getattr(full, "columns", ()))
        )
        for s in shadows
    )


def is_single_answer(observer: Observer, carried: Carried) -> bool:
    """Whether a value is what was found out about a picked row: `model.predict([row])[0]`, not the row itself."""
    record = carried.record
    is_known = record is not None and record.is_lone and record.kind == "view"
    is_picked = not carried.site or carried.site in observer.code.lone_rows
    return is_known and not is_picked and isinstance(carried.full, str | int | float | np.generic)


def _rows_behind(operand: Carried) -> Carried | None:
    """Return the table that a row is picked from: the operand, or what `.iloc` gives access to."""
    record = operand.record
    if record is not None and record.kind == "view" and type(operand.full).__name__ == "_iLocIndexer":
        operand = record.base or operand
    is_rows = operand.record is not None and operand.record.kind == "rows" and operand.record.rows is not None
    return operand if is_rows else None


def _picked_id(operation: Operation, source: Carried, full: Any) -> int | None:
    """Return the row that was picked, found by picking from the row ids in the same way; None if it is not one row."""
    assert source.record is not None
    assert source.record.rows is not None
    ids = source.record.rows.ids
    numbered = numbered_like(source.full, ids)
    access = numbered.iloc if source is not operation.operands[0] else numbered
    try:
        picked = np.asarray(operation.function(access, *[o.full for o in operation.operands[1:]]))
    except (IndexError, TypeError, KeyError, ValueError):
        return None  # the subscript is not about rows
    expected = getattr(source.full, "shape", (0,))[1:]
    if picked.shape != expected or getattr(full, "shape", ()) != expected or picked.dtype.kind != "i":
        return None
    found = np.unique(picked)
    return int(found[0]) if len(found) == 1 and found[0] >= 0 else None


def _is_one(sample: Any) -> bool:
    return has_rows(sample) and count_rows(sample) == 1


def _first(sample: Any) -> Any:
    return sample.iloc[0] if isinstance(sample, pd.DataFrame | pd.Series) else sample[0]
