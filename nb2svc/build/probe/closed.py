"""Columns of which the service only knows the values that training saw, because a list of them is frozen.

pd.get_dummies(df, columns=["town"])            another town would be no town at all: zeros everywhere
df["town"].astype("category").cat.codes         or number -1
df.groupby("town")["price"].transform("mean")   or have no mean
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd
from pandas.api.typing import DataFrameGroupBy, SeriesGroupBy

from nb2svc.build.probe.experiment import bases
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.profile import field_kind
from nb2svc.build.probe.proofs import Proven
from nb2svc.build.probe.records import Carried
from nb2svc.build.probe.samples import JoinedRows, Rows
from nb2svc.build.probe.values import same
from nb2svc.compiler.operations import call_name
from nb2svc.compiler.trace import Closed

__all__ = ["note_closed"]

_CATEGORIES: Final = frozenset({"get-dummies", "as-category", "frame-as-category", "categorical", "factorize"})
_GROUPS: Final = frozenset(
    {"group-map", "group-join", "group-join-keys", "group-key-apart", "group-lambda", "group-lambda-keys", "held-group"}
)


def note_closed(observer: Observer, operation: Operation, proven: Proven, full: Any) -> None:
    """Note which loaded columns a rewritten operation takes as they are and knows the values of.

    What the notebook has made of a column is its own affair: rare towns may have become `other`.
    """
    rule, used = proven.rule.name, [o for i, o in enumerate(operation.operands) if i in proven.used]
    if rule not in _CATEGORIES | _GROUPS:
        return
    keys = _group_keys(operation.site.node, used)
    for operand in bases(used):
        record = operand.record
        if record is None or record.rows is None:
            continue
        for name, values in _columns(rule, operand.full, full, keys):
            raw = _loaded(observer, name, record.rows)
            if raw is not None and same(raw.reset_index(drop=True), values.reset_index(drop=True)):
                seen = _plain(raw.dropna().unique(), raw)
                if seen:
                    observer.graph.closed.append(Closed(node=operation.node, column=str(name), values=seen))


def _columns(rule: str, value: Any, full: Any, keys: set[Any]) -> Iterator[tuple[Any, pd.Series]]:
    """Yield the columns of an operand whose values are taken for categories or groups."""
    if isinstance(value, pd.Series):
        yield value.name, value
        return
    if not isinstance(value, pd.DataFrame) or not value.columns.is_unique:
        return
    for column in value.columns:
        if rule in _GROUPS:
            is_taken = column in keys
        else:
            is_taken = not isinstance(full, pd.DataFrame) or column not in full.columns or rule != "get-dummies"
        if is_taken:
            yield column, value[column]


def _group_keys(node: ast.expr, operands: list[Carried]) -> set[Any]:
    """Return the names in `groupby(["town", "kind"])`, written here or where the groups were made."""
    calls = (part for part in ast.walk(node) if isinstance(part, ast.Call) and call_name(part) == "groupby")
    given = (argument for call in calls for argument in [*call.args, *(k.value for k in call.keywords)])
    named = {part.value for argument in given for part in ast.walk(argument) if isinstance(part, ast.Constant)}
    held = [o.full.keys for o in operands if isinstance(o.full, DataFrameGroupBy | SeriesGroupBy)]
    return named.union(*(keys if isinstance(keys, list) else [keys] for keys in held if isinstance(keys, list | str)))


def _loaded(observer: Observer, name: Any, rows: Rows) -> pd.Series | None:
    """Return a column as it was loaded, for these rows."""
    tables = rows.table.parts if isinstance(rows.table, JoinedRows) else (rows.table,)
    parts = []
    for table in tables:
        known = (t.raw_rows for t in observer.loads.values() if t.order is table)
        part = next((raw[name] for raw in known if isinstance(raw, pd.DataFrame) and name in raw.columns), None)
        if part is None:
            return None
        parts.append(part)
    column = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    taken: pd.Series = column.iloc[rows.ids]
    return taken


def _plain(values: Any, column: pd.Series) -> tuple[str | int | float, ...]:
    """Return values as a request has them; none for a kind that has no list of values."""
    kind = field_kind(column)
    if kind == "string":
        return tuple(sorted(str(v) for v in values))
    if kind in {"integer", "number"}:
        return tuple(sorted(v.item() if isinstance(v, np.generic) else v for v in values))
    return ()
