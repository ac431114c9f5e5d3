"""One execution of an operation with an operand that depends on rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nb2svc.build.probe.records import Carried
from nb2svc.compiler.sites import Place, Site

__all__ = ["Operation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One execution of an operation with an operand that depends on rows.

    Attributes:
        site: the expression.
        place: the statement.
        function: the operation as a function of its operands, for experiments.
        operands: full values and what is known of them.
        node: the execution of the statement in the dependence graph.
    """

    site: Site
    place: Place
    function: Callable[..., Any]
    operands: list[Carried]
    node: int

    def nodes(self) -> frozenset[int]:
        """Return what the operands stand on, all columns included."""
        return frozenset[int]().union(*(o.record.all_nodes() for o in self.operands if o.record))

    def structure(self) -> frozenset[int]:
        """Return what the operands stand on, columns not included."""
        return frozenset[int]().union(*(o.record.nodes for o in self.operands if o.record))
