"""Look-ups in tables that were made of the training rows, or loaded beside them: a request may hold a key they lack.

df.merge(stats, on="city")          a city without statistics would get none, and a model may take that
df["city"].map(counts).fillna(0)    here the notebook says what becomes of it
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import CodeType
from typing import Any, Final

import pandas as pd

from nb2svc.build.probe.closed import loaded_values, whole_column
from nb2svc.build.probe.joins import is_join
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.proofs import looks_of, of_own_rows, prove_known
from nb2svc.build.probe.records import Carried, OpenGap, Record
from nb2svc.build.probe.values import same
from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites import ASKED_TABLES
from nb2svc.compiler.sites import Site
from nb2svc.compiler.trace import Closed, Decision, Gap

__all__ = ["PossibleGap", "find_gap", "found_gaps", "listed_values", "note_filled", "note_gap"]

_FILLING: Final = frozenset(
    {
        "fillna", "dropna", "isna", "isnull", "notna", "notnull", "nan_to_num", "isnan", "isfinite", "interpolate",
        "ffill", "bfill", "combine_first",
    }
)  # fmt: skip
_LOOKING: Final = frozenset({"isna", "isnull", "notna", "notnull", "isnan", "isfinite"})
"""Of all columns at once they are a question for a person."""
_SAYS_NOTHING: Final = frozenset({"replace", "searchsorted", "get_indexer", "Categorical", "astype"})
"""What a key gives that is not known is no missing value: it cannot be filled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PossibleGap:
    """A look-up under way: what is done instead, if nothing is said of keys that it does not know."""

    decision: Decision | None
    closed: Closed | None


def find_gap(observer: Observer, operation: Operation, full: Any) -> PossibleGap | None:
    """Return what an operation looks up, if it asks a table of rows that knows all keys of the notebook's own rows.

    Where these have others, too, the notebook shows what becomes of them.
    """
    group = ASKED_TABLES.get(call_name(operation.site.node))
    if group is None or not any(_is_table_of_rows(observer, o) for o in operation.operands):
        return None
    operation = of_own_rows(operation)
    proven = prove_known(operation, full, observer.environment, group)
    if proven is None or proven.aligned is None:
        return PossibleGap(decision=None, closed=None) if _joins_unknown(operation, full) else None
    looks = looks_of(proven, operation, observer.environment)
    if looks is None:
        return None
    decision = Decision(action="rewrite", rule=proven.rule.name)
    return PossibleGap(decision=decision, closed=listed_values(observer, operation, looks))


def note_gap(observer: Observer, operation: Operation, gap: PossibleGap, result: Carried) -> Carried:
    """Remember a look-up, and tell what it has found apart from what was there before."""
    node, found = operation.node, {operation.node}
    record = result.record
    if is_join(operation, result.full) and record is not None and record.columns is not None:
        before = {c for o in operation.operands if o.record is not None for c in o.record.columns or ()}
        columns = dict(record.columns)
        new = [c for c in columns if c not in before]
        for column in new:
            columns[column] = frozenset({observer.graph.add(operation.place.id, columns[column])})
        found = {n for column in new for n in columns[column]}
        result = replace(result, record=replace(record, columns=columns))
    known = Gap(site=operation.site.id, node=node, found=(), decision=gap.decision, closed=gap.closed)
    name = call_name(operation.site.node)
    observer.gaps.append(OpenGap(gap=known, found=found, can_be_filled=name not in _SAYS_NOTHING))
    return result


def note_filled(
    observer: Observer, site: Site, operands: list[Carried], root: Carried | None = None, made: Carried | None = None
) -> None:
    """Note that a statement says what becomes of missing values, and of which.

    Args:
        observer: the memory of the run.
        site: an operation that has just been done.
        operands: what it was done to.
        root: for a change in place, what it changes.
        made: what the operation gave.
    """
    given = [root, *operands] if root is not None else operands
    if not observer.gaps or not any(o.record is not None for o in given):
        return
    name = call_name(site.node)
    told = name in _FILLING or (name == "replace" and _mentions_missing(site.node))
    if not told and not any(_fills(part, observer) for part in _named(site, operands)):
        return
    node = observer.graph.current(site.place)
    if told and isinstance(site.node, ast.Call) and isinstance(site.node.func, ast.Attribute):
        given = given[:1]  # what is put in the gaps is not filled by that
    reached: set[int] = set()
    for operand in given:
        if operand.record is not None:
            reached |= _nodes(observer, site, node, operand.record, told=told)
    if not told and made is not None and made.record is not None:
        reached.update(*(made.record.columns or {}).values())
    behind = observer.graph.values_behind(reached - {node})
    for known in observer.gaps:
        asking = observer.code.sites[known.gap.site]
        inside = asking.place == site.place and _is_inside(asking.node, site.node)
        if known.can_be_filled:
            known.found.difference_update(known.found.copy() if inside else behind)


def found_gaps(observer: Observer) -> tuple[Gap, ...]:
    """Return the look-ups, with what of them the notebook does not fill."""
    return tuple(replace(known.gap, found=tuple(sorted(known.found))) for known in observer.gaps)


def _nodes(observer: Observer, site: Site, node: int, record: Record, *, told: bool) -> set[int]:
    """Return what the values stand on that an operation looks at."""
    if record.columns is None:
        return set(record.all_nodes() | record.origins if node not in record.nodes else record.origins)
    if not told or call_name(site.node) in _LOOKING:
        return set() if told else observer.graph.values_of(node, site.id)
    named = _named_columns(site.node)
    return {n for column, nodes in record.columns.items() if named is None or column in named for n in nodes}


