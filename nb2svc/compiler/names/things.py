"""Abstract objects: what a name may stand for, and which objects may be reached from which.

A `Value` is the set of things that an expression may be. Constants are the empty value: nothing can change them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from nb2svc.compiler.names.frames import Frame

__all__ = ["EMPTY", "Kind", "Routine", "Thing", "Value", "affected_by", "elements", "inside", "reach"]

Kind = Literal["object", "container", "module", "figure", "class", "function"]


class Routine:
    """A function body with what is needed to run it: where it was defined and its defaults."""

    __slots__ = ("defaults", "frame", "node")

    def __init__(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, frame: Frame, defaults: dict[str, Value]
    ) -> None:
        self.node = node
        self.frame = frame
        self.defaults = defaults


class Thing:
    """One object that the notebook may make.

    Attributes:
        kind: `container` is a list, tuple, dict or set written as such; `object` is anything else with behaviour.
        holds: things that can be reached from it in one step; it only ever grows.
        held_by: the other direction.
        coded: whether a function of the notebook can be reached from it.
        routines: for a function, its bodies; for a class, those of its methods.
        members: for a class, its methods by name.
        origins: objects that it was computed by, as a loss by a model; `backward` changes them.
        items: for a list or tuple, the values at its positions, where they are known.
        path: for a module or something imported, its dotted name.
        at_names: names that a text mentions as `@name`.
        dotted: whether a module was imported together with a submodule.
    """

    __slots__ = (
        "at_names",
        "coded",
        "dotted",
        "held_by",
        "holds",
        "items",
        "kind",
        "members",
        "origins",
        "path",
        "routines",
    )

    def __init__(self, kind: Kind, *, path: str = "") -> None:
        self.kind = kind
        self.path = path
        self.holds: set[Thing] = set()
        self.held_by: set[Thing] = set()
        self.coded = False
        self.routines: tuple[Routine, ...] = ()
        self.members: dict[str, Value] = {}
        self.origins: Value = EMPTY
        self.items: tuple[Value, ...] | None = None
        self.at_names: frozenset[str] = frozenset()
        self.dotted = False

    def hold(self, value: Iterable[Thing]) -> None:
        """Make the things of a value reachable from this one; modules are reachable from everywhere anyway."""
        for thing in value:
            if thing is not self and thing not in self.holds and thing.kind != "module":
                self.holds.add(thing)
                thing.held_by.add(self)
                if thing.coded:
                    self.mark_coded()

    def mark_coded(self) -> None:
        """Note that functions of the notebook can be reached from here, and so from all that hold it."""
        pending = [self]
        while pending:
            thing = pending.pop()
            if not thing.coded:
                thing.coded = True
                pending += thing.held_by


Value: TypeAlias = frozenset[Thing]
EMPTY: Final[Value] = frozenset()


def reach(value: Iterable[Thing]) -> set[Thing]:
    """Return the things of a value and all that can be reached from them."""
    found = set(value)
    pending = [thing for thing in found if thing.holds]
    while pending:
        for thing in pending.pop().holds:
            if thing not in found:
                found.add(thing)
                if thing.holds:
                    pending.append(thing)
    return found


def inside(value: Value) -> Value:
    """Return what an element, attribute or part of a value may be."""
    if not value:
        return EMPTY
    parts: set[Thing] = set()
    for thing in value:
        if thing.kind == "container":
            parts |= reach(thing.holds)
        else:
            parts.add(thing)
            if thing.holds:
                parts.update(part for part in reach(thing.holds) if part.kind != "class")
    return frozenset(parts)


def elements(value: Value) -> Value:
    """Return what iterating over a value gives: of a container what it holds, of an object any part."""
    parts: set[Thing] = set()
    for thing in value:
        parts |= thing.holds if thing.kind == "container" else inside(frozenset({thing}))
    return frozenset(parts)


def affected_by(changed: Iterable[Thing]) -> set[Thing]:
    """Return the things that look different after some changed: those and all from which they can be reached."""
    found = set(changed)
    pending = list(found)
    while pending:
        for holder in pending.pop().held_by:
            if holder not in found:
                found.add(holder)
                pending.append(holder)
    return found
