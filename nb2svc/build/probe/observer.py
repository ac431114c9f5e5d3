"""What the probe remembers while the notebook runs, and how an operand is looked up."""

from __future__ import annotations

import ast
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from nb2svc.build.probe.graph import Graph
from nb2svc.build.probe.lineage import Lineage
from nb2svc.build.probe.loaded import Loaded
from nb2svc.build.probe.losses import Losses
from nb2svc.build.probe.records import Carried, OpenGap, Record, Registry
from nb2svc.build.probe.requests import Requests
from nb2svc.build.probe.samples import JoinedRows, RowOrder
from nb2svc.build.probe.seen import Seen
from nb2svc.build.probe.values import has_rows
from nb2svc.compiler.sites import Instrumented, Place, Site, Slot
from nb2svc.compiler.trace import Capture, Decision, LookedUp

__all__ = ["Observer"]


class Observer:
    """The memory of one run.

    Args:
        code: the instrumented program.
        environment: the kernel's global variables.
        sources: site -> the notebook's text for it.
    """

    def __init__(self, code: Instrumented, environment: dict[str, Any], sources: Callable[[Site], str]) -> None:
        self.code = code
        self.environment = environment
        self.sources = sources
        self.graph = Graph(code)
        self.registry = Registry()
        self.lineage = Lineage()
        self.loads: dict[str, Loaded] = {}
        self.joined: dict[tuple[RowOrder, ...], JoinedRows] = {}
        self.around = {site.id for site in code.sites.values() if site.looks_around}
        self.seen = Seen()
        self.requests = Requests()
        self.items: dict[str, dict[str, None]] = {}
        self.rounds: dict[str, set[tuple[Any, ...]]] = {}  # loops over names -> what they went over, each time
        self.names: dict[str, int] = {}
        self.trained: dict[int, tuple[Any, tuple[int, ...]]] = {}
        self.fitted_to: frozenset[int] = frozenset()
        self.features: frozenset[int] = frozenset()
        self.fitted: dict[int, tuple[Any, tuple[int, ...]]] = {}
        self.fitted_within: set[tuple[str, str]] = set()  # variables that an expression of a statement has fitted
        self.parts: dict[str, Carried] = {}  # parts of a value on their way into a frame
        self.part_nodes: dict[str, int] = {}
        self.dealt: tuple[np.ndarray, ...] = ()
        self.losses = Losses()
        self.units: dict[str, None] = {}
        self.training_mode: dict[str, None] = {}
        self.failed_reports: dict[str, str] = {}
        self._of_rows: dict[int, Callable[[], Any]] = {}  # what was made of the rows as a whole, by identity
        self.module_reads: Mapping[str, set[str]] = {}
        self.lookups: dict[str, LookedUp] = {}
        self.row_names: set[int] = set()
        self.encodings: list[Any] = []  # tables of dummies: a later statement may say what becomes of other values
        self.value_loops: dict[str, list[Any]] = {}  # loops over values that were taken from the rows -> the values
        self.flags: dict[tuple[str, frozenset[int]], tuple[OpenGap, Any, str]] = {}
        self.gaps: list[OpenGap] = []

    def operand(self, site: Site, slot: Slot, value: Any) -> Carried:
        """Return an operand with what is known of it: on its way through an expression, or held by a variable."""
        place = self.code.places[site.place]
        if isinstance(value, Carried):
            return value
        if not slot.name:
            return Carried(full=value)
        if slot.name in self.parts:
            return self.parts[slot.name]
        record = self.registry.find(value, slot.name)
        if record is not None:
            self.graph.decide(f"{site.id}|{slot.name}", Decision(action="row"))
            return Carried(full=value, record=self.read(place, slot.name, value, record))
        return Carried(full=value, captures=self.captured_name(site.id, place, slot, value))

    def read(self, place: Place, name: str, value: Any, record: Record) -> Record:
        """Return the record of a variable as read here: it stands on the statement that bound the variable."""
        bound = self.names.get(name)
        if "predict" in place.stages:
            outside = bound is None or "predict" not in self._stages(bound)
            self.seen.read(name, value, record, outside=outside)
            self.requests.read(name)
        if bound is None or bound in record.nodes:
            return record
        return replace(record, nodes=record.nodes | {bound})

    def answer(self, name: str, place: Place, value: Any, record: Record, node: int) -> None:
        """Note a value that a predict statement gives; of a frame from before, the columns that predict has written."""
        if record.kind == "request":
            self.requests.answer(name, place.id, value, node)
            return
        columns = record.columns if isinstance(value, pd.DataFrame) and value.columns.is_unique else None
        bound = self.names.get(name)
        if columns is not None and bound is not None and "predict" not in self._stages(bound):
            columns = {c: nodes for c, nodes in columns.items() if any("predict" in self._stages(n) for n in nodes)}
        if columns is not None and node not in record.nodes:
            node = self.graph.add(deps=record.nodes)  # not what has been written last: each column stands for itself
        if columns is None or columns:
            self.seen.output(name, place.id, value, record, node, columns)

    def _stages(self, node: int) -> tuple[str, ...]:
        place = self.graph.places[node]
        return self.code.places[place].stages if place else ()

    def captured_name(self, where: str, place: Place, slot: Slot, value: Any) -> Mapping[str, Any]:
        """Return the capture of a variable that does not depend on rows; loop variables and constants need none."""
        if slot.constant or any(slot.name in names for _, names in place.loops):
            return {}
        writer = place.statement if (slot.name, place.statement) in self.fitted_within else slot.writer
        inside = writer == place.statement
        loops = self.graph.loop_key(place)[0] if inside else ()
        source, hint = slot.name, slot.name
        if slot.columns_only and isinstance(value, pd.DataFrame):
            source, hint, value = f"{slot.name}.columns", f"{slot.name}_columns", value.columns
        # within a block that goes on to change the variable it has other values than after it
        within = inside and bool(place.parents) and (slot.name, writer) not in self.fitted_within
        key = f"name:{source}#within:{writer}" if within else f"name:{source}:{writer}"
        self.graph.captures.setdefault(
            key, Capture(key=key, hint=hint, place=self.bound_at(slot), source=source, loops=loops)
        )
        self.graph.decide(f"{where}|{slot.name}", Decision(action="state", captures={"": key}))
        self._note_fitted(key, value)
        return {key: value}

    def join_tables(self, parts: tuple[RowOrder, ...]) -> JoinedRows:
        """Return several tables below each other; the same ones give the same."""
        return self.joined.setdefault(parts, JoinedRows(parts))

    def bound_at(self, slot: Slot) -> str:
        """Return the place that has bound a variable."""
        node = self.names.get(slot.name)
        return self.graph.places[node] if node is not None else ""

    def use(
        self,
        place: Place,
        operands: list[Carried],
        nodes: frozenset[int],
        structure: frozenset[int] = frozenset(),
        *,
        site: str = "",
    ) -> None:
        """Note what the execution under way stands on, and which values it takes from training.

        Args:
            place: the statement.
            operands: whose captured values are used.
            nodes: what it stands on for its values.
            structure: what it stands on only for the existence of a frame.
            site: the expression.
        """
        node = self.graph.current(place.id)
        self.graph.use(node, nodes, structure, site)
        for operand in operands:
            self.graph.capture(node, operand.captures, place, site)

    def freeze(self, site: Site, full: Any) -> Carried:
        """The result is not of one row: the notebook's value is kept and served."""
        key = self.hole_key(site, "", "")
        self.graph.decide(site.id, Decision(action="state", captures={"": key}))
        self.graph.replace(site)
        self._note_fitted(key, full)
        return Carried(full=full, captures={key: full})

    def note_of_rows(self, value: Any, operands: Iterable[Carried]) -> None:
        """Note that a value without rows was made of rows: it knows only those."""
        has_identity = not isinstance(value, int | float | str | bool | tuple | None)
        if has_identity and any(o.record or self.is_of_rows(o.full) for o in operands):
            try:
                self._of_rows[id(value)] = weakref.ref(value)
            except TypeError:  # lists and dicts cannot be referred to weakly; they are kept
                self._of_rows[id(value)] = lambda: value

    def is_of_rows(self, value: Any) -> bool:
        """Whether a value was made of the rows as a whole."""
        known = self._of_rows.get(id(value))
        return known is not None and known() is value

    def hole_key(self, site: Site, hint: str, hole: str) -> str:
        """Return the key of a value that replaces (a part of) an expression."""
        place = self.code.places[site.place]
        receiver = (
            site.node.func.value
            if hole and isinstance(site.node, ast.Call) and isinstance(site.node.func, ast.Attribute)
            else None
        )
        if hole == "estimator" and isinstance(receiver, ast.Name) and not place.parents:
            # the variable itself, as changed by this statement: later uses by name share the value
            self.fitted_within.add((receiver.id, place.statement))
            key = f"name:{receiver.id}:{place.statement}"
            self.graph.captures.setdefault(key, Capture(key=key, hint=receiver.id, place=place.id, source=receiver.id))
            return key
        text = self.sources(site)
        key = f"site:{site.id}:{hole}" if hole else f"site:{place.id}:{text}:"  # the same text twice is one value
        self.graph.captures.setdefault(
            key,
            Capture(
                key=key,
                hint=hint,
                place=place.id,
                site=site.id,
                source=f"{hole} of {text}" if hole else text,
                loops=self.graph.loop_key(place)[0],
            ),
        )
        return key

    def _note_fitted(self, key: str, value: Any) -> None:
        """Remember what a captured object, or those in a list or dict of models, was fitted or trained to."""
        inside = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list | tuple) else []
        for held, known in ((self.fitted, self.seen.targets), (self.trained, self.seen.trained)):
            nodes = {n for each in (value, *inside) if id(each) in held for n in held[id(each)][1]}
            if nodes:
                known[key] = tuple(sorted(nodes))

    def note_fit(self, full: Any, operands: list[Carried]) -> None:
        """Remember which rows' values an estimator was fitted to, the target: `fit(X, y, eval_set=...)`."""
        rows = [o.record for o in operands if o.record is not None]
        if len(rows) > 1:
            self.fitted_to |= frozenset[int]().union(*(r.nodes for r in rows))
        given = [self.lineage.of(o) for o in operands if o.record is not None or has_rows(o.full)]
        features, target = given[:2] if len(given) > 1 else (None, None)
        if features is not None:
            self.features |= features.all_nodes()
        if target is not None:
            self.note_target(full, target.all_nodes())

    def note_target(self, full: Any, nodes: frozenset[int]) -> None:
        """Remember what the target of a fitted or trained object stands on."""
        self.fitted[id(full)] = (full, tuple(sorted(nodes)))
