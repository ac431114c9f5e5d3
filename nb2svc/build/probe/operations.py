"""What an operation with an operand that depends on rows gives: rows again, a view, a size, or a value to freeze."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import FunctionType
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.asked import is_asked, operate_on_request
from nb2svc.build.probe.columns import column_nodes, deciding_nodes
from nb2svc.build.probe.expectations import expected_columns
from nb2svc.build.probe.experiment import (
    EMPTY,
    Aligned,
    align,
    bases,
    compile_lambda,
    is_selection,
    isolate,
    try_shadows,
)
from nb2svc.build.probe.labels import with_own_labels
from nb2svc.build.probe.loops import goes_over_rows
from nb2svc.build.probe.modes import REMEDY, check_mode, training_reason
from nb2svc.build.probe.neighbours import looks_around
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.operation import Operation
from nb2svc.build.probe.proofs import Proven, drop_labels, prove_rewrite
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.rows import all_rows, is_size, picked_by_position, shadow_counts, union
from nb2svc.build.probe.samples import Rows
from nb2svc.build.probe.tables import join, narrow, orders_of, seen_from_one
from nb2svc.build.probe.targets import note_model, note_training
from nb2svc.build.probe.values import count_rows, has_rows, holds_batches, is_dataset, is_view, take
from nb2svc.build.probe.whole import changed_columns, has_changed, keep
from nb2svc.compiler.operations import (
    CHOICES,
    FIT_METHODS,
    FITTED_ROWS,
    ROW_ITERATORS,
    call_name,
    is_split,
    is_summary,
    removes_column,
)
from nb2svc.compiler.outside import is_outside
from nb2svc.compiler.rewrites import REWRITES
from nb2svc.compiler.sites import Site, site_of
from nb2svc.compiler.trace import Decision

__all__ = ["operate"]

ROW_ACCESS: Final = frozenset({"_iLocIndexer", "_LocIndexer"})
_DIFFER: Final = "one row or a few rows alone give other values than all rows together"


def operate(observer: Observer, site: Site, function: Callable[..., Any], operands: list[Carried]) -> Carried:
    """Run an operation on the full values and, if an operand depends on rows, on the samples."""
    if site.trains:
        return _train(observer, site, function, operands)
    kept = _keep_reachable(site, operands)
    full = _run_full(observer, site, function, operands)
    if isinstance(site.node, ast.Attribute) and site.node.attr in FITTED_ROWS and len(operands) > 1:
        return _relabel(observer, site, operands, full)
    if any(is_asked(o) for o in operands):
        others = [Carried(full=o.full) if is_asked(o) else o for o in operands]
        tried = isolate(site, function, observer.environment)
        if not _is_given_rows(site, operands) and not _belongs_to_rows(tried, full, others):
            return operate_on_request(observer, site, operands, full)
        operands = others  # a literal that only chooses how all rows are answered
    if all(o.record is None for o in operands):
        note_model(observer, full, operands)
        if is_outside("clock", site.node) or _is_about_frozen(site, full, operands):
            return observer.freeze(site, full)
        return Carried(full=full, captures=union(operands))
    place = observer.code.places[site.place]
    node = observer.graph.current(site.place)
    changed = [i for i, (before, _) in kept.items() if has_changed(before, operands[i].full)]
    tried = isolate(site, function, observer.environment, shared=changed)
    operation = Operation(site=site, place=place, function=tried, operands=operands, node=node)
    if changed and full is None:
        try_shadows(tried, operands)  # the samples change in step
        observer.graph.decide(site.id, Decision(action="row"))
        result = Carried(full=full)
    else:
        result = _settle(observer, operation, full)
    for i in changed:
        _follow_change(observer, operation, i, *kept[i])
    if result.record is not None:
        result = replace(result, record=narrow(result.record))
    return replace(result, site=site.id)


def _settle(observer: Observer, operation: Operation, full: Any) -> Carried:
    """Find out what the result is, after telling tables with rows of their own apart."""
    if _is_display(operation, full):
        return _display(observer, operation, full)
    if len(orders_of(operation.operands)) > 1:
        joined = join(observer, operation, full)
        if joined is not None:
            return joined
        operation = seen_from_one(observer, operation, full)
    return _classify(observer, operation, full)


def _is_display(operation: Operation, full: Any) -> bool:
    """Whether the expression is `[train, test]`: tables side by side."""
    if not isinstance(operation.site.node, ast.List | ast.Tuple) or len(full) != len(operation.operands):
        return False
    return all(
        value is o.full and o.record is not None and o.record.kind == "rows" and isinstance(value, pd.DataFrame)
        for value, o in zip(full, operation.operands, strict=True)
    )


def _display(observer: Observer, operation: Operation, full: Any) -> Carried:
    """Tables side by side: each goes on by itself, and those that no answer needs are left out of the text."""
    observer.graph.decide(operation.site.id, Decision(action="row"))
    shown = observer.graph.displays.setdefault(operation.site.id, [set() for _ in operation.operands])
    for nodes, operand in zip(shown, operation.operands, strict=True):
        assert operand.record is not None
        nodes.update(operand.record.nodes)
    shadows: list[Any] = []
    if len(orders_of(operation.operands)) == 1:
        shadows = try_shadows(operation.function, operation.operands)
    elements = tuple(operation.operands)
    record = Record(
        kind="container",
        shadows=shadows,
        nodes=frozenset({operation.node}),
        elements=elements,
        keys=tuple(range(len(elements))),
    )
    return Carried(full=full, record=record)


def _picked_by_name(site: Site, full: Any) -> Decision | None:
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


def _relabel(observer: Observer, site: Site, operands: list[Carried], full: Any) -> Carried:
    """What an estimator keeps of the rows it was fitted to, such as cluster labels: asked of it again for each row."""
    assert isinstance(site.node, ast.Attribute)
    estimator, rows = operands[:2]
    if rows.record is None or rows.record.kind != "rows" or estimator.record is not None:
        return Carried(full=full, captures=union(operands))
    place, node = observer.code.places[site.place], observer.graph.current(site.place)
    method = FITTED_ROWS[site.node.attr]

    def tried(fitted: Any, given: Any) -> Any:
        return getattr(fitted, method)(given)

    operation = Operation(site=site, place=place, function=tried, operands=[estimator, rows], node=node)
    shadows = try_shadows(tried, [estimator, rows])
    aligned = align(full, shadows, [rows])
    if aligned is None or aligned.order != "kept":
        kind = type(estimator.full).__name__
        reason = f"these belong to the rows that `{kind}` was fitted to, and it gives none for another row"
        return _leaking(observer, operation, full, reason)
    captures = {"estimator": next(iter(estimator.captures), "")}
    observer.graph.decide(site.id, Decision(action="relabel", captures=captures, rule=method))
    return _row_result(observer, operation, [estimator, rows], full, shadows, aligned)


def _train(observer: Observer, site: Site, function: Callable[..., Any], operands: list[Carried]) -> Carried:
    """Run a function of the notebook that trains: nothing is tried, what it gives is frozen."""
    full = function(*[o.full for o in operands])
    observer.use(observer.code.places[site.place], [], frozenset())
    note_training(observer, operands, full)
    return observer.freeze(site, full) if any(o.record for o in operands) else Carried(full=full)


def _is_given_rows(site: Site, operands: list[Carried]) -> bool:
    """Whether a function of the notebook is called with rows: the literals beside them only choose how it works."""
    if not site.calls_helper or not isinstance(site.node, ast.Call):
        return False
    given = zip(site.slots, operands, strict=True)
    return any(not slot.closure and o.record is not None and not is_asked(o) for slot, o in given)


def _belongs_to_rows(function: Callable[..., Any], full: Any, operands: list[Carried]) -> bool:
    """Whether a result belongs to the loaded rows."""
    if not _has_row_count(full, operands):
        return False
    return align(full, try_shadows(function, operands), operands) is not None


def _keep_reachable(site: Site, operands: list[Carried]) -> dict[int, tuple[Any, Any]]:
    """Return copies of the operands that an expression may change, and of their first sample.

    A helper may change its arguments, and `pop` changes what it pops from.
    """
    if not site.calls_helper and call_name(site.node) != "pop":
        return {}
    return {
        i: (keep(o.full), copy.deepcopy(o.record.shadows[0]))
        for i, o in enumerate(operands)
        if o.record is not None and o.record.kind == "rows"
    }


def _follow_change(observer: Observer, operation: Operation, position: int, before: Any, sample: Any) -> None:
    """An expression has changed an operand in place, and the samples with it: note what it stands on now."""
    operand = operation.operands[position]
    record = operand.record
    assert record is not None
    structure = observer.graph.add(operation.place.id)
    observer.graph.depend(structure, record)

    def change(*values: Any) -> Any:
        operation.function(*values)
        return values[position]

    old = Carried(full=None, record=replace(record, shadows=[sample]))
    tried = [old if i == position else o for i, o in enumerate(operation.operands)]
    nodes, frame, columns = column_nodes(operation.node, change, tried, record.shadows[0])
    observer.use(operation.place, operation.operands, nodes, frame, site=operation.site.id)
    if record.columns is not None and columns is not None and removes_column(operation.place.node) is None:
        gone = frozenset[int]().union(*(n for c, n in record.columns.items() if c not in columns))
        observer.graph.expect(structure, operation.site.id, gone)
    if columns is not None and isinstance(operand.full, pd.DataFrame):
        own = frozenset({operation.node})
        columns = {
            c: nodes | own if c in changed_columns(before, operand.full) else nodes for c, nodes in columns.items()
        }
    for known in (record, observer.registry.find(operand.full)):
        if known is not None and known.rows is not None:
            known.nodes |= {structure} if columns is not None else {structure, operation.node}
            known.columns = columns if known.columns is not None else None
    if count_rows(operand.full) != count_rows(before):
        observer.graph.leak(operation.node, operation.site.id, "a helper drops rows of its argument in place")


def _is_about_frozen(site: Site, full: Any, operands: list[Carried]) -> bool:
    """Whether an operation only takes something of a frozen value, as in `x.mode()[0]`: freeze that instead.

    Of a variable, a plain part: `bunch.target_names`, not the bunch with all its data.
    """
    captures = [key for operand in operands for key in operand.captures]
    if len(operands) != 1 or len(captures) != 1 or isinstance(site.node, ast.Lambda | ast.GeneratorExp):
        return False
    is_plain = isinstance(full, str | int | float | list | tuple | np.ndarray | pd.Index)
    is_part = isinstance(site.node, ast.Attribute) or (
        isinstance(site.node, ast.Subscript) and isinstance(site.node.slice, ast.Constant)
    )
    return captures[0].startswith("site:") or (is_part and is_plain and not _is_plain_table(operands[0].full))


def _is_plain_table(value: Any) -> bool:
    """Whether a value is a table of its own making, of which a part is no better to keep than the whole."""
    return type(value) in {dict, list, tuple} or has_rows(value)


def _run_full(observer: Observer, site: Site, function: Callable[..., Any], operands: list[Carried]) -> Any:
    """Run the operation for the notebook; a split deals our row ids along with the notebook's values."""
    values = [o.full for o in operands]
    dealt = next((o.record.rows for o in operands if o.record is not None and o.record.rows is not None), None)
    if not is_split(site.node) or dealt is None:
        return function(*values)
    *parts, first, second = _with_extra_argument(site, observer.environment)(*values, dealt.ids)
    observer.dealt = (first, second)
    return parts


