"""Changes in place: `df[key] = ...`, `df.drop(inplace=True)`, `answers.append(...)`; the samples change in step."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.probe.columns import deciding_nodes
from nb2svc.build.probe.containers import change_container
from nb2svc.build.probe.expectations import expected_columns
from nb2svc.build.probe.experiment import EMPTY, FAILED, align, isolate, try_shadows
from nb2svc.build.probe.gaps import note_filled
from nb2svc.build.probe.index_labels import index_keys
from nb2svc.build.probe.labels import kept_positions
from nb2svc.build.probe.literal_requests import as_written, change_request, is_asked, is_under_request
from nb2svc.build.probe.neighbours import looks_around
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.row_names import are_row_labels
from nb2svc.build.probe.rows import is_assignment, is_partial, named_columns, union, written_columns
from nb2svc.build.probe.samples import Rows
from nb2svc.build.probe.values import copy_value, count_rows, has_rows, same, take
from nb2svc.build.probe.whole import changed_columns, copies_on_write, has_changed, keep
from nb2svc.compiler.operations import CHOICES, FIT_METHODS, call_name, removes_column
from nb2svc.compiler.sites import Place, Site
from nb2svc.compiler.trace import Decision

__all__ = ["change"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """One execution of a change: what is changed, and how, as a function of it and of the operands."""

    site: Site
    place: Place
    root: Any
    function: Callable[..., Any]
    tried: Callable[..., Any]
    operands: list[Carried]

    @property
    def name(self) -> str:
        return self.site.slots[0].name

    def run(self) -> Any:
        return self.function(self.root, *[o.full for o in self.operands])

    def run_on(self, shadows: list[Any]) -> list[Any]:
        """Make the same change to the samples' values."""
        root = Carried(full=None, record=Record(kind="view", shadows=shadows, nodes=frozenset()))
        return try_shadows(self.tried, [root, *self.operands], len(shadows))

    def structure(self) -> frozenset[int]:
        """Return what the operands stand on, columns not included."""
        return frozenset[int]().union(*(o.record.nodes for o in self.operands if o.record))

    def nodes(self) -> frozenset[int]:
        """Return what the operands stand on."""
        return frozenset[int]().union(*(o.record.all_nodes() for o in self.operands if o.record))


def change(observer: Observer, site: Site, function: Callable[..., Any], root: Any, arguments: tuple[Any, ...]) -> Any:
    """Run a statement that changes its root in place, and follow the change on the samples.

    Returns:
        What the statement's expression gives, `None` for an assignment.
    """
    root_slot, *slots = site.slots
    operands = [observer.operand(site, slot, value) for slot, value in zip(slots, arguments, strict=True)]
    place = observer.code.places[site.place]
    tried = isolate(site, function, observer.environment, shared={0})  # the root is what changes in step
    made = _Change(site=site, place=place, root=root, function=function, tried=tried, operands=operands)
    record = observer.registry.find(root, root_slot.name)
    if record is not None and record.kind == "rows" and any(is_asked(o) for o in operands):
        # a literal that all rows get, such as an intercept, is no request
        operands = [as_written(observer, site, i, o) for i, o in enumerate(operands, start=1)]
        made = replace(made, operands=operands)
    is_request = record is not None and record.kind == "request"
    if is_request or any(is_asked(o) for o in operands) or is_under_request(observer, place):
        return change_request(observer, site, made.run, root, record, operands)
    if record is not None:
        note_filled(observer, site, operands, Carried(full=None, record=record))
    if record is not None and record.elements:
        return _change_elements(observer, made, record)
    if record is not None:
        return _change_rows(observer, made, record)
    seeds = any(o.record is not None for o in operands) and isinstance(root, dict | list | pd.DataFrame)
    count = max((len(o.record.shadows) for o in operands if o.record is not None), default=0)
    before = [copy_value(root) for _ in range(count)] if seeds else []
    full = made.run()
    observer.lineage.write(root, site.node, operands)
    if call_name(site.node) in FIT_METHODS:
        observer.note_fit(root, operands)
        observer.names[made.name] = observer.graph.current(place.id)  # a variable is what the last fit made of it
    elif seeds:
        _seed(observer, made, before)
    node = observer.graph.close(place.id)
    observer.requests.made(root, node, place, union(operands), new=False)
    return full


