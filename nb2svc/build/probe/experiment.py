"""One operation, tried: the full values give the notebook's result, the samples show what a row needs.

Source of the method: binding-time analysis of partial evaluation, decided by experiment. Operands are replaced by the
samples' own values (shadows: what the service would have here), so what is compared is what will be served.
"""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.samples import Rows, undisturbed
from nb2svc.build.probe.values import count_rows, has_rows, same, take, torch_module
from nb2svc.compiler.sites import Site

__all__ = [
    "EMPTY",
    "FAILED",
    "Aligned",
    "agrees",
    "align",
    "bases",
    "compile_lambda",
    "is_selection",
    "isolate",
    "order_of",
    "try_shadows",
]

FAILED = object()  # what a sample gives where an operation raises
EMPTY = object()  # what it gives where a filter has dropped all its rows: nothing is asked of no rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """A result whose rows are known: the notebook's and each sample's."""

    rows: Rows
    shadow_rows: list[np.ndarray]
    order: str  # `kept`, `fewer` (rows vanished) or `moved`


def try_shadows(function: Callable[..., Any], operands: Sequence[Carried], samples: int | None = None) -> list[Any]:
    """Return what the operation gives on each sample (or the first `samples`); `FAILED` where it raises."""
    results = []
    if samples is None:
        samples = max((_count_samples(o.record) for o in operands if o.record is not None), default=0)
    with undisturbed():
        for k in range(samples):
            try:
                values = [o.record.shadows[k] if o.record is not None else _protected(o.full) for o in operands]
                lost = next((v for v in values if v is FAILED or v is EMPTY), None)
                results.append(function(*values) if lost is None else lost)
            except Exception:  # noqa: BLE001 - a sample that an operation refuses is an outcome of the experiment
                results.append(EMPTY if any(_has_no_rows(v) for v in values) else FAILED)
    return results


def _count_samples(record: Record) -> int:
    inside = (_count_samples(e.record) for e in record.elements if e.record is not None)
    return len(record.shadows) or max(inside, default=0)


def _has_no_rows(value: Any) -> bool:
    return has_rows(value) and count_rows(value) == 0


def isolate(
    site: Site, function: Callable[..., Any], environment: dict[str, Any], shared: Collection[int] = ()
) -> Callable[..., Any]:
    """Return an operation that leaves no trace, for experiments: helpers of the notebook may change what they reach.

    What a helper reads from the notebook is an operand of the operation, too: for the time of the call the notebook's
    variable holds the operand, so that a sample is computed from samples.

    Args:
        site: the operation.
        function: it, as a function of its operands.
        environment: the notebook's variables.
        shared: operands that the operation changes in place; the samples change in step.
    """
    names = [(i, slot.name) for i, slot in enumerate(site.slots) if slot.closure]
    if not site.calls_helper:
        return function

    def run(*values: Any) -> Any:
        own = [
            value if i in shared or _is_talked_through(site, value) else copy.deepcopy(value)
            for i, value in enumerate(values)
        ]
        before = {name: environment[name] for _, name in names if name in environment}
        environment.update({name: own[i] for i, name in names})
        try:
            return function(*own)
        finally:
            environment.update(before)

    return run


def _is_talked_through(site: Site, value: Any) -> bool:
    """Whether a look-up asks this object, an engine or a connection: there is one, and copies of it are of no use."""
    return site.looks_up and not has_rows(value) and not isinstance(value, list | dict | set)


def _protected(value: Any) -> Any:
    """Return a value that an experiment may use: some objects count what they see or draw from."""
    torch = torch_module()
    counts = isinstance(value, np.random.Generator | np.random.RandomState | random.Random)
    if torch is not None and hasattr(torch, "Generator") and isinstance(value, torch.Generator):
        return value.clone_state()
    if counts or (torch is not None and isinstance(value, torch.nn.Module) and value.training):
        return copy.deepcopy(value)
    return value


def align(full: Any, shadows: Sequence[Any], operands: Sequence[Carried]) -> Aligned | None:
    """Return which rows a result holds, if on every sample it equals what the full result holds for these rows."""
    if any(s is not EMPTY and (s is FAILED or not has_rows(s)) for s in shadows):
        return None
    for operand in bases(operands):
        record = operand.record
        assert record is not None
        for rows, shadow_rows in _hypotheses(full, shadows, operand, record):
            if agrees(full, shadows, rows, shadow_rows, record):
                return Aligned(rows=rows, shadow_rows=shadow_rows, order=order_of(record.shadow_rows, shadow_rows))
    return None


def bases(operands: Sequence[Carried]) -> list[Carried]:
    """Return the operands with rows, for views the values that they give access to, for tuples their elements."""
    direct = [o for o in operands if o.record is not None and o.record.kind == "rows" and o.record.rows is not None]
    behind = [o.record.base for o in operands if o.record is not None and o.record.base is not None]
    inside = [
        element
        for o in operands
        if o.record is not None
        for element in o.record.elements
        if element.record is not None and element.record.kind == "rows"
    ]
    return direct + behind + inside