def _classify(observer: Observer, operation: Operation, full: Any) -> Carried:
    """Find out what the result is; samples are only tried where it may be of rows."""
    site, operands = operation.site, operation.operands
    known = _told_by_syntax(observer, operation, full)
    if known is not None:
        return known
    # a function that a call makes keeps what it was made with, as a scaler does
    made = isinstance(site.node, ast.Call) and isinstance(full, FunctionType)
    if made or is_summary(site.node) or not (has_rows(full) or is_view(full) or is_size(full, operands)):
        note_model(observer, full, operands)
        return observer.freeze(site, full)
    if any(rule.always and rule.matches(site.node) for rule in REWRITES):
        return _rows(observer, operation, full, [])
    shadows = try_shadows(operation.function, operands)
    if is_size(full, operands):
        return _size(observer, operation, full, shadows)
    if isinstance(full, tuple | dict) or _is_list_of_rows(full, operands):
        return _container(observer, operation, full, shadows)
    if is_view(full) or _is_row_labels(operation):
        return _view(observer, operation, full, shadows)
    return _rows(observer, operation, full, shadows)


def _told_by_syntax(observer: Observer, operation: Operation, full: Any) -> Carried | None:
    """Return the result of an operation of which no sample needs to be tried: parts, lists of frames, fits."""
    element = _element(operation)
    if element is not None:
        observer.use(operation.place, [], operation.structure(), site=operation.site.id)
        return element if element.record is not None else observer.freeze(operation.site, full)
    if _lists_frames(operation):
        return _members(observer, operation, full)
    if type(full).__module__.split(".")[0] == "tqdm" and operation.operands[0].record is not None:
        return _unwrapped(observer, operation, full)
    if is_split(operation.site.node) and isinstance(full, list):
        return _split(observer, operation, full)
    if call_name(operation.site.node) in FIT_METHODS:
        observer.note_fit(full, operation.operands)
        return observer.freeze(operation.site, full)
    return _unlabelled(observer, operation, full) if is_dataset(full) else None


