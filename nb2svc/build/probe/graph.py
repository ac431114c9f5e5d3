"""The dependence graph of the run: one node per execution of a statement, and the values it captured."""

from __future__ import annotations

import ast
import copy
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

from nb2svc.build.probe.records import Record
from nb2svc.build.probe.samples import Rows
from nb2svc.build.probe.values import column_labels, qualified_type, same
from nb2svc.compiler.closure import closure
from nb2svc.compiler.operations import tolerates_absence
from nb2svc.compiler.sites import Instrumented, Place, Site
from nb2svc.compiler.trace import Capture, Closed, Decision, Expectation, Filter, Leak, Node, Side

__all__ = ["Graph", "Round"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round of a loop over tables, which stands for the table: the table itself is no key."""

    loop: str
    number: int


@dataclass(slots=True)
class _Use:
    """What one expression of an execution stands on."""

    deps: set[int] = field(default_factory=set)
    structure: set[int] = field(default_factory=set)
    captures: set[str] = field(default_factory=set)
    expects: set[int] = field(default_factory=set)


class Graph:
    """Nodes, captured values and decisions, while the notebook runs."""

    def __init__(self, code: Instrumented) -> None:
        self.code = code
        self.places: list[str] = []
        self.uses: list[dict[str, _Use]] = []
        self._chosen: dict[int, tuple[Site, int, bool]] = {}
        self.leaks: dict[int, Leak] = {}
        self.sides: dict[int, dict[str, Side]] = {}
        self.side_decisions: dict[str, dict[str, Decision]] = {}
        self.displays: dict[str, list[set[int]]] = {}
        self.rounds: dict[int, tuple[Round, ...]] = {}
        self._settled: set[str] = set()
        self._kept: dict[int, tuple[Rows, Rows]] = {}
        self.parts: dict[int, tuple[int, int]] = {}
        self.part_of: dict[int, str] = {}
        self.elements: set[int] = set()  # nodes of single values among several that a statement gives
        self.raw: dict[int, tuple[str, str]] = {}
        self.closed: list[Closed] = []
        self.asked: set[int] = set()
        self.captures: dict[str, Capture] = {}
        self.captured: dict[str, dict[Any, Any]] = {}
        self.decisions: dict[str, Decision] = {}
        self.conflicts: dict[str, str] = {}
        self.controls: dict[str, int] = {}
        self.loop_values: dict[str, Any] = {}
        self._open: tuple[str, int] | None = None

    def add(self, place: str = "", deps: frozenset[int] = frozenset()) -> int:
        """Add a node and return its number; it stands on the heads of the blocks around its place, too."""
        self.places.append(place)
        parents = self.code.places[place].parents if place in self.code.places else ()
        self.uses.append({"": _Use(deps=set(deps) | {self.controls[p] for p in parents if p in self.controls})})
        going = (part for v in self.loop_values.values() for part in (v if isinstance(v, tuple) else (v,)))
        rounds = tuple(part for part in going if isinstance(part, Round))
        if rounds:
            self.rounds[len(self.places) - 1] = rounds
        return len(self.places) - 1

    def use(self, node: int, deps: frozenset[int], structure: frozenset[int] = frozenset(), site: str = "") -> None:
        """Let a node stand on others: for their values, or (`structure`) only because they make a frame exist."""
        use = self._use(node, site)
        use.deps |= (deps | structure) - {node}
        use.structure |= structure - deps - {node}

    def deps(self, node: int) -> set[int]:
        """Return what a node stands on so far."""
        return _deps(self.uses[node].values())

    def expect(self, node: int, site: str, nodes: frozenset[int]) -> None:
        """Note which columns have to be there for an expression."""
        self._use(node, site).expects |= nodes - {node}

    def depend(self, node: int, record: Record, site: str = "") -> None:
        """Let a node stand on a value as a whole; of a frame or of what holds several values, on its existence only."""
        if record.columns is not None or record.beside or record.elements:
            self.use(node, frozenset(), record.nodes, site)
        else:
            self.use(node, record.all_nodes(), site=site)

    def choose(
        self,
        node: int,
        site: Site,
        operand: int,
        nodes: frozenset[int],
        *,
        training_only: bool = False,
        before: Record | None = None,
        kept: Rows | None = None,
    ) -> None:
        """Note that an expression drops rows of an operand, and what decides which.

        What is written beside the operand (a mask) only serves the choice.

        Args:
            node: the execution.
            site: the expression.
            operand: position of the operand.
            nodes: what decides.
            training_only: a row goes because of other rows.
            before: the operand, where its rows are known.
            kept: the rows that stay.
        """
        self.use(node, nodes, site=f"{site.id}#rows")
        self._chosen[node] = (site, operand, training_only)
        if before is not None and before.rows is not None and kept is not None:
            self._kept[node] = (before.rows, kept)

    def leaves(self, nodes: Iterable[int]) -> frozenset[int]:
        """Return the loaded columns, or tables that are no frames, whose values reach some nodes."""

        def values(node: int) -> set[int]:
            chosen = self._filter(node)
            return self.deps(node) - _structure(self.uses[node]) - set(chosen.nodes if chosen is not None else ())

        return frozenset(n for n in closure(nodes, values) if n in self.raw)

    def values_of(self, node: int, site: str) -> set[int]:
        """Return what an expression under way stands on for its values."""
        use = self.uses[node].get(site, _Use())
        return use.deps - use.structure

    def values_behind(self, nodes: Iterable[int]) -> frozenset[int]:
        """Return what nodes stand on for their values, directly or through others, themselves included."""
        return closure(nodes, lambda node: self.deps(node) - _structure(self.uses[node]))

    def part_off(self, node: int, part: ast.expr) -> int:
        """Return a new node for a part of a statement: what an expression in it stands on, by itself."""
        own = self.add(self.places[node])
        for site in [s for s in self.code.sites.values() if s.place == self.places[node] and _is_inside(s.node, part)]:
            for where in (site.id, f"{site.id}#rows"):
                if where in self.uses[node]:
                    self.uses[own][where] = self.uses[node].pop(where)
            if node in self.leaks and self.leaks[node].site == site.id:
                self.leaks[own] = self.leaks.pop(node)
            if node in self._chosen and self._chosen[node][0].id == site.id:
                self._chosen[own] = self._chosen.pop(node)
        return own

    def deciding(self, node: int) -> frozenset[int]:
        """Return what decides which rows an execution drops, as far as it has come."""
        found = self._filter(node)
        return frozenset(found.nodes) if found is not None else frozenset()

    def _apart(self, node: int) -> tuple[int, ...]:
        """Return the executions that keep other rows of the same ones."""
        if node not in self._kept:
            return ()
        before, kept = self._kept[node]
        return tuple(
            other
            for other, (rows, others) in self._kept.items()
            if rows.table is before.table
            and np.array_equal(rows.ids, before.ids)
            and not np.isin(others.ids, kept.ids).any()
        )

    def retract(self, node: int, site: Site, operand: int) -> None:
        """Forget what is written beside an operand: the service has no use for it."""
        for inside in self._beside(site, operand):
            self.uses[node].pop(inside, None)

    def forget(self, node: int, site: Site) -> None:
        """Forget what an expression and those within it stand on: a constant takes its place."""
        own = [s for s in self.code.sites.values() if s.place.split("~")[0] == site.place.split("~")[0]]
        for inside in own:
            if _is_inside(inside.node, site.node):
                self.uses[node].pop(inside.id, None)
                self.uses[node].pop(f"{inside.id}#rows", None)

    def used_inside(self, node: int, site: Site) -> tuple[frozenset[int], tuple[str, ...]]:
        """Return what an expression and those within it stand on, and the values that they capture."""
        own = [s for s in self.code.sites.values() if s.place == site.place and _is_inside(s.node, site.node)]
        uses = [self.uses[node][w] for s in own for w in (s.id, f"{s.id}#rows") if w in self.uses[node]]
        return frozenset(_deps(uses)), tuple(sorted(_captures(uses)))

    def forget_beside_parts(self, node: int, site: Site) -> None:
        """Forget what a split is told besides what it splits: `stratify=df["y"]` deals rows, and that is over."""
        for inside in self.code.sites.values():
            if inside.place == site.place and inside.id != site.id and _is_inside(inside.node, site.node):
                self.uses[node].pop(inside.id, None)

    def replace(self, site: Site) -> None:
        """Forget what an expression under way stands on: the service has the value instead."""
        if self._open is None or self._open[0] != site.place:
            return
        node = self._open[1]
        self.forget(node, site)
        if node in self._chosen and _is_inside(self._chosen[node][0].node, site.node):
            del self._chosen[node]

    def _filter(self, node: int) -> Filter | None:
        """Return how rows vanish in an execution, where they do."""
        if node not in self._chosen:
            return None
        site, operand, training_only = self._chosen[node]
        inside = {*self._beside(site, operand), f"{site.id}#rows"}
        mask = [use for where, use in self.uses[node].items() if where in inside]
        rest = [use for where, use in self.uses[node].items() if where not in inside]
        only = _deps(mask) - _deps(rest)
        captures = _captures(mask) - _captures(rest)
        return Filter(
            nodes=tuple(sorted(_union(use.deps - use.structure for use in mask))),
            site=site.id,
            operand=operand,
            training_only=training_only,
            apart=self._apart(node),
            tolerant=tolerates_absence(site.node),
            only=tuple(sorted(only)),
            captures=tuple(sorted(captures)),
            sites=tuple(sorted(inside)),
        )

    def _beside(self, site: Site, operand: int) -> Collection[str]:
        """Return the sites within a site that are not part of one of its operands."""
        kept = site.operands[operand]
        own = [s for s in self.code.sites.values() if s.place.split("~")[0] == site.place and s.id != site.id]
        return {s.id for s in own if _is_inside(s.node, site.node) and (kept is None or not _is_inside(s.node, kept))}

    def _use(self, node: int, site: str) -> _Use:
        return self.uses[node].setdefault(site, _Use())

    def on_side(self, name: str) -> int:
        """Return a node for rows that went the way of one part of a table."""
        node = self.add()
        self.part_of[node] = name
        return node

    def add_raw(self, name: str, column: str) -> int:
        """Add a leaf: a loaded table or one of its columns."""
        node = self.add()
        self.raw[node] = (name, column)
        return node

    def current(self, place: str) -> int:
        """Return the node of the execution of `place` that is under way."""
        if self._open is None or self._open[0] != place:
            self._open = (place, self.add(place))
        return self._open[1]

    def close(self, place: str) -> int:
        """End the execution of `place` and return its node."""
        node = self.current(place)
        self._open = None
        return node

    def leak(self, node: int, site: str, reason: str, remedy: str = "") -> None:
        """Note that a node cannot be served; the first reason stays."""
        self.leaks.setdefault(node, Leak(site=site, reason=reason, remedy=remedy))

    def decide(self, site: str, decision: Decision) -> None:
        """Note what becomes of a site; two executions that differ make it unfit to serve."""
        if site in self._settled:
            return
        known = self.decisions.setdefault(site, decision)
        if known.captures == decision.captures and f"{known.rule}-known" == decision.rule:
            self.decisions[site] = decision  # in another round of a loop values are to be looked at
        elif known != decision and known.rule != f"{decision.rule}-known":
            self.conflicts[site] = (
                f"it is handled as `{known.action}` in one execution and as `{decision.action}` in another"
            )

    def settle(self, site: str, decision: Decision) -> None:
        """Note what becomes of a site, whatever was or will be noted."""
        self.decisions[site] = decision
        self.conflicts.pop(site, None)
        self._settled.add(site)

    def loop_key(self, place: Place) -> tuple[tuple[str, ...], Any]:
        """Return the names and the current values of the loop variables around a place."""
        names = tuple(name for _, targets in place.loops for name in targets)
        values = tuple(self.loop_values.get(loop) for loop, _ in place.loops)
        flat = tuple(
            v for (_, targets), value in zip(place.loops, values, strict=True) for v in _spread(value, targets)
        )
        return names, flat[0] if len(flat) == 1 else flat

    def capture(self, node: int, captures: Mapping[str, Any], place: Place, site: str = "") -> None:
        """Attach captured values to a node, as copies: the notebook may change its objects later."""
        for key, value in captures.items():
            self._use(node, site).captures.add(key)
            self.hold(key, value, place, node)

    def hold(self, key: str, value: Any, place: Place, node: int = -1) -> None:
        """Keep a copy of a captured value, one for each round of a loop."""
        loop_value = self.loop_key(place)[1] if self.captures[key].loops else None
        held = self.captured.setdefault(key, {})
        try:
            known = held.get(loop_value, _ABSENT)
        except TypeError:
            self.leak(node, self.captures[key].site, "a value differs between rounds of a loop over unhashable values")
            return
        if known is _ABSENT:
            held[loop_value] = _independent(value)
            if not self.captures[key].type:
                self.captures[key] = replace(
                    self.captures[key], type=qualified_type(value), labels=column_labels(value)
                )
        elif not self.captures[key].loops and _differs(known, value):
            self.leak(node, self.captures[key].site, "its value changes while the rows are prepared")

    def decide_again(self, node: int, site: str, decision: Decision) -> None:
        """Note what becomes of a site after all, now that more is known; other values are captured for it."""
        self.settle(site, decision)
        self._use(node, site).captures = set(decision.captures.values())

    def trace_nodes(self) -> tuple[Node, ...]:
        """Return the graph as plain data."""
        return tuple(
            Node(
                place=self.places[i],
                deps=tuple(sorted(_deps(uses.values()))),
                structure=tuple(sorted(_structure(uses))),
                filter=self._filter(i),
                captures=tuple(sorted(_captures(uses.values()))),
                expects=tuple(
                    Expectation(site=site, nodes=tuple(sorted(use.expects)))
                    for site, use in uses.items()
                    if use.expects
                ),
                sides=self.sides.get(i, {}),
                rounds=tuple(f"{r.loop}#{r.number}" for r in self.rounds.get(i, ())),
                part=self.parts.get(i, (-1, -1))[0],
                operand=self.parts.get(i, (-1, -1))[1],
                raw=self.raw.get(i),
                leak=self.leaks.get(i),
                is_asked=i in self.asked,
            )
            for i, uses in enumerate(self.uses)
        )


_ABSENT = object()
T = TypeVar("T")


def _union(sets: Iterable[set[T]]) -> set[T]:
    return {item for each in sets for item in each}


def _deps(uses: Iterable[_Use]) -> set[int]:
    return {node for use in uses for node in use.deps}


def _captures(uses: Iterable[_Use]) -> set[str]:
    return {key for use in uses for key in use.captures}


def _structure(uses: Mapping[str, _Use]) -> set[int]:
    """Return what a node stands on only for the existence of frames."""
    values = _union(use.deps - use.structure for use in uses.values())
    return _union(use.structure for use in uses.values()) - values


def _is_inside(inner: ast.expr, outer: ast.expr) -> bool:
    first, last = (outer.lineno, outer.col_offset), (outer.end_lineno or 0, outer.end_col_offset or 0)
    return first <= (inner.lineno, inner.col_offset) and (inner.end_lineno or 0, inner.end_col_offset or 0) <= last


def _spread(value: Any, targets: tuple[str, ...]) -> tuple[Any, ...]:
    return (value,) if len(targets) == 1 else tuple(value)


def _independent(value: Any) -> Any:
    try:
        return copy.deepcopy(value)
    except Exception:  # noqa: BLE001 - whatever a foreign object raises, it is kept as it is and stored later or refused
        return value


def _differs(known: Any, value: Any) -> bool:
    """Whether a plain value has changed; fitted objects get a new version when they change and are not compared."""
    plain = str | int | float | bool | None
    return isinstance(known, plain) and isinstance(value, plain) and not same(known, value)
