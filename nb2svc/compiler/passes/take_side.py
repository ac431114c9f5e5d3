"""Several loaded tables, or parts of one: which of them requests are rows of, and what that leaves of the trace.

all = pd.concat([train, test])      if the answer is about rows of `test`, becomes
all = pd.concat([state.train_columns, test])
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from nb2svc.compiler.closure import closure
from nb2svc.compiler.trace import Node, Trace

__all__ = ["take_side"]


def take_side(trace: Trace) -> Trace:
    """Return the trace for requests that are rows of the table which the last answer is about.

    Of the parts of one table it is the one whose way the answer went; where it went several, none is taken.
    """
    if not trace.outputs:
        return trace
    last = trace.outputs[-1]
    sides = [last.table]
    if trace.part_of:
        behind = closure({last.node}.union(*last.columns), lambda node: trace.nodes[node].deps)
        sides += sorted({trace.part_of[node] for node in behind if node in trace.part_of})
    decisions = dict(trace.decisions)
    for side in sides:
        decisions |= trace.side_decisions.get(side, {})
    return replace(
        trace,
        nodes=tuple(_seen_from(node, sides) for node in trace.nodes),
        decisions=decisions,
        side_decisions={},
    )


def _seen_from(node: Node, sides: Collection[str]) -> Node:
    taken = [node.sides[side] for side in sides if side in node.sides]
    if len(taken) != 1:
        return replace(node, sides={}) if node.sides else node
    (side,) = taken
    return replace(
        node,
        deps=tuple(sorted({*node.deps, *side.deps})),
        captures=tuple(sorted({*node.captures, *side.captures})),
        sides={},
    )