def _rows(observer: Observer, operation: Operation, full: Any, shadows: list[Any]) -> Carried:
    """A value that may have rows: as written, rewritten, a selection, frozen, or a leak, in this order."""
    site, operands = operation.site, operation.operands
    labelled, result = with_own_labels(operation.function, operands, full)
    selected = _selected(replace(operation, operands=list(labelled)), result)
    aligned = align(result, shadows, labelled) if shadows else None
    if (aligned is not None or selected is not None) and _is_decided_by_others(observer, operation):
        ids = selected[1] if selected is not None else aligned.rows.ids if aligned is not None else None
        assert ids is not None
        return _select_training_rows(observer, operation, full, ids)
    if aligned is not None and aligned.order == "kept" and _looks_around(observer, operation):
        return _leaking(observer, operation, full, "rows with other values than these would change each other")
    if aligned is not None and aligned.order != "moved":
        observer.graph.decide(site.id, _picked_by_name(site, full) or Decision(action="row"))
        return _row_result(observer, operation, operands, full, shadows, aligned)
    if aligned is not None and selected is not None:
        return _select(observer, operation, full, *selected)
    proven = _prove(observer, operation, full)
    if proven is not None and proven.aligned is not None:
        used = _rewrite(observer, operation, proven)
        rewritten = replace(operation, function=proven.function, operands=proven.operands)
        return _row_result(observer, rewritten, used, full, proven.shadows, proven.aligned)
    if selected is not None:
        return _select(observer, operation, full, *selected)
    if holds_batches(full, _row_count(operands)):
        return _view(observer, operation, full, shadows)
    if not _has_row_count(full, operands):
        return observer.freeze(site, full)
    return _leaking(observer, operation, full)


