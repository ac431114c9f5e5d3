"""Tuples, lists and dicts that hold values with rows: their elements are told apart, and picked again."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.probe.beside import Apart, open_views, tell_labels_apart
from nb2svc.build.probe.closed import UNTOLD, know_values
from nb2svc.build.probe.columns import column_nodes, whole_nodes
from nb2svc.build.probe.experiment import EMPTY, align, try_shadows
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.proofs import note_rewrite, prove_rewrite
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.reindexed import widen_encoding
from nb2svc.build.probe.results import leaking_result
from nb2svc.build.probe.rows import has_row_count, is_size, shadow_counts
from nb2svc.build.probe.tables import orders_of
from nb2svc.build.probe.values import has_rows, same
from nb2svc.compiler.sites import Place
from nb2svc.compiler.trace import Decision

__all__ = [
    "change_container",
    "container_result",
    "frames_under_one_name",
    "is_list_of_rows",
    "is_side_by_side",
    "lists_frames",
    "looked_through",
    "picked_element",
    "side_by_side",
]


def container_result(
    observer: Observer,
    operation: Operation,
    full: tuple[Any, ...] | list[Any] | dict[Any, Any],
    shadows: list[Any],
) -> Carried:
    """A tuple, a dict, a list of what several models say: its elements are classified one by one."""
    site, node = operation.site, operation.node
    keys = tuple(full) if isinstance(full, dict) else tuple(range(len(full)))
    proven = None
    if not _is_container_of_rows(full, shadows, operation.operands):
        proven = prove_rewrite(operation, full, observer.environment)
    used = operation.operands
    if proven is not None:
        proven = know_values(observer, operation, proven, full)
        if proven is None:
            observer.graph.leak(node, site.id, UNTOLD)
            return observer.freeze(site, full)
        used, shadows = note_rewrite(observer, operation, proven), proven.shadows
        operation = replace(operation, function=proven.function, operands=proven.operands)
    elif not all(s is EMPTY or (type(s) is type(full) and len(s) == len(full)) for s in shadows):
        return observer.freeze(site, full)
    parts = {key: [s if s is EMPTY else s[key] for s in shadows] for key in keys}
    elements = _elements(observer, operation, full, parts)
    for element in elements:  # a loop over them finds them again
        is_new = isinstance(element.full, pd.DataFrame) and observer.registry.find(element.full) is None
        if is_new and element.record is not None:
            observer.registry.put(element.full, element.record)
    if all(e.record is None for e in elements):
        return observer.freeze(site, full)
    if proven is None:
        observer.graph.decide(site.id, Decision(action="row"))
        widen_encoding(observer, operation, full, shadows)
    observer.use(operation.place, used, frozenset(), site=operation.site.id)
    record = Record(kind="container", shadows=shadows, nodes=frozenset({node}), elements=tuple(elements), keys=keys)
    return Carried(full=full, record=record)


def _elements(observer: Observer, operation: Operation, full: Any, parts: dict[Any, list[Any]]) -> list[Carried]:
    """Return what is known of each element; not all of what a helper gives notices the labels that it is given."""
    keys, node = tuple(parts), operation.node
    opened, sources, views = open_views(operation.function, operation.operands)
    apart = tell_labels_apart(observer, opened, sources, lambda given: {str(key): given[key] for key in keys})
    if apart is None:
        own = _handed_on(observer, operation, sources, parts)
        if own:
            observer.use(operation.place, [], frozenset(), views, site=operation.site.id)
        read = _read_together(operation, full, parts)
        return [_element_of(observer, operation, full[key], parts[key], own.get(key), read) for key in keys]
    observer.use(operation.place, [], frozenset(), views, site=operation.site.id)
    observer.graph.expect(node, operation.site.id, apart.labels)
    blind = replace(operation, operands=apart.operands)
    elements = [_element_of(observer, blind, full[key], parts[key]) for key in keys]
    return [_by_itself(observer, operation, e, apart, str(key)) for key, e in zip(keys, elements, strict=True)]


def _read_together(
    operation: Operation, full: Any, parts: dict[Any, list[Any]]
) -> tuple[frozenset[int], frozenset[int]] | None:
    """Return what columns in a dict or a list stand on, all together; None if something else is among them."""
    first = {key: own[0] for key, own in parts.items()}
    if isinstance(full, tuple) or not all(isinstance(v, pd.Series | np.ndarray) for v in first.values()):
        return None

    def by_key(*values: Any) -> dict[Any, Any]:
        made = operation.function(*values)
        return {key: made[key] for key in parts}

    return whole_nodes(by_key, operation.operands, first)


def _handed_on(
    observer: Observer, operation: Operation, sources: list[Carried], parts: dict[Any, list[Any]]
) -> dict[Any, int]:
    """Return the elements that only are what a view is made of, with a node for each: `xb, yb = next(iter(loader))`."""
    origins = {id(s.record.shadows): s.record for s in sources if s.record is not None and s.record.kind == "rows"}
    if len(origins) < 2 or any(r.columns is not None for r in origins.values()):
        return {}
    found: dict[Any, int] = {}
    for key, shadows in parts.items():
        same_as = [r for r in origins.values() if all(map(_is_same, r.shadows, shadows))]
        if len(same_as) == 1:
            found[key] = observer.graph.add(operation.place.id, frozenset({operation.node}))
            observer.graph.use(found[key], same_as[0].all_nodes())
            observer.graph.elements.add(found[key])
    nodes = (r.all_nodes() for r in origins.values())
    observer.graph.expect(operation.node, operation.site.id, frozenset[int]().union(*nodes))
    return found


def _is_same(left: Any, right: Any) -> bool:
    return left is right or (has_rows(left) and type(left) is type(right) and same(left, right))


def _by_itself(observer: Observer, operation: Operation, element: Carried, apart: Apart, name: str) -> Carried:
    """Return an element with a node of its own: it stands on those labels that it notices, or on nothing else."""
    if element.record is None or element.record.kind != "rows":
        return element
    labels = apart.reads[name]
    deps = labels if name in apart.only else labels | {operation.node}
    own = observer.graph.add(operation.place.id, deps)
    observer.graph.elements.add(own)
    return replace(element, record=replace(element.record, nodes=frozenset({own})))


def _is_container_of_rows(full: Any, shadows: list[Any], operands: list[Carried]) -> bool:
    """Whether a tuple needs no rule: what it holds of rows is the same on the samples."""
    if isinstance(full, dict):
        return True
    if not all(s is EMPTY or (isinstance(s, tuple) and len(s) == len(full)) for s in shadows):
        return False
    parts = [(value, [s if s is EMPTY else s[i] for s in shadows]) for i, value in enumerate(full)]
    return all(align(v, own, operands) for v, own in parts if has_rows(v) and has_row_count(v, operands))


def _element_of(
    observer: Observer,
    operation: Operation,
    value: Any,
    parts: list[Any],
    handed_on: int | None = None,
    read: tuple[frozenset[int], frozenset[int]] | None = None,
) -> Carried:
    node, operands = operation.node, operation.operands
    aligned = align(value, parts, operands) if has_rows(value) else None
    if aligned is not None and aligned.order == "kept":
        columns = None
        if handed_on is None:
            nodes, structure, columns = (
                column_nodes(node, lambda *_: None, operands, parts[0]) if read is None else (*read, None)
            )
            observer.use(operation.place, operands, nodes, structure, site=operation.site.id)
        record = Record(
            kind="rows",
            shadows=parts,
            nodes=frozenset({node if handed_on is None else handed_on}),
            rows=aligned.rows,
            shadow_rows=aligned.shadow_rows,
            columns=columns,
        )
        return Carried(full=value, record=record)
    if is_size(value, operands) and parts in shadow_counts(operands):
        observer.use(operation.place, operands, operation.structure(), site=operation.site.id)
        return Carried(full=value, record=Record(kind="size", shadows=parts, nodes=frozenset({node})))
    if has_rows(value) and has_row_count(value, operands):
        return leaking_result(observer, operation, value)
    return Carried(full=value)


def is_list_of_rows(full: Any, operands: list[Carried]) -> bool:
    """Whether a list holds values with one entry per row each, as `[m.predict(X) for m in models]` does."""
    if not isinstance(full, list) or not full or has_row_count(full, operands):
        return False
    return all(has_row_count(value, operands) for value in full)


def picked_element(observer: Observer, operation: Operation, full: Any) -> Carried | None:
    """Return the element that `pair[0]` picks, where the elements of the pair are told apart."""
    record = operation.operands[0].record if operation.operands else None
    if record is None or not record.keys:
        return None
    match operation.site.node:
        case ast.Subscript(slice=ast.Constant(value=key)) | ast.Attribute(attr=key):
            pass
        case ast.Subscript() if len(operation.operands) > 1 and isinstance(operation.operands[1].full, str | int):
            key = operation.operands[1].full
        case _:
            return None
    if key not in record.keys:
        return None
    element = record.elements[record.keys.index(key)]
    if element.full is not full:
        return None  # something else has been put in its place
    known = observer.registry.find(full)  # it may have changed since, in a loop over `data.items()`
    if element.record is None or known is None or known.kind != "rows":
        return element
    return replace(element, record=replace(known, nodes=known.nodes | element.record.nodes))


def looked_through(observer: Observer, operation: Operation, full: Any) -> Carried | None:
    """Return `data.items()` and `data.values()` of a dict whose elements are told apart, for a loop over them."""
    operand = operation.operands[0] if operation.operands else None
    record = operand.record if operand is not None else None
    if record is None or not record.elements or not isinstance(full, type({}.items()) | type({}.values())):
        return None
    observer.graph.decide(operation.site.id, Decision(action="row"))
    nodes = record.nodes | {operation.node}
    return Carried(full=full, record=Record(kind="container", shadows=[], nodes=nodes, elements=record.elements))


def change_container(observer: Observer, place: Place, record: Record, key: Any, value: Carried | None) -> None:
    """Follow `data["test"] = ...`, or another change of what holds values with rows.

    Args:
        observer: the memory of the run.
        place: the statement.
        record: what is known of the container.
        key: which of its elements is another one now.
        value: that; None if nothing certain is known.
    """
    node = observer.graph.current(place.id)
    if value is None or value.record is None or value.record.kind != "rows":
        base = next((e for e in record.elements if e.record is not None), None)
        record.kind, record.base, record.elements, record.keys = "view", record.base or base, (), ()
        return
    element = replace(value, record=replace(value.record, nodes=value.record.nodes | {node}))
    if isinstance(value.full, pd.DataFrame):
        assert element.record is not None
        observer.registry.put(value.full, element.record)
    elements = dict(zip(record.keys, record.elements, strict=True)) | {key: element}
    record.keys, record.elements = tuple(elements), tuple(elements.values())


def is_side_by_side(operation: Operation, full: Any) -> bool:
    """Whether the expression is `[train, test]`: tables side by side."""
    if not isinstance(operation.site.node, ast.List | ast.Tuple) or len(full) != len(operation.operands):
        return False
    return all(
        value is o.full and o.record is not None and o.record.kind == "rows" and isinstance(value, pd.DataFrame)
        for value, o in zip(full, operation.operands, strict=True)
    )


def side_by_side(observer: Observer, operation: Operation, full: Any) -> Carried:
    """Tables side by side: each goes on by itself, and those that no answer needs are left out of the text."""
    observer.graph.decide(operation.site.id, Decision(action="row"))
    shown = observer.graph.displays.setdefault(operation.site.id, [set() for _ in operation.operands])
    for nodes, operand in zip(shown, operation.operands, strict=True):
        assert operand.record is not None
        nodes.update(operand.record.nodes)
    shadows: list[Any] = []
    if len(orders_of(operation.operands)) == 1:
        shadows = try_shadows(operation.function, operation.operands)
    return _list_of_operands(operation, full, shadows)


def lists_frames(operation: Operation) -> bool:
    """Whether the operation is `[train, test]`: frames under one name, to be changed in a loop."""
    match operation.site.node:
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return len(operation.operands) == len(parts) > 0 and all(
                isinstance(o.full, pd.DataFrame) for o in operation.operands
            )
        case _:
            return False


def frames_under_one_name(observer: Observer, operation: Operation, full: Any) -> Carried:
    """A list of frames stands on none of them: what is done to one of its members is done to that frame."""
    operands = operation.operands
    shadows = try_shadows(operation.function, operands)
    positions = ",".join(str(i) for i, o in enumerate(operands) if o.record is not None)
    observer.graph.decide(operation.site.id, Decision(action="members", captures={"": positions}))
    return _list_of_operands(operation, full, shadows)


def _list_of_operands(operation: Operation, full: Any, shadows: list[Any]) -> Carried:
    record = Record(
        kind="container",
        shadows=shadows,
        nodes=frozenset({operation.node}),
        elements=tuple(operation.operands),
        keys=tuple(range(len(operation.operands))),
    )
    return Carried(full=full, record=record)
