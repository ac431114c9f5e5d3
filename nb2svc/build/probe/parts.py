"""A table that is put together from parts: whether each part gives its columns whatever else the table is made of."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from nb2svc.build.probe.experiment import EMPTY, FAILED, compile_lambda, try_shadows
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.records import Carried
from nb2svc.build.probe.values import same
from nb2svc.compiler.sites import Site
from nb2svc.compiler.table_parts import entry_names, held_parts, parts_of_table, with_parts

__all__ = ["columns_of_parts"]

Stands = tuple[frozenset[int], frozenset[int], dict[Any, frozenset[int]] | None]


def columns_of_parts(
    observer: Observer, site: Site, operands: Sequence[Carried], full: Any, shadows: Sequence[Any]
) -> Stands | None:
    """Return what a table and its columns stand on, if each part alone gives the columns that it gives here.

    Row labels may come from any part; they are no data, and the values are compared in the order of the rows.
    """
    names = entry_names(site.node)
    slots = [next((i for i, s in enumerate(site.slots) if s.name == name), -1) for name in names]
    if not names or min(slots) < 0 or not isinstance(full, pd.DataFrame) or not full.columns.is_unique:
        return None
    columns: dict[Any, frozenset[int]] = {}
    for position, (name, slot) in enumerate(zip(names, slots, strict=True)):
        node = observer.part_nodes[name]
        own = _own_columns(site, position, operands[slot])
        if operands[slot].record is None:
            if own is None:
                return None
            columns[own] = frozenset({node})
            continue
        given = _alone(observer, site, position, operands, full, shadows)
        if given is None or set(given) & columns.keys():
            return None
        record = operands[slot].record
        inner = (record.columns if record is not None else None) or {}
        columns |= {column: frozenset({node}) | inner.get(column, frozenset()) for column in given}
    if set(columns) != set(full.columns):
        return None
    others = [o.record for i, o in enumerate(operands) if i not in slots and o.record is not None]
    nodes = frozenset[int]().union(*(r.all_nodes() for r in others))
    return nodes, frozenset(), {column: columns[column] for column in full.columns}


def _own_columns(site: Site, position: int, part: Carried) -> Any:
    """Return the column that a single value fills, which takes as many rows as there are."""
    assert isinstance(site.node, ast.Call)
    match held_parts(site.node):
        case ast.Dict(keys=keys) if isinstance(part.full, str | int | float | bool):
            key = keys[position]
            return key.value if isinstance(key, ast.Constant) else None
        case _:
            return None


def _alone(
    observer: Observer,
    site: Site,
    position: int,
    operands: Sequence[Carried],
    full: pd.DataFrame,
    shadows: Sequence[Any],
) -> list[Any] | None:
    """Return the columns that a part gives when the table is made of it alone, if they are those of the table."""
    function = _with_one(site, position, observer.environment)
    try:
        single = function(*[o.full for o in operands])
    except Exception:  # noqa: BLE001 - a part that is no table by itself does not stand for itself
        return None
    tried = try_shadows(function, operands)
    for whole, alone in [(full, single), *zip(shadows, tried, strict=True)]:
        if whole is EMPTY:
            continue
        if alone is FAILED or alone is EMPTY or not _holds(whole, alone):
            return None
    return list(single.columns)


def _holds(whole: Any, alone: Any) -> bool:
    """Whether a table holds another one's columns, with its values in the same order."""
    if not isinstance(whole, pd.DataFrame) or not isinstance(alone, pd.DataFrame) or len(whole) != len(alone):
        return False
    if not alone.columns.is_unique or not set(alone.columns) <= set(whole.columns):
        return False
    return same(whole[list(alone.columns)].reset_index(drop=True), alone.reset_index(drop=True))


def _with_one(site: Site, position: int, environment: dict[str, Any]) -> Callable[..., Any]:
    """Return the operation of a site with one of the parts only."""
    body = site.body
    assert isinstance(body, ast.Call)
    return compile_lambda(site.parameters, with_parts(body, parts_of_table(body), [position]), environment)