def _prove(observer: Observer, operation: Operation, full: Any) -> Proven | None:
    site, place, operands = operation.site, operation.place, operation.operands
    return prove_rewrite(site, place, full, operands, observer.environment)


def _rewrite(observer: Observer, operation: Operation, proven: Proven) -> list[Carried]:
    """Note what a rule makes of the operation; return the operands that are left, and the frozen values."""
    keys = {hole: observer.hole_key(operation.site, proven.hints[hole], hole) for hole in proven.frozen}
    observer.graph.decide(operation.site.id, Decision(action="rewrite", captures=keys, rule=proven.rule.name))
    frozen = [Carried(full=None, captures={keys[hole]: value}) for hole, value in proven.frozen.items()]
    return [o for i, o in enumerate(proven.operands) if i in proven.used] + frozen


def _looks_around(observer: Observer, operation: Operation) -> bool:
    """Whether rows look at each other although these rows do not show it."""
    if not operation.site.looks_around or operation.node in observer.graph.leaks:
        return False
    return looks_around(operation.function, operation.operands)


def _is_decided_by_others(observer: Observer, operation: Operation) -> bool:
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


def _select_training_rows(observer: Observer, operation: Operation, full: Any, ids: np.ndarray) -> Carried:
    node = operation.node
    nodes = deciding_nodes(operation.function, operation.operands) - {node}
    chosen = _select(observer, operation, full, 0, ids)
    observer.graph.choose(node, operation.site, 0, nodes, training_only=True)
    return chosen


