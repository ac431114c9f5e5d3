"""Small questions that the probe asks about rows and syntax."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.probe.experiment import FAILED
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.samples import Rows
from nb2svc.build.probe.values import copy_value, count_rows, has_rows, same, take
from nb2svc.compiler.instrument import Place, Site

__all__ = [
    "all_rows",
    "is_partial",
    "is_size",
    "picked_by_position",
    "same_signature",
    "shadow_counts",
    "signature",
    "targets",
    "union",
    "written_columns",
]


def union(operands: list[Carried]) -> dict[str, Any]:
    """Return the captured values of all operands."""
    return {key: value for operand in operands for key, value in operand.captures.items()}


def is_size(full: Any, operands: list[Carried]) -> bool:
    """Whether a number may be the number of rows of an operand."""
    if not isinstance(full, int | np.integer) or isinstance(full, bool):
        return False
    return any(o.record and o.record.rows is not None and len(o.record.rows.ids) == full for o in operands)


def shadow_counts(operands: list[Carried]) -> list[list[int]]:
    """Return, for each operand with rows, the number of rows of each sample."""
    return [
        [count_rows(s) for s in o.record.shadows if s is not FAILED]
        for o in operands
        if o.record and o.record.kind == "rows"
    ]


def all_rows(operand: Carried, full: Any, ids: np.ndarray, node: int) -> Record:
    """Return the record of a selection: its full value holds some rows, its samples are the operand's own."""
    record = operand.record
    assert record is not None
    assert record.rows is not None
    shadows = [copy_value(s) if s is not FAILED else s for s in record.shadows]
    columns = record.columns
    if isinstance(full, pd.DataFrame) and columns is not None:
        columns = {c: columns.get(c, frozenset({node})) for c in full.columns}
        shadows = [s[list(full.columns)] if isinstance(s, pd.DataFrame) else s for s in shadows]
    return Record(
        kind="rows",
        shadows=shadows,
        nodes=frozenset({node}),
        rows=Rows(ids, record.rows.total),
        shadow_rows=record.shadow_rows,
        columns=columns,
    )


def picked_by_position(
    site: Site, function: Callable[..., Any], operands: list[Carried], full: Any
) -> tuple[Carried, np.ndarray] | None:
    """Return the rows picked by `X[positions]`, found by picking from the row ids in the same way."""
    if not isinstance(site.node, ast.Subscript) or not operands or not has_rows(full):
        return None
    record = operands[0].record
    if record is None or record.rows is None or any(o.record is not None for o in operands[1:]):
        return None
    try:
        ids = np.asarray(function(record.rows.ids, *[o.full for o in operands[1:]]))
    except (IndexError, TypeError, KeyError, ValueError):
        return None  # the subscript is not about rows
    if ids.ndim != 1 or ids.dtype.kind != "i" or len(ids) != count_rows(full) or len(ids) == len(record.rows.ids):
        return None
    return operands[0], ids


def targets(place: Place) -> tuple[str, ...]:
    """Return the variables that a statement binds."""
    match place.node:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return (name,)
        case ast.AugAssign(target=ast.Name(id=name)):
            return (name,)
        case ast.Assign(targets=[ast.Tuple(elts=parts) | ast.List(elts=parts)]):
            return tuple(p.id for p in parts if isinstance(p, ast.Name))
        case _:
            return ()


def signature(full: Any, record: Record) -> tuple[Any, ...]:
    """Return enough of a value to tell whether a call has changed it: its shape and the samples' rows."""
    if not has_rows(full):
        return (copy_value(full),)
    if record.rows is None or count_rows(full) != len(record.rows.ids):
        return (getattr(full, "shape", None),)
    positions = record.rows.positions(record.shadow_rows[0])
    columns = list(full.columns) if isinstance(full, pd.DataFrame) else None
    return (getattr(full, "shape", None), columns, getattr(full, "dtype", None), take(full, positions[positions >= 0]))


def same_signature(before: tuple[Any, ...], after: tuple[Any, ...]) -> bool:
    """Whether nothing has changed between the two."""
    return len(before) == len(after) and before[:-1] == after[:-1] and same(before[-1], after[-1])


def written_columns(site: Site, full: pd.DataFrame, old: Any, new: Any, operands: list[Carried]) -> set[Any]:
    """Return the columns that a change in place has written.

    What `df[key] = ...` names is written even where the sample shows no difference; else the sample decides.
    """
    if not isinstance(new, pd.DataFrame) or not isinstance(old, pd.DataFrame):
        return set(full.columns)
    known = set(old.columns)
    changed = {
        c
        for c in full.columns
        if c in new.columns and (c not in known or len(new) != len(old) or not same(old[c], new[c]))
    }
    return changed | (_named_columns(site, operands) & set(full.columns))


def _named_columns(site: Site, operands: list[Carried]) -> set[Any]:
    match site.node:
        case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=name)):
            return {name}
        case ast.Subscript(value=ast.Name()) if operands:
            key = operands[0].full
            return (
                {key}
                if isinstance(key, str)
                else {c for c in key if isinstance(c, str)}
                if isinstance(key, list)
                else set()
            )
        case _:
            return set()


def is_partial(site: Site) -> bool:
    """Whether a change writes only part of a column, so that the old values still count."""
    return not (isinstance(site.node, ast.Subscript) and isinstance(site.node.value, ast.Name))
