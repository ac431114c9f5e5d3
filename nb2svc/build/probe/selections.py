"""Some of the rows: masks, filters and splits. A choice of training rows is, at serve time, all rows of the request."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.columns import column_nodes, deciding_nodes
from nb2svc.build.probe.experiment import EMPTY, compile_lambda, is_selection, try_shadows
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.put_together import taken_from
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.results import leaking_result
from nb2svc.build.probe.rows import all_rows, picked_by_position
from nb2svc.compiler.operations import CHOICES, call_name, split_operand
from nb2svc.compiler.sites import Site, site_of
from nb2svc.compiler.trace import Decision

__all__ = [
    "deal_rows",
    "is_decided_by_others",
    "picked_by_name",
    "select_rows",
    "select_training_rows",
    "selected_rows",
]

_ROW_ACCESS: Final = frozenset({"_iLocIndexer", "_LocIndexer"})


def selected_rows(operation: Operation, full: Any) -> tuple[int, np.ndarray] | None:
    """Return the position of the operand of which the result is some rows, and which."""
    for position, operand in enumerate(operation.operands):
        source = _accessed(operand)
        ids = is_selection(full, source)
        if ids is not None and source.record and source.record.rows:
            if np.array_equal(ids, source.record.rows.ids):
                continue
            return position, ids
    picked = picked_by_position(operation.site, operation.function, operation.operands, full)
    return None if picked is None else (0, picked)


def select_rows(observer: Observer, operation: Operation, full: Any, position: int, ids: np.ndarray) -> Carried:
    """A selection of rows: at serve time it is all rows of the request."""
    node, site = operation.node, operation.site
    operand = _accessed(operation.operands[position])
    record = all_rows(operand, ids, node)
    record.sources = taken_from(operand)
    assert operand.record is not None
    captures = {"": str(position)}
    nodes = structure = frozenset[int]()
    if not _is_as_wide(full, operand.full):  # columns are picked, too
        picked = _without_row_choice(observer, operation, position, full)
        if picked is None:
            return leaking_result(observer, operation, full)
        captures["rows"] = ":"
        function, record.shadows = picked
        is_accessed = operand is not operation.operands[position]
        stands_on = ([operand], lambda *_: None) if is_accessed else (operation.operands, function)
        nodes, structure, record.columns = column_nodes(node, stands_on[1], stands_on[0], record.shadows[0])
    observer.graph.decide(site.id, Decision(action="select", captures=captures))
    observer.graph.retract(node, site, position)
    observer.graph.depend(node, operand.record, site.id)
    observer.graph.use(node, nodes, structure, site.id)
    return Carried(full=full, record=record)


def _accessed(operand: Carried) -> Carried:
    """Return the frame itself for `df.loc` and `df.iloc`."""
    record = operand.record
    is_access = record is not None and record.base is not None and type(operand.full).__name__ in _ROW_ACCESS
    return record.base if is_access and record is not None and record.base is not None else operand


def _is_as_wide(full: Any, source: Any) -> bool:
    if isinstance(full, pd.DataFrame) and isinstance(source, pd.DataFrame):
        return list(full.columns) == list(source.columns)
    return type(full) is type(source) and getattr(full, "shape", (0,))[1:] == getattr(source, "shape", (0,))[1:]


def _without_row_choice(
    observer: Observer, operation: Operation, position: int, full: Any
) -> tuple[Callable[..., Any], list[Any]] | None:
    """Return `df.loc[rows, columns]` with `:` for the rows, and its results on the samples; None if it is no such."""
    body = operation.site.body
    match body:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Tuple(elts=[_, columns])) if (
            name == operation.site.parameters[position]
        ):
            everything = ast.Subscript(body.value, ast.Tuple([ast.Slice(), columns], ast.Load()), ast.Load())
        case _:
            return None
    function = compile_lambda(operation.site.parameters, everything, observer.environment)
    shadows = try_shadows(function, operation.operands)
    usable = [s for s in shadows if s is not EMPTY]
    if any(type(s) is not type(full) or s.shape[1:] != full.shape[1:] for s in usable):
        return None
    return function, shadows


def is_decided_by_others(observer: Observer, operation: Operation) -> bool:
    """Whether which rows stay is a matter of the other rows, as for doubles: that chooses training rows.

    A request has no such others: its rows stay, and what was held against the mask is forgotten.
    """
    if call_name(operation.site.node) in CHOICES:
        return True
    if not (isinstance(operation.site.node, ast.Subscript) and len(operation.operands) == 2 and _is_mask(operation)):
        return False
    cell_id, leaks = operation.site.id.split(":")[0], observer.graph.leaks
    inside = {site_of(cell_id, part) for part in ast.walk(operation.site.node) if isinstance(part, ast.expr)}
    if operation.node in leaks and leaks[operation.node].site in inside & observer.around:
        del leaks[operation.node]
        return True
    masks = [o.record for o in operation.operands[1:] if o.record is not None]
    return any(n in leaks and leaks[n].site in observer.around for mask in masks for n in mask.nodes)


def _is_mask(operation: Operation) -> bool:
    frame, mask = operation.operands
    dtype = getattr(mask.full, "dtype", None)
    return frame.record is not None and mask.record is not None and dtype is not None and dtype.kind == "b"


def select_training_rows(observer: Observer, operation: Operation, full: Any, ids: np.ndarray) -> Carried:
    """Rows that only training leaves out: a request keeps all of its own."""
    node = operation.node
    nodes = deciding_nodes(operation.function, operation.operands) - {node}
    chosen = select_rows(observer, operation, full, 0, ids)
    observer.graph.choose(node, operation.site, 0, nodes, training_only=True)
    return chosen


def deal_rows(observer: Observer, operation: Operation, full: Sequence[Any], ids: Sequence[np.ndarray]) -> Carried:
    """`train_test_split` or a resampling: each part is, at serve time, all rows of what it was made of.

    Args:
        observer: the memory of the run.
        operation: the call.
        full: its parts.
        ids: the rows of the parts, in turn.
    """
    observer.graph.forget_beside_parts(operation.node, operation.site)
    observer.graph.decide(operation.site.id, Decision(action="select"))
    elements = []
    for i, part in enumerate(full):
        position = split_operand(operation.site.node, i) or 0
        operand = operation.operands[position]
        if operand.record is None or operand.record.kind != "rows":
            elements.append(Carried(full=part))
            continue
        own = observer.graph.add(operation.place.id)
        observer.graph.depend(own, operand.record)
        observer.graph.parts[own] = (i, position)
        dealt = all_rows(operand, ids[i % len(ids)], own)
        dealt.sources = taken_from(operand)
        elements.append(Carried(full=part, record=dealt))
    keys = tuple(range(len(elements)))
    record = Record(kind="container", shadows=[], nodes=frozenset(), elements=tuple(elements), keys=keys)
    return Carried(full=full, record=record)


def picked_by_name(site: Site, full: Any) -> Decision | None:
    """Return the decision for `df.iloc[:, [2, 3]]`: the columns that stand there in training, by their names."""
    match site.node:
        case ast.Subscript(value=ast.Attribute(attr="iloc"), slice=ast.Tuple(elts=[ast.Slice() as rows, _])):
            if rows.lower is not None or rows.upper is not None or rows.step is not None:
                return None
            names = list(full.columns) if isinstance(full, pd.DataFrame) else getattr(full, "name", None)
            held = names if isinstance(names, list) else [names]
            if not all(isinstance(name, str) for name in held) or len(set(held)) < len(held):
                return None
            return Decision(action="pick", rule=repr(names))
        case _:
            return None