def _row_result(
    observer: Observer, operation: Operation, used: list[Carried], full: Any, shadows: list[Any], aligned: Aligned
) -> Carried:
    node = operation.node
    if aligned.order == "fewer":
        _note_filter(observer, operation, aligned.rows)
    nodes, structure, columns = column_nodes(node, operation.function, operation.operands, shadows[0])
    observer.use(operation.place, used, nodes, structure, site=operation.site.id)
    _expect(observer, operation, shadows[0])
    if isinstance(operation.site.node, ast.Call):
        check_mode(observer, operation.function, operation.operands, shadows[0])
    record = Record(
        kind="rows",
        shadows=shadows,
        nodes=frozenset({node}),
        rows=aligned.rows,
        shadow_rows=aligned.shadow_rows,
        columns=columns,
        origins=_origins(node, nodes.union(*(columns or {}).values()), used),
    )
    return Carried(full=full, record=record)


def _origins(node: int, nodes: frozenset[int], used: list[Carried]) -> frozenset[int]:
    """Return what a value stands on, the statement that it is computed in left out."""
    inner = (o.record.origins for o in used if o.record is not None and node in o.record.nodes)
    return (nodes - {node}).union(*inner)


def _expect(observer: Observer, operation: Operation, shadow: Any) -> None:
    """Note which columns have to be there."""
    if removes_column(operation.place.node) is not None or shadow is EMPTY:
        return
    expected = expected_columns(operation.site, operation.function, operation.operands, shadow)
    observer.graph.expect(operation.node, operation.site.id, expected)


def _note_filter(observer: Observer, operation: Operation, kept: Rows) -> None:
    """Rows vanish here: note what decides which."""
    nodes = deciding_nodes(operation.function, operation.operands) - {operation.node}
    operand = next(i for i, o in enumerate(operation.operands) if o.record is not None)
    before = operation.operands[operand].record
    observer.graph.choose(operation.node, operation.site, operand, nodes, before=before, kept=kept)


def _size(observer: Observer, operation: Operation, full: Any, shadows: list[Any]) -> Carried:
    """A number of rows: it follows the request."""
    if [s for s in shadows if s is not EMPTY] not in shadow_counts(operation.operands):
        return observer.freeze(operation.site, full)
    observer.graph.decide(operation.site.id, Decision(action="row"))
    observer.use(operation.place, operation.operands, operation.structure(), site=operation.site.id)
    with_rows = (b for b in bases(operation.operands) if b.record is not None and b.record.rows is not None)
    counted = next(b for b in with_rows if b.record and b.record.rows and len(b.record.rows.ids) == full)
    record = Record(kind="size", shadows=shadows, nodes=frozenset({operation.node}), base=counted)
    return Carried(full=full, record=record)


def _container(
    observer: Observer,
    operation: Operation,
    full: tuple[Any, ...] | list[Any] | dict[Any, Any],
    shadows: list[Any],
) -> Carried:
    """A tuple, a dict, a list of what several models say: its elements are classified one by one."""
    site, node = operation.site, operation.node
    keys = tuple(full) if isinstance(full, dict) else tuple(range(len(full)))
    proven = None if _is_container_of_rows(full, shadows, operation.operands) else _prove(observer, operation, full)
    used = operation.operands
    if proven is not None:
        used, shadows = _rewrite(observer, operation, proven), proven.shadows
        operation = replace(operation, function=proven.function, operands=proven.operands)
    elif not all(s is EMPTY or (type(s) is type(full) and len(s) == len(full)) for s in shadows):
        return observer.freeze(site, full)
    parts = {key: [s if s is EMPTY else s[key] for s in shadows] for key in keys}
    elements = [_element_of(observer, operation, full[key], parts[key]) for key in keys]
    if all(e.record is None for e in elements):
        return observer.freeze(site, full)
    if proven is None:
        observer.graph.decide(site.id, Decision(action="row"))
    observer.use(operation.place, used, frozenset(), site=operation.site.id)
    record = Record(kind="container", shadows=shadows, nodes=frozenset({node}), elements=tuple(elements), keys=keys)
    return Carried(full=full, record=record)


