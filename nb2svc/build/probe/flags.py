"""Flags for values that the training rows held, each compared with a column: another value would get none of them.

for s in df["street"].unique(): X["is_" + s] = df["street"] == s
pd.DataFrame({s: df["street"] == s for s in df["street"].value_counts().index[:10]})

Of the second a street that is rare has no flag either, but a street that training never saw is another matter.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.probe.gaps import listed_values
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.proofs import of_own_rows, prove_look
from nb2svc.build.probe.records import Carried, OpenGap
from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.compared import COMPARED_INSIDE, asked_by, compared_parts, flagged_by, is_flag
from nb2svc.compiler.trace import Decision, Gap

__all__ = ["note_flags", "note_loop_over_values"]


def note_loop_over_values(observer: Observer, place_id: str, items: Carried) -> None:
    """Note that a loop goes over values that were taken from the rows."""
    if items.record is None and observer.is_of_rows(items.full):
        is_spent = isinstance(items.full, Iterator)  # what can be gone through once is left to the notebook
        values = [] if is_spent else [part for item in items.full for part in (item if _is_pair(item) else (item,))]
        observer.value_loops.setdefault(place_id, []).extend(values)


def _is_pair(item: Any) -> bool:
    return isinstance(item, tuple)


def note_flags(observer: Observer, operation: Operation, result: Carried) -> None:
    """Note which values training saw, if an operation gives rows flags for some of them."""
    rule = _rule(observer, operation)
    if rule is None or result.record is None:
        return
    stands_on = frozenset[int]().union(*(o.record.origins for o in operation.operands if o.record is not None))
    before = observer.flags.get((operation.site.id, stands_on)) if is_flag(operation.site.node) else None
    if before is not None:  # in an earlier round of the loop, of the same column
        known, seen, key = before
        known.found.add(operation.node)
        observer.graph.hold(key, seen, operation.place, operation.node)
        return
    look = prove_look(rule, of_own_rows(operation), observer.environment)
    if look is None:
        return
    key = observer.hole_key(operation.site, "known", "seen")
    observer.graph.hold(key, look.frozen["seen"], operation.place, operation.node)
    gap = Gap(
        site=operation.site.id,
        node=operation.node,
        found=(),
        decision=Decision(action="rewrite", captures={"seen": key}, rule=rule),
        closed=listed_values(observer, operation, look.looks, flagged=_flagged(observer, operation)),
    )
    open_gap = OpenGap(gap=gap, found={operation.node}, can_be_filled=_asks_table(observer, operation))
    observer.gaps.append(open_gap)
    observer.flags[operation.site.id, stands_on] = open_gap, look.frozen["seen"], key


def _flagged(observer: Observer, operation: Operation) -> list[Any]:
    """Return the values that have a flag, as far as that is known; they may have been taken from another part."""
    of_loops = [v for place, _ in operation.place.loops for v in observer.value_loops.get(place, ())]
    lists = [o.full for o in operation.operands if o.record is None and observer.is_of_rows(o.full)]
    return of_loops + [v for each in lists if isinstance(each, list | set | np.ndarray | pd.Index) for v in each]


def _asks_table(observer: Observer, operation: Operation) -> bool:
    """Whether a table is asked, which gives nothing for other keys, and not a flag for each value."""
    node = operation.site.node
    function = _function(observer, node.args[0]) if isinstance(node, ast.Call) and node.args else None
    parts = [*ast.walk(node), *(ast.walk(function) if function is not None else ())]
    return any(call_name(part) == "get" for part in parts if isinstance(part, ast.expr))


def _rule(observer: Observer, operation: Operation) -> str | None:
    node = operation.site.node
    if is_flag(node):
        return _compared(observer, operation)
    parts = compared_parts(node)
    if parts is not None:
        return COMPARED_INSIDE if _goes_over_values(observer, operation, parts[1]) else None
    if call_name(node) in {"map", "apply"} and operation.operands and operation.operands[0].record is not None:
        assert isinstance(node, ast.Call)
        function = _function(observer, node.args[0]) if node.args else None
        return _rule_of_function(observer, operation, function) if function is not None else None
    return None


def _function(observer: Observer, node: ast.expr) -> ast.Lambda | ast.FunctionDef | None:
    """Return the text of a function: a lambda, or one of the notebook that is called by name."""
    if isinstance(node, ast.Lambda):
        return node
    parts = (part for cell in observer.code.cells.values() for part in cell.body) if isinstance(node, ast.Name) else ()
    found = [p for p in parts if isinstance(p, ast.FunctionDef) and isinstance(node, ast.Name) and p.name == node.id]
    return found[-1] if found else None


def _rule_of_function(observer: Observer, operation: Operation, function: ast.Lambda | ast.FunctionDef) -> str | None:
    """Return the rule of a function of each value or row that asks a table of rows, or gives flags for their values."""
    is_frame = isinstance(operation.operands[0].full, pd.DataFrame)
    table, column = asked_by(function)
    if table and observer.is_of_rows(observer.environment.get(table)):
        of_rows = isinstance(function, ast.Lambda) and is_frame and column
        return "compared-rows-known" if of_rows else None if is_frame or column else "compared-lambda-known"
    of_values = flagged_by(function) and any(observer.is_of_rows(value) for value in _read_by(observer, function))
    return "compared-lambda-known" if of_values and not is_frame else None


def _read_by(observer: Observer, function: ast.AST) -> list[Any]:
    """Return the values of the variables that a function in the text reads."""
    names = {part.id for part in ast.walk(function) if isinstance(part, ast.Name)}
    return [observer.environment[name] for name in sorted(names) if name in observer.environment]


def _compared(observer: Observer, operation: Operation) -> str | None:
    """Return the rule of a comparison with what a loop over values of the rows has just come to."""
    node, operands = operation.site.node, operation.operands
    loops = [names for place, names in operation.place.loops if place in observer.value_loops]
    with_rows = [i for i, o in enumerate(operands) if o.record is not None and o.record.kind == "rows"]
    if len(with_rows) != 1:
        return None
    rows = operands[with_rows[0]]
    names = {slot.name for slot in operation.site.slots} & {name for each in loops for name in each}
    values = [operands[i].full for i, slot in enumerate(operation.site.slots) if slot.name in names]
    others = [o.full for o in operands if o.record is None and observer.is_of_rows(o.full)]
    is_broadcast = any(isinstance(value, np.ndarray | pd.Index) for value in others)
    if not is_broadcast and not any(_holds(rows.full, value) for value in values):
        return None
    if not isinstance(node, ast.Compare):
        return "compared-method-known"
    is_left = node.left is operation.site.operands[with_rows[0]]
    return "compared-left-known" if is_left else "compared-right-known"


def _holds(values: Any, value: Any) -> bool:
    """Whether a column holds a value: it is one of its own."""
    try:
        return bool((values == value).any())
    except (TypeError, ValueError, AttributeError):
        return False


def _goes_over_values(observer: Observer, operation: Operation, name: str) -> bool:
    """Whether a comprehension goes over values that were taken from the rows under a name, or asks a table of them."""
    given = dict(zip(operation.site.parameters, operation.operands, strict=True))
    read = {name}
    for part in ast.walk(operation.site.body):
        if isinstance(part, ast.comprehension) and any(
            isinstance(n, ast.Name) and n.id == name for n in ast.walk(part.target)
        ):
            read |= {n.id for n in ast.walk(part.iter) if isinstance(n, ast.Name)}
    return any(given[n].record is None and observer.is_of_rows(given[n].full) for n in read & given.keys())