def _change_elements(observer: Observer, made: _Change, record: Record) -> Any:
    """What holds several values changes: `data["test"] = data["test"].fillna(0)` puts one in another's place."""
    site, place = made.site, made.place
    seen = observer.read(place, made.name, made.root, record)
    before = copy_value(record.keys), tuple(id(e.full) for e in record.elements)
    result = made.run()
    made.run_on(record.shadows)
    key = _assigned_key(made) if is_assignment(site) else None
    is_known = key is not None and isinstance(made.root, dict | list) and isinstance(key, str | int)
    if not is_known and _holds_the_same(made.root, before):
        observer.graph.close(place.id)
        return result
    node = observer.graph.current(place.id)
    observer.graph.decide(site.id, Decision(action="row"))
    told_apart = is_known and made.operands[-1].record is not None and made.operands[-1].record.columns is not None
    nodes = frozenset[int]() if told_apart else made.nodes()
    observer.use(place, made.operands, nodes, made.structure(), site=site.id)
    observer.graph.depend(node, seen)
    change_container(observer, place, record, key, made.operands[-1] if is_known else None)
    record.nodes |= {node}
    observer.graph.close(place.id)
    return result


def _assigned_key(made: _Change) -> Any:
    """Return the key of `data[key] = value`."""
    match made.site.node:
        case ast.Subscript(slice=ast.Constant(value=key)):
            return key
        case _:
            return made.operands[0].full if len(made.operands) > 1 else None


def _holds_the_same(root: Any, before: tuple[Any, tuple[int, ...]]) -> bool:
    """Whether a container holds the elements that it held: a method that changes nothing, such as `.get`."""
    keys, elements = before
    try:
        return len(root) == len(keys) and tuple(id(root[key]) for key in keys) == elements
    except (TypeError, KeyError, IndexError):
        return False


def _seed(observer: Observer, made: _Change, shadows: list[Any]) -> None:
    """A collection of the notebook's own starts to hold rows: an answer frame, a dict of results."""
    made.run_on(shadows)
    node = observer.graph.current(made.place.id)
    bound = observer.names.get(made.name)
    nodes = frozenset({node}) | (frozenset({bound}) if bound is not None else frozenset())
    observer.use(made.place, made.operands, made.nodes(), site=made.site.id)
    aligned = align(made.root, shadows, made.operands) if has_rows(made.root) else None
    if aligned is None:
        order = next((o.record.order() for o in made.operands if o.record is not None), None)
        record = Record(kind="view", shadows=shadows, nodes=nodes, table=order)
        observer.registry.put(made.root, record, made.name)
        return
    observer.graph.decide(made.site.id, Decision(action="row"))
    columns = {c: frozenset({node}) for c in made.root.columns} if isinstance(made.root, pd.DataFrame) else None
    record = Record(
        kind="rows",
        shadows=shadows,
        nodes=nodes,
        rows=aligned.rows,
        shadow_rows=aligned.shadow_rows,
        columns=columns,
    )
    observer.registry.put(made.root, record, made.name)
    if "predict" in made.place.stages:
        observer.answer(made.name, made.place, made.root, record, node)


def _change_rows(observer: Observer, made: _Change, record: Record) -> Any:
    """Rows change: the samples' rows change in the same way, or it is a leak."""
    site, place, full = made.site, made.place, made.root
    seen = observer.read(place, made.name, full, record)
    if _renames_loaded(observer, made, record):
        return _rename(observer, made, record, seen)
    before = keep(full)
    result = made.run()
    if not has_changed(before, full) and not _writes_anyway(made):
        observer.graph.close(place.id)
        return result
    labels = before.index if isinstance(before, pd.DataFrame | pd.Series) else None
    old = copy_value(record.shadows[0]) if record.shadows[0] is not FAILED else FAILED
    shadow_labels = [getattr(s, "index", None) for s in record.shadows]
    kept = replace(record, shadows=[old], again=None, base=None)
    by_others = call_name(site.node) in CHOICES
    outcomes = [] if by_others else made.run_on(record.shadows)
    node = observer.graph.current(place.id)
    observer.graph.decide(site.id, Decision(action="row"))
    pairs = _written_by_column(made, record)
    nodes = made.nodes() if pairs is None else made.structure()
    observer.use(place, made.operands, nodes, site=site.id)
    observer.graph.depend(node, seen)
    if old is not FAILED and old is not EMPTY and removes_column(place.node) is None:
        observer.graph.expect(node, site.id, _expected(made, kept))
    if call_name(site.node) == "set_index":
        record.index = index_keys(site.node, record)
    if labels is not None and len(full) != len(labels):
        _note_filter(observer, made, record, old, node, by_others=by_others)
        decided = frozenset() if by_others else observer.graph.deciding(node)
        record.sources = tuple(replace(s, deciding=s.deciding | decided) for s in record.sources)
        _realign(made, record, before, shadow_labels)
    _update_columns(observer, made, record, before, node, pairs)
    if any(o is FAILED for o in outcomes) or not _agrees(full, record):
        observer.graph.leak(node, site.id, "one row or a few rows alone are changed in another way than all together")
        if is_assignment(site) and record.columns is not None and are_row_labels(made.operands[-1]):
            written = named_columns(site, made.operands) & record.columns.keys()
            observer.row_names.update(*(record.columns[column] for column in written))
        _repair(full, record)
    elif site.looks_around and not by_others and _looks_around(made, record):
        observer.graph.leak(node, site.id, "rows with other values than these would change each other")
    observer.graph.close(place.id)
    observer.seen.witness(place.id, made.name, record)
    if "predict" in place.stages and record.kind == "rows":
        observer.answer(made.name, place, full, record, node)
    return result