def _is_container_of_rows(full: Any, shadows: list[Any], operands: list[Carried]) -> bool:
    """Whether a tuple needs no rule: what it holds of rows is the same on the samples."""
    if isinstance(full, dict):
        return True
    if not all(s is EMPTY or (isinstance(s, tuple) and len(s) == len(full)) for s in shadows):
        return False
    parts = [(value, [s if s is EMPTY else s[i] for s in shadows]) for i, value in enumerate(full)]
    return all(align(v, own, operands) for v, own in parts if has_rows(v) and _has_row_count(v, operands))


def _element_of(observer: Observer, operation: Operation, value: Any, parts: list[Any]) -> Carried:
    node, operands = operation.node, operation.operands
    aligned = align(value, parts, operands) if has_rows(value) else None
    if aligned is not None and aligned.order == "kept":
        nodes, structure, columns = column_nodes(node, lambda *_: None, operands, parts[0])
        observer.use(operation.place, operands, nodes, structure, site=operation.site.id)
        record = Record(
            kind="rows",
            shadows=parts,
            nodes=frozenset({node}),
            rows=aligned.rows,
            shadow_rows=aligned.shadow_rows,
            columns=columns,
        )
        return Carried(full=value, record=record)
    if is_size(value, operands) and parts in shadow_counts(operands):
        observer.use(operation.place, operands, operation.structure(), site=operation.site.id)
        return Carried(full=value, record=Record(kind="size", shadows=parts, nodes=frozenset({node})))
    if has_rows(value) and _has_row_count(value, operands):
        return _leaking(observer, operation, value)
    return Carried(full=value)


def _view(observer: Observer, operation: Operation, full: Any, shadows: list[Any]) -> Carried:
    """An access to rows: it is not compared itself, what comes out of it is."""
    node = operation.node
    observer.graph.decide(operation.site.id, Decision(action="row"))
    observer.use(operation.place, operation.operands, frozenset(), site=operation.site.id)
    base = next(iter(bases(operation.operands)), None)
    again = operation.function, operation.operands
    record = Record(kind="view", shadows=shadows, nodes=operation.nodes() | {node}, base=base, again=again)
    record.over_rows = _goes_over_rows(operation, full)
    if base is not None and base.record is not None and base.record.columns is not None:
        record.nodes = operation.structure() | {node}
        record.columns = {} if _is_row_labels(operation) and _is_numbering(full) else base.record.columns
    return Carried(full=full, record=record)


def _unlabelled(observer: Observer, operation: Operation, full: Any) -> Carried | None:
    """`xgb.DMatrix(X, label=y)`: what is served has no labels, and what is trained with it is trained to them."""
    found = drop_labels(operation.site, operation.operands, observer.environment)
    if found is None:
        return None
    rule, function, used = found
    kept = [o if i in used else Carried(full=None) for i, o in enumerate(operation.operands)]
    dropped = [o.record for i, o in enumerate(operation.operands) if o.record is not None and i not in used]
    operation = replace(operation, function=function, operands=kept)
    shadows = try_shadows(function, kept)
    result = _view(observer, operation, full, shadows)
    observer.graph.decisions[operation.site.id] = Decision(action="rewrite", rule=rule.name)
    assert result.record is not None
    result.record.labels = frozenset[int]().union(*(r.origins or r.all_nodes() for r in dropped))
    return result