def _hypotheses(
    full: Any, shadows: Sequence[Any], operand: Carried, record: Record
) -> list[tuple[Rows, list[np.ndarray]]]:
    """Return the ways in which the result's rows may belong to an operand's rows."""
    found: list[tuple[Rows, list[np.ndarray]]] = []
    assert record.rows is not None
    lengths = [len(ids) for ids in record.shadow_rows]
    counts = [0 if s is EMPTY else count_rows(s) for s in shadows]
    if count_rows(full) == len(record.rows.ids) and counts == lengths:
        found.append((record.rows, record.shadow_rows))
    picked = rows_by_index(full, operand.full, record.rows.ids)
    if picked is not None:
        parts = [
            ids[:0] if shadow is EMPTY else rows_by_index(shadow, own, ids)
            for shadow, own, ids in zip(shadows, record.shadows, record.shadow_rows, strict=True)
        ]
        if all(part is not None for part in parts):
            found.append((Rows(picked, record.rows.table), [part for part in parts if part is not None]))
    return found


def rows_by_index(result: Any, source: Any, ids: np.ndarray) -> np.ndarray | None:
    """Return the row ids of a pandas result through the labels it shares with the pandas value it came from."""
    labelled = pd.DataFrame | pd.Series
    if not isinstance(result, labelled) or not isinstance(source, labelled) or not source.index.is_unique:
        return None
    if result.index.nlevels != source.index.nlevels:
        return None
    positions = source.index.get_indexer(result.index)
    return None if (positions < 0).any() else ids[positions]


def agrees(full: Any, shadows: Sequence[Any], rows: Rows, shadow_rows: list[np.ndarray], operand: Record) -> bool:
    """Whether each sample holds exactly the rows it should, with the values of the full result.

    A row of the operand's sample is in the sample's result if and only if it is in the full result: `head(50)` keeps
    every single row and must not pass for a filter.
    """
    assert operand.rows is not None
    compared = together = 0
    for shadow, ids, before in zip(shadows, shadow_rows, operand.shadow_rows, strict=True):
        if shadow is EMPTY:
            continue
        known = before[operand.rows.positions(before) >= 0]
        if not np.array_equal(rows.positions(known) >= 0, np.isin(known, ids)):
            return False
        positions = rows.positions(ids)
        there = positions >= 0
        compared += int(there.sum())
        together += int(there.sum()) if len(ids) > 1 else 0
        if not same(take(full, positions[there]), take(shadow, np.flatnonzero(there))):
            return False
    # one picked row, alone, is whatever it is with others: then rows together are compared with the same rows alone
    if not together and not _are_consistent(shadows, shadow_rows):
        return False
    return compared > 0 or rows is operand.rows


def _are_consistent(shadows: Sequence[Any], shadow_rows: Sequence[np.ndarray]) -> bool:
    """Whether a row has the same values in each sample that holds it."""
    first: dict[int, tuple[Any, int]] = {}
    for shadow, ids in zip(shadows, shadow_rows, strict=True):
        for position, row in enumerate(() if shadow is EMPTY else ids.tolist()):
            other, at = first.setdefault(row, (shadow, position))
            if other is not shadow and not same(take(shadow, np.array([position])), take(other, np.array([at]))):
                return False
    return True


def order_of(before: Sequence[np.ndarray], after: Sequence[np.ndarray]) -> str:
    """Return what became of the rows of samples: `kept`, `fewer` or `moved`."""
    if all(np.array_equal(a, b) for a, b in zip(before, after, strict=True)):
        return "kept"
    if any(len(b) < len(a) for a, b in zip(before, after, strict=True)):
        return "fewer"
    return "moved"


def is_selection(full: Any, operand: Carried) -> np.ndarray | None:
    """Return the ids of the rows picked, if the result is some rows of the operand, unchanged."""
    record = operand.record
    if record is None or record.kind != "rows" or record.rows is None:
        return None
    ids = rows_by_index(full, operand.full, record.rows.ids)
    if ids is None:
        return None
    source = operand.full
    if isinstance(full, pd.DataFrame):
        if not isinstance(source, pd.DataFrame) or not set(full.columns) <= set(source.columns):
            return None
        source = source[list(full.columns)]
    elif isinstance(full, pd.Series) and isinstance(source, pd.DataFrame):
        if full.name not in source.columns:
            return None
        source = source[full.name]
    probe = np.linspace(0, len(ids) - 1, num=min(len(ids), 200), dtype=int) if len(ids) else np.array([], dtype=int)
    probe = probe[ids[probe] >= 0]
    positions = record.rows.positions(ids[probe])
    return ids if same(take(full, probe), take(source, positions)) else None


def compile_lambda(names: Sequence[str], body: ast.expr, environment: dict[str, Any]) -> Callable[..., Any]:
    """Return a variant of a notebook's expression as a function of its operands."""
    parameters = [ast.arg(arg=name) for name in names]
    arguments = ast.arguments(posonlyargs=[], args=parameters, kwonlyargs=[], kw_defaults=[], defaults=[])
    tree = ast.fix_missing_locations(ast.Expression(body=ast.Lambda(args=arguments, body=body)))
    made: Callable[..., Any] = eval(compile(tree, "<variant>", "eval"), environment)  # noqa: S307 - the user's own text
    return made
