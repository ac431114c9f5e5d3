"""Small questions that the probe asks about rows and syntax."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.experiment import EMPTY, FAILED, bases
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.samples import Rows
from nb2svc.build.probe.values import copy_value, count_rows, has_rows
from nb2svc.compiler.sites import Place, Site

__all__ = [
    "all_rows",
    "has_row_count",
    "is_assignment",
    "is_partial",
    "is_size",
    "named_columns",
    "numbered_like",
    "picked_by_position",
    "row_count",
    "shadow_counts",
    "targets",
    "union",
    "written_columns",
]

_ACCESS: Final = {"_iLocIndexer": "iloc", "_LocIndexer": "loc"}


def union(operands: list[Carried]) -> dict[str, Any]:
    """Return the captured values of all operands."""
    return {key: value for operand in operands for key, value in operand.captures.items()}


def is_size(full: Any, operands: list[Carried]) -> bool:
    """Whether a number may be the number of rows of an operand."""
    if not isinstance(full, int | np.integer) or isinstance(full, bool):
        return False
    return any(o.record and o.record.rows is not None and len(o.record.rows.ids) == full for o in operands)


def row_count(operands: list[Carried]) -> int:
    """Return the number of rows of what the operands hold or give access to, or -1."""
    return next((len(o.record.rows.ids) for o in bases(operands) if o.record and o.record.rows), -1)


def has_row_count(full: Any, operands: list[Carried]) -> bool:
    """Whether a value has an entry for each row; what comes out of a view (groups, windows) shows it by its labels."""
    counts = {len(o.record.rows.ids) for o in operands if o.record is not None and o.record.rows is not None}
    iterated = [o for o in operands if o.record is not None and o.record.over_rows]
    counts |= {len(o.record.rows.ids) for o in bases(iterated) if o.record is not None and o.record.rows is not None}
    if has_rows(full) and count_rows(full) in counts:
        return True
    behind = [o.record.base for o in operands if o.record and o.record.kind == "view" and o.record.base]
    labelled = pd.DataFrame | pd.Series
    return isinstance(full, labelled) and any(
        isinstance(base.full, labelled)
        and full.index.names == base.full.index.names
        and full.index.equals(base.full.index)
        for base in behind
    )


def shadow_counts(operands: list[Carried]) -> list[list[int]]:
    """Return, for each operand with rows, the number of rows of each sample."""
    return [
        [count_rows(s) for s in o.record.shadows if s is not FAILED and s is not EMPTY]
        for o in operands
        if o.record and o.record.kind == "rows"
    ]


def all_rows(operand: Carried, ids: np.ndarray, node: int) -> Record:
    """Return the record of a selection: its full value holds some rows, its samples are the operand's own."""
    record = operand.record
    assert record is not None
    assert record.rows is not None
    shadows = [s if s is FAILED or s is EMPTY else copy_value(s) for s in record.shadows]
    columns = record.columns
    return Record(
        kind="rows",
        shadows=shadows,
        nodes=frozenset({node}),
        rows=Rows(ids, record.rows.table),
        shadow_rows=record.shadow_rows,
        columns=columns,
        sources=record.sources,
    )


def picked_by_position(
    site: Site, function: Callable[..., Any], operands: list[Carried], full: Any
) -> np.ndarray | None:
    """Return the rows picked by `X[positions]`, found by picking from the row ids in the same way."""
    if not isinstance(site.node, ast.Subscript) or not operands or not has_rows(full):
        return None
    source, access = operands[0], type(operands[0].full).__name__
    if access in _ACCESS and source.record is not None and source.record.base is not None:
        source = source.record.base
    record = source.record
    if record is None or record.rows is None or any(o.record is not None for o in operands[1:]):
        return None
    ids = record.rows.ids
    if count_rows(full) == len(ids):
        return None
    width = getattr(source.full, "shape", (0,))[1:]
    numbered = numbered_like(source.full, ids)
    try:
        picked = function(getattr(numbered, _ACCESS.get(access, ""), numbered), *[o.full for o in operands[1:]])
    except (IndexError, TypeError, KeyError, ValueError):
        return None  # the subscript is not about rows
    picked = np.asarray(picked)
    if picked.ndim <= len(width) and picked.size > 1 and (picked == picked.flat[0]).all():
        return None  # the entries of one row
    ids = picked.reshape(len(picked), -1)[:, 0] if picked.ndim and picked.size else picked
    if ids.ndim != 1 or ids.dtype.kind != "i" or len(ids) != count_rows(full):
        return None
    return ids


def numbered_like(table: Any, ids: np.ndarray) -> Any:
    """Return a table of the same form, with the same labels, that holds row ids in all its columns."""
    if isinstance(table, pd.DataFrame):
        return pd.DataFrame(np.broadcast_to(ids.reshape(-1, 1), table.shape), index=table.index, columns=table.columns)
    if isinstance(table, pd.Series):
        return pd.Series(ids, index=table.index)
    if isinstance(table, list):
        return list(ids)
    width = getattr(table, "shape", (0,))[1:]
    return np.broadcast_to(ids.reshape(-1, *[1] * len(width)), (len(ids), *width))


def targets(place: Place) -> tuple[str, ...]:
    """Return the variables that a statement binds."""
    match place.node:
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.AugAssign(target=ast.Name(id=name)):
            return (name,)
        case ast.Assign(targets=[ast.Tuple(elts=parts) | ast.List(elts=parts)]) | ast.Assign(targets=parts):
            return tuple(p.id for p in parts if isinstance(p, ast.Name))
        case _:
            return ()


def named_columns(site: Site, operands: list[Carried]) -> set[Any]:
    """Return the columns that `df[key] = ...` names: they are written even if they held the same values before."""
    match site.node:
        case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=name)):
            return {name}
        case ast.Subscript(
            value=ast.Attribute(value=ast.Name(), attr="loc" | "at"),
            slice=ast.Tuple(elts=[_, ast.Constant(value=str() as name)]),
        ):
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


def is_assignment(site: Site) -> bool:
    """Whether a change is `root[key] = value`."""
    return isinstance(site.node, ast.Subscript) and isinstance(site.node.value, ast.Name)


def written_columns(root: Any, key: Any) -> list[Any] | None:
    """Return the columns that `root[key] = table` writes as a whole, in the order of the table's; None if not so."""
    if isinstance(root, pd.DataFrame):
        names = list(key) if isinstance(key, list | tuple | pd.Index | np.ndarray) else []
        known = all(isinstance(n, str | int) and n in root.columns for n in names)
        return names if names and known and len(set(names)) == len(names) else None
    if not isinstance(root, np.ndarray) or root.ndim != 2:
        return None
    marked = np.zeros(root.shape, dtype=bool)
    try:
        marked[key] = True
    except (IndexError, TypeError, ValueError):
        return None
    touched = [j for j in range(root.shape[1]) if marked[:, j].any()]
    return touched if all(marked[:, j].all() for j in touched) else None