def _unwrapped(observer: Observer, operation: Operation, full: Any) -> Carried:
    """`tqdm(rows)` shows how far a loop is: a service goes over the rows themselves."""
    operand = operation.operands[0]
    assert operand.record is not None
    observer.graph.decide(operation.site.id, Decision(action="select", captures={"": "0"}))
    over_rows = goes_over_rows(operand)
    base = operand if operand.record.kind == "rows" else operand.record.base
    again = operand.record.again or (lambda rows: rows, [operand])
    record = replace(operand.record, kind="view", base=base, over_rows=over_rows, again=again)
    return Carried(full=full, record=record)


def _goes_over_rows(operation: Operation, full: Any) -> bool:
    """Whether a loop over a view goes over rows, one by one or in batches."""
    if isinstance(full, range | list) or (is_dataset(full) and not isinstance(full, Iterator)):
        return True
    if call_name(operation.site.node) in ROW_ITERATORS or (operation.site.calls_helper and isinstance(full, Iterator)):
        return any(goes_over_rows(o) or _gives_rows(operation, o) for o in operation.operands)
    return False


def _gives_rows(operation: Operation, operand: Carried) -> bool:
    """Whether an operand is a frame whose rows are handed out: `df.iterrows()`, or a helper that yields batches."""
    is_zip = call_name(operation.site.node) in {"zip", "enumerate", "iter", "islice"}
    return isinstance(operand.full, pd.DataFrame) and operand.record is not None and not is_zip


def _is_numbering(labels: Any) -> bool:
    """Whether row labels are those that rows get without being given any; then no column has made them."""
    return isinstance(labels, pd.Index) and labels.dtype.kind == "i" and labels.name is None


def _leaking(observer: Observer, operation: Operation, full: Any, reason: str = _DIFFER) -> Carried:
    """Rows depend on each other here: note it, and go on with the notebook's values in case nothing needs it."""
    site, node = operation.site, operation.node
    mode = training_reason(operation.operands)
    observer.graph.leak(node, site.id, mode or reason, REMEDY if mode else "")
    observer.graph.decide(site.id, Decision(action="row"))
    observer.use(operation.place, operation.operands, operation.nodes(), site=operation.site.id)
    source = next(
        o.record
        for o in bases(operation.operands)
        if o.record and o.record.rows is not None and len(o.record.rows.ids) == count_rows(full)
    )
    assert source.rows is not None
    shadows, shadow_rows = [], []
    for ids in source.shadow_rows:
        positions = source.rows.positions(ids)
        shadows.append(take(full, positions[positions >= 0]))
        shadow_rows.append(ids[positions >= 0])
    columns = {c: frozenset({node}) for c in full.columns} if isinstance(full, pd.DataFrame) else None
    record = Record(
        kind="rows",
        shadows=shadows,
        nodes=frozenset({node}),
        rows=source.rows,
        shadow_rows=shadow_rows,
        columns=columns,
    )
    return Carried(full=full, record=record)


def _row_count(operands: list[Carried]) -> int:
    """Return the number of rows of what the operands hold or give access to, or -1."""
    return next((len(o.record.rows.ids) for o in bases(operands) if o.record and o.record.rows), -1)


def _has_row_count(full: Any, operands: list[Carried]) -> bool:
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


def _lists_frames(operation: Operation) -> bool:
    """Whether the operation is `[train, test]`: frames under one name, to be changed in a loop."""
    match operation.site.node:
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return len(operation.operands) == len(parts) > 0 and all(
                isinstance(o.full, pd.DataFrame) for o in operation.operands
            )
        case _:
            return False


def _members(observer: Observer, operation: Operation, full: Any) -> Carried:
    """A list of frames stands on none of them: what is done to one of its members is done to that frame."""
    operands = operation.operands
    shadows = try_shadows(operation.function, operands)
    positions = ",".join(str(i) for i, o in enumerate(operands) if o.record is not None)
    observer.graph.decide(operation.site.id, Decision(action="members", captures={"": positions}))
    record = Record(
        kind="container",
        shadows=shadows,
        nodes=frozenset({operation.node}),
        elements=tuple(operands),
        keys=tuple(range(len(operands))),
    )
    return Carried(full=full, record=record)