def _looks_around(made: _Change, record: Record) -> bool:
    """Whether a change that shows nothing of it on these rows lets rows look at each other."""

    def changed(root: Any, *values: Any) -> Any:
        own = copy_value(root)
        made.tried(own, *values)
        return own

    return looks_around(changed, [Carried(full=None, record=record), *made.operands])


def _writes_anyway(made: _Change) -> bool:
    """Whether a change that found nothing to change may find something in a request: gaps that are filled."""
    if made.site.id.endswith(":store"):
        return True
    match made.site.node:
        case ast.Call(func=ast.Attribute(value=receiver, attr="fillna" | "replace")):
            return isinstance(receiver, ast.Name) or not copies_on_write()
        case _:
            return False


def _renames_loaded(observer: Observer, made: _Change, record: Record) -> bool:
    """Whether this is `df.columns = [...]` for a frame of which a request may lack columns, such as the target."""
    match made.site.node:
        case ast.Attribute(attr="columns") if isinstance(made.root, pd.DataFrame) and record.columns is not None:
            known = not made.place.parents and all(o.record is None for o in made.operands)
            loaded = any(node in observer.graph.raw for nodes in record.columns.values() for node in nodes)
            return known and loaded and made.root.columns.is_unique and _gives_unique_names(made)
        case _:
            return False


def _gives_unique_names(made: _Change) -> bool:
    row = made.root.iloc[:1].copy()
    made.function(row, *[o.full for o in made.operands])
    return bool(row.columns.is_unique)


def _rename(observer: Observer, made: _Change, record: Record, seen: Record) -> Any:
    """All columns get other names: what is kept is which name each of them gets."""
    site, place, frame = made.site, made.place, made.root
    assert record.columns is not None
    before = list(frame.columns)
    result = made.run()
    names = dict(zip(before, frame.columns, strict=True))
    for shadow in record.shadows:
        if isinstance(shadow, pd.DataFrame):
            shadow.columns = pd.Index([names[c] for c in shadow.columns])
    node = observer.graph.current(place.id)
    key = observer.hole_key(site, "names", "names")
    observer.graph.decide(site.id, Decision(action="rename", captures={"": key}))
    observer.use(place, [Carried(full=None, captures={key: names})], frozenset())
    observer.graph.depend(node, seen)
    record.columns = {names[c]: nodes for c, nodes in record.columns.items()}
    record.nodes |= {node}
    observer.graph.close(place.id)
    observer.seen.witness(place.id, made.name, record)
    return result


def _expected(made: _Change, before: Record) -> frozenset[int]:
    """Return what the columns stand on that have to be there for a change."""

    def change_copy(root: Any, *arguments: Any) -> Any:
        changed = copy_value(root)
        made.tried(changed, *arguments)
        return changed

    operands = [Carried(full=None, record=before), *made.operands]
    (shadow,) = try_shadows(change_copy, operands, 1)
    return (
        frozenset()
        if shadow is FAILED or shadow is EMPTY
        else expected_columns(made.site, change_copy, operands, shadow)
    )


def _note_filter(observer: Observer, made: _Change, record: Record, old: Any, node: int, *, by_others: bool) -> None:
    """Rows vanish in place: note what decides which."""
    before = Record(kind="rows", shadows=[old], nodes=frozenset(), columns=record.columns)
    nodes = deciding_nodes(made.tried, [Carried(full=None, record=before), *made.operands])
    observer.graph.choose(node, made.site, 0, nodes, training_only=by_others)