def _named_columns(node: ast.expr) -> set[Any] | None:
    """Return the columns that `fillna({"age": 0})` or `dropna(subset=["age"])` is about; None for all."""
    match node:
        case ast.Call(args=[ast.Dict(keys=keys)]):
            named: Iterable[ast.expr | None] = keys
        case ast.Call(keywords=[ast.keyword(arg="value", value=ast.Dict(keys=keys)), *_]):
            named = keys
        case ast.Call(keywords=[ast.keyword(arg="subset", value=ast.List(elts=elements)), *_]):
            named = elements
        case _:
            return None
    return {part.value for part in named if isinstance(part, ast.Constant)}


def _is_table_of_rows(observer: Observer, operand: Carried) -> bool:
    """Whether an operand is the same for all requests, and was made of rows, or loaded as a table of others."""
    if operand.record is not None or isinstance(operand.full, str | int | float | Counter):
        return False
    if isinstance(operand.full, dict) and type(operand.full) is not dict and hasattr(operand.full, "__missing__"):
        return False  # it says itself what becomes of other keys
    return observer.is_of_rows(operand.full) or observer.registry.find(operand.full) is not None


def _joins_unknown(operation: Operation, full: Any) -> bool:
    """Whether a join has found something for each row, and its keys cannot be looked at."""
    if not is_join(operation, full):
        return False
    how = next((k.value for k in operation.site.node.keywords if k.arg == "how"), None)  # type: ignore[attr-defined]
    if isinstance(how, ast.Constant) and how.value == "cross":
        return False
    before = {c for o in operation.operands if isinstance(o.full, pd.DataFrame) and o.record for c in o.full.columns}
    new = [c for c in full.columns if c not in before]
    return bool(new) and not full[new].isna().any(axis=None)


def listed_values(
    observer: Observer, operation: Operation, looks: list[tuple[Any, Any]], flagged: Sequence[Any] | None = None
) -> Closed | None:
    """Return what a request may hold, if all that is looked at is one column as it was loaded.

    Args:
        observer: the memory of the run.
        operation: what looks.
        looks: which values it looks at, and which of them it knows.
        flagged: for flags, the values that have one: whatever else was loaded is known, too, to have none.
    """
    rows = next((o.record.rows for o in operation.operands if o.record is not None and o.record.rows), None)
    if (
        rows is None
        or not looks
        or any(look[0] is not looks[0][0] and not same(look[0], looks[0][0]) for look in looks[1:])
    ):
        return None
    values, seen = looks[0]
    known = seen.categories if isinstance(seen, pd.CategoricalDtype) else seen
    if not isinstance(values, pd.Series) or isinstance(known, dict) or len(values) != len(rows.ids):
        return None
    if flagged is not None:
        loaded = whole_column(observer, values.name, rows)
        kinds = tuple({type(value) for value in known})
        known = [*known, *(loaded if loaded is not None else ()), *(v for v in flagged if isinstance(v, kinds))]
    listed = loaded_values(observer, values.name, values, rows, pd.Series(list(known)).dropna().unique())
    return Closed(node=operation.node, column=str(values.name), values=listed) if listed else None


def _named(site: Site, operands: list[Carried]) -> Iterator[Any]:
    """Yield what an operation does by itself: the syntax of it and of its lambdas, objects that it asks."""
    yield site.body
    yield from (part for part in site.operands if isinstance(part, ast.Lambda))
    yield from (o.full for o in operands if o.record is None)


def _fills(part: Any, observer: Observer) -> bool:
    """Whether a text, a function or an estimator fills or looks at gaps."""
    if isinstance(part, ast.AST):
        names = {p.attr if isinstance(p, ast.Attribute) else p.id for p in ast.walk(part) if _is_name(p)}  # type: ignore[attr-defined]
        return bool(names & _FILLING) or any(_mentioned(observer.environment.get(name)) & _FILLING for name in names)
    if hasattr(part, "get_params"):
        return "Imputer" in f"{type(part).__name__} {part.get_params()!r}"
    is_own = getattr(type(part), "__module__", "") == "__main__"
    methods = vars(type(part)).values() if is_own else ()
    return any(_mentioned(method) & _FILLING for method in (part, *methods))


def _is_name(part: ast.AST) -> bool:
    return isinstance(part, ast.Attribute | ast.Name)


def _mentioned(function: Any) -> set[str]:
    """Return the names that a function of the notebook mentions."""
    pending, names = [getattr(function, "__code__", None)], set[str]()
    while pending:
        code = pending.pop()
        if isinstance(code, CodeType):
            names |= {*code.co_names}
            pending += code.co_consts
    return names


def _mentions_missing(node: ast.expr) -> bool:
    """Whether `replace(np.nan, 0)` is about missing values."""
    named = (p.attr if isinstance(p, ast.Attribute) else p.id for p in ast.walk(node) if _is_name(p))  # type: ignore[attr-defined]
    return any(name in {"nan", "NaN", "NA", "NaT"} for name in named)


def _is_inside(inner: ast.expr, outer: ast.expr) -> bool:
    first, last = (outer.lineno, outer.col_offset), (outer.end_lineno or 0, outer.end_col_offset or 0)
    return first <= (inner.lineno, inner.col_offset) and (inner.end_lineno or 0, inner.end_col_offset or 0) <= last