def _is_list_of_rows(full: Any, operands: list[Carried]) -> bool:
    """Whether a list holds values with one entry per row each, as `[m.predict(X) for m in models]` does."""
    if not isinstance(full, list) or not full or _has_row_count(full, operands):
        return False
    return all(_has_row_count(value, operands) for value in full)


def _selected(operation: Operation, full: Any) -> tuple[int, np.ndarray] | None:
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


def _accessed(operand: Carried) -> Carried:
    """Return the frame itself for `df.loc` and `df.iloc`."""
    record = operand.record
    is_access = record is not None and record.base is not None and type(operand.full).__name__ in ROW_ACCESS
    return record.base if is_access and record is not None and record.base is not None else operand


def _select(observer: Observer, operation: Operation, full: Any, position: int, ids: np.ndarray) -> Carried:
    """A selection of rows: at serve time it is all rows of the request."""
    node, site = operation.node, operation.site
    operand = _accessed(operation.operands[position])
    record = all_rows(operand, ids, node)
    assert operand.record is not None
    captures = {"": str(position)}
    if not _is_as_wide(full, operand.full):  # columns are picked, too
        shadows = _without_row_choice(observer, operation, position, full)
        if shadows is None:
            return _leaking(observer, operation, full)
        captures["rows"] = ":"
        record.shadows = shadows
        _, _, record.columns = column_nodes(node, lambda *_: None, [operand], shadows[0])
    observer.graph.decide(site.id, Decision(action="select", captures=captures))
    observer.graph.retract(node, site, position)
    observer.graph.depend(node, operand.record, site.id)
    return Carried(full=full, record=record)


def _is_as_wide(full: Any, source: Any) -> bool:
    if isinstance(full, pd.DataFrame) and isinstance(source, pd.DataFrame):
        return list(full.columns) == list(source.columns)
    return type(full) is type(source) and getattr(full, "shape", (0,))[1:] == getattr(source, "shape", (0,))[1:]


def _without_row_choice(observer: Observer, operation: Operation, position: int, full: Any) -> list[Any] | None:
    """Return what `df.loc[rows, columns]` gives on the samples with `:` for the rows, if it picks the same columns."""
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
    return shadows


def _split(observer: Observer, operation: Operation, full: list[Any]) -> Carried:
    """`train_test_split`: each part is, at serve time, all rows of what was split."""
    observer.graph.forget_beside_parts(operation.node, operation.site)
    observer.graph.decide(operation.site.id, Decision(action="select"))
    elements = []
    for i, part in enumerate(full):
        operand = operation.operands[i // 2]
        if operand.record is None or operand.record.kind != "rows":
            elements.append(Carried(full=part))
            continue
        own = observer.graph.add(operation.place.id)
        observer.graph.depend(own, operand.record)
        observer.graph.parts[own] = (i, i // 2)
        elements.append(Carried(full=part, record=all_rows(operand, observer.dealt[i % 2], own)))
    keys = tuple(range(len(elements)))
    record = Record(kind="container", shadows=[], nodes=frozenset(), elements=tuple(elements), keys=keys)
    return Carried(full=full, record=record)


def _is_row_labels(operation: Operation) -> bool:
    """Whether the operation is `X.index`: labels of rows, which are no data and are made anew for a request."""
    match operation.site.node:
        case ast.Attribute(attr="index"):
            record = operation.operands[0].record
            return record is not None and record.kind == "rows"
        case _:
            return False


def _element(operation: Operation) -> Carried | None:
    """Return the element that `pair[0]` picks, where the elements of the pair are told apart."""
    record = operation.operands[0].record if operation.operands else None
    match operation.site.node:
        case ast.Subscript(slice=ast.Constant(value=key)) | ast.Attribute(attr=key) if (
            record is not None and key in record.keys
        ):
            return record.elements[record.keys.index(key)]
        case _:
            return None


def _with_extra_argument(site: Site, environment: dict[str, Any]) -> Callable[..., Any]:
    """Return the call of a site with one more positional argument, the last parameter."""
    body = copy.deepcopy(site.body)
    assert isinstance(body, ast.Call)
    body.args.append(ast.Name(id="_extra", ctx=ast.Load()))
    return compile_lambda((*site.parameters, "_extra"), body, environment)