def _realign(made: _Change, record: Record, before: Any, shadow_labels: list[Any]) -> None:
    """Find the rows of a frame again after a change that has dropped some."""
    if record.rows is None:
        return
    positions = kept_positions(before, made.root, lambda root: made.tried(root, *[o.full for o in made.operands]))
    if positions is not None:
        record.rows = Rows(record.rows.ids[positions], record.rows.table)
    record.shadow_rows = [
        ids if s is EMPTY or s is FAILED or labels is None or len(s) == len(ids) else ids[labels.get_indexer(s.index)]
        for s, ids, labels in zip(record.shadows, record.shadow_rows, shadow_labels, strict=True)
    ]


def _agrees(full: Any, record: Record) -> bool:
    """Whether the samples hold what the full value holds for their rows."""
    if record.kind != "rows" or record.rows is None or not has_rows(full):
        return True
    if count_rows(full) != len(record.rows.ids):
        return False
    for shadow, ids in zip(record.shadows, record.shadow_rows, strict=True):
        if shadow is EMPTY:
            continue
        positions = record.rows.positions(ids)
        there = np.flatnonzero(positions >= 0)
        if count_rows(shadow) != len(ids) or not same(take(full, positions[there]), take(shadow, there)):
            return False
    return True


def _repair(full: Any, record: Record) -> None:
    """After a leak the samples go on with the notebook's values."""
    if record.rows is None or count_rows(full) != len(record.rows.ids):
        return
    for k, ids in enumerate(record.shadow_rows):
        positions = record.rows.positions(ids)
        record.shadows[k] = take(full, positions[positions >= 0])
        record.shadow_rows[k] = ids[positions >= 0]


class _Told:
    """Is assigned to, to learn what the key is."""

    key: Any = None

    def __setitem__(self, key: Any, _value: Any) -> None:
        self.key = key


def _written_by_column(made: _Change, record: Record) -> dict[Any, frozenset[int]] | None:
    """Return what each written column stands on in `df[names] = table`, where the table's columns are told apart."""
    if not is_assignment(made.site) or record.columns is None or not made.operands:
        return None
    value = made.operands[-1]
    if value.record is None or value.record.columns is None or value.record.kind != "rows":
        return None
    told = _Told()
    made.function(told, *[o.full for o in made.operands])
    written = written_columns(made.root, told.key)
    if written is None or len(written) != len(value.record.columns):
        return None
    return dict(zip(written, value.record.columns.values(), strict=True))


def _update_columns(
    observer: Observer,
    made: _Change,
    record: Record,
    before: Any,
    node: int,
    pairs: dict[Any, frozenset[int]] | None,
) -> None:
    """Note which columns a change has written and what they stand on now."""
    own, full = frozenset({node}), made.root
    if pairs is not None and record.columns is not None:
        for column, sources in pairs.items():
            part = observer.graph.add(made.place.id)
            observer.graph.use(part, sources | own)
            record.columns = record.columns | {column: frozenset({part})}
        return
    if record.columns is None or not isinstance(full, pd.DataFrame):
        if record.columns is not None:
            observer.graph.use(node, record.all_nodes())
            record.columns = dict.fromkeys(record.columns, own)
        observer.graph.use(node, record.nodes)
        record.nodes |= own
        return
    written = changed_columns(before, full) | named_columns(made.site, made.operands)
    if call_name(made.site.node) in {"fillna", "replace"}:
        written |= set(full.columns)
    written &= set(full.columns)
    columns = {c: record.columns.get(c, own) for c in full.columns}
    for column in written & set(full.columns):
        sources = _sources(column, before, full, record, made)
        part = observer.graph.add(made.place.id, sources | own) if sources - own else node
        columns[column] = frozenset({part})
    if set(record.columns) - set(full.columns) or not before.index.equals(full.index):
        record.nodes |= own  # what the rows are called counts as little as which columns there are
    record.columns = columns


def _sources(column: Any, before: pd.DataFrame, full: pd.DataFrame, record: Record, made: _Change) -> frozenset[int]:
    """Return what a written column stands on besides the operands of the change."""
    assert record.columns is not None
    if not is_partial(made.site):
        return frozenset()
    if column in record.columns:
        return record.columns[column]
    if any(o.record is not None for o in made.operands):
        return frozenset()
    renamed = [c for c in before.columns if c not in full.columns and same(before[c], full[column])]
    known = renamed[:1] or list(before.columns)
    return frozenset[int]().union(*(record.columns.get(c, frozenset()) for c in known))
