"""A body while it is executed: where its names belong, and where `break`, `continue` and `return` lead."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from nb2svc.compiler.names.frames import Frame
from nb2svc.compiler.names.machine import Machine
from nb2svc.compiler.names.state import State
from nb2svc.compiler.names.things import EMPTY, Thing, Value

__all__ = ["Body", "Loop"]


@dataclass(slots=True)
class Loop:
    """Where `break` and `continue` of one loop lead."""

    breaks: list[State] = field(default_factory=list)
    continues: list[State] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """A body being executed: of the notebook, a function or a class.

    Attributes:
        machine: what is known.
        frame: the scope of its names.
        execute: executes statements of a body; given from outside because definitions hold statements.
        loops: the loops around the statement at hand, outermost first.
        exits: the states at its `return` statements.
        returned: what they return.
    """

    machine: Machine
    frame: Frame
    execute: Callable[[Body, Iterable[ast.stmt]], None]
    loops: list[Loop] = field(default_factory=list)
    exits: list[State] = field(default_factory=list)
    returned: set[Thing] = field(default_factory=set)

    def evaluate(self, node: ast.expr | None) -> Value:
        """Return what an expression of the body may be."""
        return EMPTY if node is None else self.machine.evaluate(node, self.frame)

    def bind(self, name: str, value: Value) -> None:
        """Bind a name in the body's scope."""
        self.machine.bind(name, value, self.frame)
