"""One execution of an operation with an operand that depends on rows."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
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
        before: the first samples of operands that the operation changes in place, as they were, by position.
    """

    site: Site
    place: Place
    function: Callable[..., Any]
    operands: list[Carried]
    node: int
    before: Mapping[int, Any] = field(default_factory=dict)

    def unchanged(self) -> tuple[Callable[..., Any], list[Carried]]:
        """Return the operation without a trace, and the operands as they were before it, for trials with columns."""
        if not self.before:
            return self.function, self.operands
        operands = list(self.operands)
        for position, sample in self.before.items():
            record = operands[position].record
            assert record is not None
            operands[position] = replace(operands[position], record=replace(record, shadows=[sample]))
        return lambda *values: self.function(*copy.deepcopy(values)), operands

    def nodes(self) -> frozenset[int]:
        """Return what the operands stand on, all columns included."""
        return frozenset[int]().union(*(o.record.all_nodes() for o in self.operands if o.record))

    def structure(self) -> frozenset[int]:
        """Return what the operands stand on, columns not included."""
        return frozenset[int]().union(*(o.record.nodes for o in self.operands if o.record))
