"""A loop over rows or over batches of rows: one operation, run as it is written, and again on the samples.

What the loop binds and what it appends to is compared afterwards: one entry for each row, or a list of batches.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from nb2svc.build.probe.beside import Apart, open_views, tell_labels_apart
from nb2svc.build.probe.columns import column_nodes
from nb2svc.build.probe.experiment import EMPTY, FAILED, align, bases, try_shadows
from nb2svc.build.probe.modes import REMEDY, check_mode, training_reason
from nb2svc.build.probe.neighbours import looks_around
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.values import copy_value, count_rows, has_rows, holds_batches, qualified_type, same, take
from nb2svc.build.probe.whole import changed_columns, has_changed, keep
from nb2svc.compiler.sites import Place

__all__ = ["RowLoop", "goes_over_rows"]

_ROWS: Final = "__nb2svc_rows__"
_ABSENT: Final = object()
_COLLECTIONS: Final = (list, dict, set, np.ndarray, pd.DataFrame, pd.Series)


def goes_over_rows(value: Carried) -> bool:
    """Whether a loop over the value goes over rows: a frame gives its columns, a groupby its groups."""
    record = value.record
    if record is None or isinstance(value.full, pd.DataFrame | dict | str):
        return False
    return record.kind == "rows" or record.over_rows


class RowLoop:
    """One execution of a loop over rows, from before its first round.

    Args:
        observer: the memory of the run.
        place: the loop.
        items: what it goes over.
    """

    def __init__(self, observer: Observer, place: Place, items: Carried) -> None:
        assert isinstance(place.node, ast.For)
        assert place.unit is not None
        self.observer, self.place, self.unit, self.items = observer, place, place.unit, items
        self.site = observer.code.sites[place.unit.site]
        self.code = _compile(place.node)
        self.node = observer.graph.current(place.id)
        names = [*self.unit.carried, *self.unit.changes]
        self.before = {n: _Before(observer, n, observer.environment[n]) for n in names if n in observer.environment}

    def end(self) -> None:
        """Find out, after the last round, what the loop has left."""
        observer, environment = self.observer, self.observer.environment
        changed = [n for n, old in self.before.items() if n in self.unit.binds or old.is_other(environment.get(n))]
        operands = [self.items, *self._operands(changed)]
        names = [name for name, _ in self._slots(changed)]
        function = self._function(names, changed)
        results = try_shadows(function, operands)
        opened, sources, views = open_views(function, operands)
        nodes, structure = self._read(opened, sources, changed)
        apart = tell_labels_apart(observer, opened, sources, lambda left: left, read=nodes)
        if apart is not None:
            nodes, structure = self._read(opened, apart.operands, changed)
        for name in changed:  # what stood there before: the statement that made it is needed, too
            bound = observer.names.get(name)
            nodes |= {bound} if bound is not None else frozenset()
        observer.use(self.place, operands, nodes, structure | views)
        if apart is not None:  # whatever they are, the loop goes over them
            observer.graph.expect(self.node, self.site.id, apart.labels)
        node = observer.graph.close(self.place.id)
        if self.site.looks_around and looks_around(lambda *values: self._answer(function(*values)), operands):
            observer.graph.leak(node, self.site.id, "a round of the loop looks at the rows of other rounds")
        if all(r is FAILED or r is EMPTY for r in results):
            observer.graph.leak(node, self.site.id, "the loop fails for one row or a few rows alone")
        check_mode(observer, lambda *values: self._answer(function(*values)), operands, self._answer_of(results[0]))
        for name in dict.fromkeys([*changed, *self.unit.binds]):
            if name in environment:
                parts = [r if r is FAILED or r is EMPTY else r.get(name, FAILED) for r in results]
                own = node if apart is None else self._part_of(name, apart, node)
                self._bind(name, environment[name], parts, operands, own)
        observer.units[self.place.id] = None

    def _part_of(self, name: str, apart: Apart, node: int) -> int:
        """Return the node of a name that the loop leaves: not all of them notice the labels, and some nothing else."""
        labels = apart.reads.get(name, apart.labels)
        return self.observer.graph.add(self.place.id, labels if name in apart.only else labels | {node})

    def _read(
        self, function: Callable[..., dict[str, Any]], sources: list[Carried], changed: list[str]
    ) -> tuple[frozenset[int], frozenset[int]]:
        """Return what the loop stands on for its values and for structure: of a frame, the columns that it reads."""

        def left(*values: Any) -> list[Any]:
            found = function(*values)
            return [found[name] for name in changed if name in found]

        few = [_second_sample(o) for o in sources]
        expected = try_shadows(left, few, 1)[0]
        if expected is FAILED or expected is EMPTY or not expected:
            return frozenset[int]().union(*(o.record.all_nodes() for o in sources if o.record)), frozenset()
        nodes, structure, _ = column_nodes(self.node, left, few, expected)
        named = _words(self.place.node)  # in a branch that these few rows may not take
        columns = [c for o in sources if o.record for c in (o.record.columns or {}).items()]
        return nodes.union(*(of_column for name, of_column in columns if name in named)), structure

    def _answer_of(self, result: Any) -> Any:
        return result if result is FAILED or result is EMPTY else self._answer(result)

    def _answer(self, left: dict[str, Any]) -> Any:
        """Return, of what the loop leaves, the values with rows that go on."""
        return next((left[name] for name in self.before if name in left and has_rows(left[name])), None)

    def _slots(self, changed: list[str]) -> list[tuple[str, Any]]:
        """Return the names that stand for operands: what is only read, and what is carried from round to round."""
        read = [(s.name, s) for s in self.site.slots if s.name not in changed and s.name in self.observer.environment]
        return [*dict(read).items(), *((name, None) for name in changed)]

    def _operands(self, changed: list[str]) -> list[Carried]:
        found = []
        for name, slot in self._slots(changed):
            if slot is not None:
                found.append(self.observer.operand(self.site, slot, self.observer.environment[name]))
            else:
                old = self.before[name]
                found.append(Carried(full=old.value, record=old.record))
        return found

    def _function(self, names: list[str], changed: list[str]) -> Callable[..., dict[str, Any]]:
        """Return the loop as a function that leaves no trace in the notebook."""
        environment, code = self.observer.environment, self.code
        closures = [slot.name for slot in self.site.slots if slot.closure]
        wanted = [*self.unit.binds, *changed]

        def run(items: Any, *values: Any) -> dict[str, Any]:
            own = {n: _copied(v) if n in changed else v for n, v in zip(names, values, strict=True)}
            kept = {name: environment[name] for name in closures if name in environment}
            environment.update({name: own[name] for name in kept if name in own})
            scope = {**environment, **own, _ROWS: items}
            for name in self.unit.binds:
                if name not in own:
                    scope.pop(name, None)
            try:
                exec(code, scope)  # noqa: S102 - the notebook's own loop, on a sample
            finally:
                environment.update(kept)
            return {name: scope[name] for name in wanted if name in scope}

        return run

    def _bind(self, name: str, full: Any, parts: list[Any], operands: list[Carried], node: int) -> None:
        observer = self.observer
        observer.names[name] = node
        observer.registry.forget_name(name)
        observer.seen.types[f"{self.place.id}|{name}"] = qualified_type(full)
        record = self._record(name, full, parts, operands, node)
        if record is None:
            return
        observer.registry.put(full, record, name)
        observer.seen.witness(self.place.id, name, record)
        if "predict" in self.place.stages and record.kind == "rows":
            observer.answer(name, self.place, full, record, node)

    def _record(self, name: str, full: Any, parts: list[Any], operands: list[Carried], node: int) -> Record | None:
        """Return what is known of a variable after the loop; None for what does not depend on which rows there were."""
        own = frozenset({node})
        there = [part for part in parts if part is not EMPTY and part is not FAILED]
        if not has_rows(full) and not isinstance(full, dict | tuple):
            return None  # a sum over all rows, a last item: where it is used, it is frozen
        base = next(iter(bases(operands)), None)
        aligned = align(full, parts, operands) if has_rows(full) else None
        if aligned is not None and aligned.order == "kept":
            return Record(
                kind="rows",
                shadows=parts,
                nodes=own,
                rows=aligned.rows,
                shadow_rows=aligned.shadow_rows,
                columns=self._columns(name, full, own),
            )
        if there and all(same(part, full) for part in there):
            return None
        total = len(base.record.rows.ids) if base and base.record and base.record.rows else -1
        if holds_batches(full, total):
            return Record(kind="view", shadows=parts, nodes=own, base=base, over_rows=True)
        if has_rows(full) and count_rows(full) == total and base is not None and name not in self.unit.binds:
            return self._leaking(full, base, operands, node)
        return Record(kind="view", shadows=parts, nodes=own, base=base)

    def _columns(self, name: str, full: Any, own: frozenset[int]) -> dict[Any, frozenset[int]] | None:
        old = self.before.get(name)
        if not isinstance(full, pd.DataFrame):
            return None
        known = old.record.columns if old is not None and old.record is not None else None
        if old is None or known is None:
            return dict.fromkeys(full.columns, own)
        written = changed_columns(old.value, full)
        return {c: own if c in written else known.get(c, own) for c in full.columns}

    def _leaking(self, full: Any, base: Carried, operands: list[Carried], node: int) -> Record:
        """One entry for each row, but not that of the row alone: note it, and go on with the notebook's values."""
        mode = training_reason(operands)
        reason = mode or "a round of the loop sees more than its own rows"
        self.observer.graph.leak(node, self.site.id, reason, REMEDY if mode else "")
        assert base.record is not None
        assert base.record.rows is not None
        positions = [base.record.rows.positions(ids) for ids in base.record.shadow_rows]
        return Record(
            kind="rows",
            shadows=[take(full, p[p >= 0]) for p in positions],
            nodes=frozenset({node}),
            rows=base.record.rows,
            shadow_rows=[ids[p >= 0] for ids, p in zip(base.record.shadow_rows, positions, strict=True)],
        )


