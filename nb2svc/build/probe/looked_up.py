"""What a look-up gave: whether it only added columns to its rows, and through which driver it talked."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

import pandas as pd

from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.records import Carried
from nb2svc.build.probe.samples import undisturbed
from nb2svc.build.probe.values import same
from nb2svc.compiler.sites import Site
from nb2svc.compiler.trace import LookedUp

__all__ = ["note_lookup", "on_copies"]


def on_copies(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a look-up that changes none of the tables that it is given: what it gives is all that counts."""

    def run(*values: Any) -> Any:
        return function(*(v.copy() if isinstance(v, pd.DataFrame | pd.Series) else v for v in values))

    return run


def note_lookup(
    observer: Observer, site: Site, function: Callable[..., Any], operands: list[Carried], full: Any
) -> None:
    """Note what a look-up gave.

    Args:
        observer: gets the facts.
        site: the call.
        function: it, as a function of its operands.
        operands: what it was given.
        full: what it gave.
    """
    drivers = tuple(sorted({name for o in operands if (name := _driver(o.full))}))
    pairs = zip(site.slots, operands, strict=True)
    given = [o.full for slot, o in pairs if o.record is not None and not slot.closure]
    facts = _facts(given, full, drivers)
    if site.keys and facts.only_adds and set(site.keys) <= set(given[0].columns):
        others = _with_other_rows(given[0], site.keys)
        with undisturbed():
            found = function(*(others if o.full is given[0] else o.full for o in operands))
        facts = replace(facts, by_keys=_finds_the_same(full, found, list(facts.added)))
    observer.lookups[site.id] = facts


def _with_other_rows(table: pd.DataFrame, keys: Collection[str]) -> pd.DataFrame:
    """Return a table in which keys stand beside the other columns of other rows."""
    others = table.copy()
    for name in table.columns:
        if name not in keys:
            others[name] = table[name].sample(frac=1, random_state=len(table)).set_axis(table.index)
    return others


def _finds_the_same(full: pd.DataFrame, found: Any, added: list[str]) -> bool:
    return isinstance(found, pd.DataFrame) and set(added) <= set(found.columns) and same(full[added], found[added])


def _facts(given: list[Any], full: Any, drivers: tuple[str, ...]) -> LookedUp:
    (table, *more) = given or [None]
    if more or not isinstance(table, pd.DataFrame) or not isinstance(full, pd.DataFrame) or len(table) != len(full):
        return LookedUp(only_adds=False, drivers=drivers)
    names = [*table.columns, *full.columns]
    kept = [column for column in table.columns if column in full.columns]
    unique = full.columns.is_unique and all(isinstance(name, str) for name in names)
    if not unique or not all(same(table[c].reset_index(drop=True), full[c].reset_index(drop=True)) for c in kept):
        return LookedUp(only_adds=False, drivers=drivers)
    new_index = not full.index.equals(table.index)
    return LookedUp(
        only_adds=not new_index or full.index.equals(pd.RangeIndex(len(full))),
        added={c: _dtype_where_missing(full[c]) for c in full.columns if c not in table.columns},
        columns=tuple(full.columns),
        new_index=new_index,
        drivers=drivers,
    )


def _dtype_where_missing(column: pd.Series) -> str:
    """Return the dtype that a column has once a value of it is missing."""
    dtype = column.reset_index(drop=True).iloc[:1].reindex([0, 1]).dtype
    return "object" if isinstance(dtype, pd.CategoricalDtype) else str(dtype)


def _driver(value: Any) -> str:
    """Return the module of the driver through which an engine, a connection or a session of SQLAlchemy talks."""
    dialect = getattr(getattr(value, "bind", value), "dialect", None)
    name = getattr(getattr(dialect, "dbapi", None), "__name__", "")
    return name if isinstance(name, str) else ""
