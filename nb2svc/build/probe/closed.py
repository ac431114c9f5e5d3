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
from nb2svc.build.probe.proofs import Proven, looks_of, prove_known
from nb2svc.build.probe.records import Carried
from nb2svc.build.probe.samples import JoinedRows, PartRows, Rows
from nb2svc.build.probe.values import same
from nb2svc.compiler.operations import call_name
from nb2svc.compiler.passes.look_at_keys import UNTOLD
from nb2svc.compiler.rewrites.group_transform import keeps_own_values
from nb2svc.compiler.trace import Closed

__all__ = ["UNTOLD", "know_labels", "know_values", "loaded_values", "whole_column"]

_CATEGORIES: Final = frozenset(
    {"get-dummies", "as-category", "frame-as-category", "categorical", "factorize", "factorize-array", "unique-inverse"}
)
_ONE_GROUP: Final = frozenset(
    {"group-map", "group-join", "group-key-apart", "group-lambda", "held-group", "group-number", "group-number-or-none"}
)
_SEVERAL_KEYS: Final = frozenset(
    {"group-join-keys", "group-lambda-keys", "group-number-keys", "group-number-keys-or-none"}
)
_GROUPS: Final = _ONE_GROUP | _SEVERAL_KEYS
_COUNTS: Final = frozenset({"same-counts"})
_BINS: Final = frozenset({"qcut", "cut"})
_BINARIZERS: Final = frozenset({"LabelBinarizer", "MultiLabelBinarizer", "DictVectorizer"})
"""Encoders that give a label which they do not know no column; the others of scikit-learn raise, or are told not to."""


def know_values(observer: Observer, operation: Operation, proven: Proven, full: Any) -> Proven | None:
    """See to it that a rewritten operation, which knows the values of training only, is given no others.

    A column that is as it was loaded has a list of values in the request's schema. What the notebook has made of a
    column is looked at where it is used: the rule is one that looks, too.

    Returns:
        The rule to take; None if there is no way to tell.
    """
    rule = proven.rule.name
    is_about_values = rule in _CATEGORIES | _GROUPS | _COUNTS | _BINS
    if not is_about_values and not (rule == "fit-transform" and _is_asked_of_binarizer(operation)):
        return proven
    if rule in _GROUPS and keeps_own_values(operation.site.node, operation.place.node):
        return proven
    may_be_listed = rule in _CATEGORIES | _ONE_GROUP and not _is_of_parts(operation)
    # in a loop the columns of another round may not be as they were loaded, and the statement is the same
    is_same_always = rule != "get-dummies" or not operation.place.loops
    if may_be_listed and _are_loaded(observer, operation, proven, full) and is_same_always:
        return proven
    return prove_known(operation, full, observer.environment, rule)


def know_labels(observer: Observer, operation: Operation, full: Any) -> Proven | None:
    """Return the rule for `binarizer.transform(labels)`, which is of each row alone and gives other labels nothing."""
    if call_name(operation.site.node) != "transform" or not _is_asked_of_binarizer(operation):
        return None
    proven = prove_known(operation, full, observer.environment, "transform")
    # where the notebook's own rows have labels that the encoder does not know, it shows what becomes of them
    is_asked = proven is not None and looks_of(proven, operation, observer.environment) is not None
    return proven if is_asked else None


def _is_asked_of_binarizer(operation: Operation) -> bool:
    receiver = operation.operands[0].full if operation.operands else None
    kind = type(receiver)
    return kind.__name__ in _BINARIZERS and kind.__module__.startswith("sklearn.")


def _is_of_parts(operation: Operation) -> bool:
    """Whether the values are parts of texts: `df["tags"].str.get_dummies("|")`."""
    match operation.site.node:
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="str"))):
            return True
        case _:
            return False


def _are_loaded(observer: Observer, operation: Operation, proven: Proven, full: Any) -> bool:
    """Note which columns an operation takes as they were loaded; return whether it takes no others."""
    rule, used = proven.rule.name, [o for i, o in enumerate(operation.operands) if i in proven.used]
    keys = _group_keys(operation.site.node, used)
    found = [
        _note_loaded(observer, operation, name, values, operand.record.rows)
        for operand in bases(used)
        if operand.record is not None and operand.record.rows is not None
        for name, values in _columns(rule, operand.full, full, keys)
        if not isinstance(values.dtype, pd.CategoricalDtype)  # which lists its values
    ]
    return all(found)


def _note_loaded(observer: Observer, operation: Operation, name: Any, values: pd.Series, rows: Rows) -> bool:
    """Note what a column may hold, if it is as it was loaded."""
    seen = loaded_values(observer, name, values, rows)
    if seen:
        observer.graph.closed.append(Closed(node=operation.node, column=str(name), values=seen))
    return bool(seen)


def loaded_values(
    observer: Observer, name: Any, values: pd.Series, rows: Rows, known: Any = None
) -> tuple[str | int | float, ...]:
    """Return what a column may hold, if it is as it was loaded: the values that it holds, or those that are known."""
    raw = _loaded(observer, name, rows)
    if raw is None or not same(raw.reset_index(drop=True), values.reset_index(drop=True)):
        return ()
    return _plain(raw.dropna().unique() if known is None else known, raw)


def whole_column(observer: Observer, name: Any, rows: Rows) -> pd.Series | None:
    """Return a column as it was loaded, for all rows of its table."""
    return _loaded(observer, name, Rows(np.arange(rows.table.total), rows.table))


def _columns(rule: str, value: Any, full: Any, keys: set[Any]) -> Iterator[tuple[Any, pd.Series]]:
    """Yield the columns of an operand whose values are taken for categories or groups."""
    if isinstance(value, pd.Series):
        yield value.name, value
        return
    if not isinstance(value, pd.DataFrame):
        yield None, pd.Series(list(value))
        return
    for column in value.columns:
        if rule in _GROUPS:
            is_taken = column in keys
        else:
            is_taken = not isinstance(full, pd.DataFrame) or column not in full.columns or rule != "get-dummies"
        if is_taken:
            yield from ((column, part) for part in _parts(value[column]))


def _parts(column: pd.Series | pd.DataFrame) -> Iterator[pd.Series]:
    """Yield the columns under one name."""
    if isinstance(column, pd.Series):
        yield column
    else:
        yield from (column.iloc[:, i] for i in range(column.shape[1]))


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
    for part in tables:
        table = part.whole if isinstance(part, PartRows) else part
        known = (t.raw_rows for t in observer.loads.values() if t.order is table)
        raw = next((raw[name] for raw in known if isinstance(raw, pd.DataFrame) and name in raw.columns), None)
        if raw is None:
            return None
        parts.append(raw)
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
