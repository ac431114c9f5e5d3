"""The dependence graph of the run: one node per execution of a statement, and the values it captured."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nb2svc.build.probe.records import Record
from nb2svc.build.probe.values import column_labels, qualified_type, same
from nb2svc.compiler.sites import Instrumented, Place
from nb2svc.compiler.trace import Capture, Decision, Filter, Leak, Node

__all__ = ["Graph"]


class Graph:
    """Nodes, captured values and decisions, while the notebook runs."""

    def __init__(self, code: Instrumented) -> None:
        self.code = code
        self.places: list[str] = []
        self.deps: list[set[int]] = []
        self.structure: list[set[int]] = []
        self.filters: dict[int, Filter] = {}
        self.node_captures: list[set[str]] = []
        self.leaks: dict[int, Leak] = {}
        self.parts: dict[int, tuple[int, int]] = {}
        self.raw: dict[int, tuple[str, str]] = {}
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
        self.deps.append(set(deps) | {self.controls[p] for p in parents if p in self.controls})
        self.structure.append(set())
        self.node_captures.append(set())
        return len(self.places) - 1

    def depend(self, node: int, record: Record) -> None:
        """Let a node stand on a value as a whole; of a frame, on its existence only."""
        self.deps[node] |= (record.nodes if record.columns is not None else record.all_nodes()) - {node}
        if record.columns is not None:
            self.structure[node] |= record.nodes - {node}

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
        known = self.decisions.setdefault(site, decision)
        if known != decision:
            self.conflicts[site] = (
                f"it is handled as `{known.action}` in one execution and as `{decision.action}` in another"
            )

    def loop_key(self, place: Place) -> tuple[tuple[str, ...], Any]:
        """Return the names and the current values of the loop variables around a place."""
        names = tuple(name for _, targets in place.loops for name in targets)
        values = tuple(self.loop_values.get(loop) for loop, _ in place.loops)
        flat = tuple(
            v for (_, targets), value in zip(place.loops, values, strict=True) for v in _spread(value, targets)
        )
        return names, flat[0] if len(flat) == 1 else flat

    def capture(self, node: int, captures: Mapping[str, Any], place: Place) -> None:
        """Attach captured values to a node, as copies: the notebook may change its objects later."""
        for key, value in captures.items():
            self.node_captures[node].add(key)
            loop_value = self.loop_key(place)[1] if self.captures[key].loops else None
            held = self.captured.setdefault(key, {})
            try:
                known = held.get(loop_value, _ABSENT)
            except TypeError:
                self.leak(
                    node, self.captures[key].site, "a value differs between rounds of a loop over unhashable values"
                )
                continue
            if known is _ABSENT:
                held[loop_value] = _independent(value)
                if not self.captures[key].type:
                    self.captures[key] = replace(
                        self.captures[key], type=qualified_type(value), labels=column_labels(value)
                    )
            elif not self.captures[key].loops and _differs(known, value):
                self.leak(node, self.captures[key].site, "its value changes while the rows are prepared")

    def trace_nodes(self) -> tuple[Node, ...]:
        """Return the graph as plain data."""
        return tuple(
            Node(
                place=self.places[i],
                deps=tuple(sorted(self.deps[i])),
                structure=tuple(sorted(self.structure[i])),
                filter=self.filters.get(i),
                captures=tuple(sorted(self.node_captures[i])),
                part=self.parts.get(i, (-1, -1))[0],
                operand=self.parts.get(i, (-1, -1))[1],
                raw=self.raw.get(i),
                leak=self.leaks.get(i),
                is_asked=i in self.asked,
            )
            for i in range(len(self.places))
        )


_ABSENT = object()


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