def _words(node: ast.AST) -> set[Any]:
    """Return the texts and attributes in the code: names of columns among them."""
    texts = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
    return texts | {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}


def _second_sample(operand: Carried) -> Carried:
    """Return an operand with its second sample only: a few rows, for a loop that is run for each column."""
    record = operand.record
    return operand if record is None else replace(operand, record=replace(record, shadows=record.shadows[1:2]))


class _Before:
    """A variable as it was before the first round."""

    def __init__(self, observer: Observer, name: str, value: Any) -> None:
        record = observer.registry.find(value, name)
        self.is_collection = isinstance(value, _COLLECTIONS)
        self.held = value
        self.value = keep(value) if record is not None else _copied(value)
        shadows = [] if record is None else [s if s is FAILED or s is EMPTY else _copied(s) for s in record.shadows]
        self.record = None if record is None else replace(record, shadows=shadows)

    def is_other(self, value: Any) -> bool:
        """Whether the variable's object has changed; objects of other kinds are taken as they are."""
        return self.is_collection and has_changed(self.value, value)


def _copied(value: Any) -> Any:
    try:
        return copy_value(value)
    except Exception:  # noqa: BLE001 - a foreign object that cannot be copied is used as it is
        return value


def _compile(node: ast.For) -> Any:
    loop = ast.For(target=node.target, iter=ast.Name(_ROWS, ast.Load()), body=node.body, orelse=node.orelse)
    tree = ast.Module(body=[ast.copy_location(loop, node)], type_ignores=[])
    return compile(ast.fix_missing_locations(tree), "<loop>", "exec")
