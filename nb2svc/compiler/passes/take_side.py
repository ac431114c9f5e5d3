"""Several loaded tables: which of them requests are rows of, and what that leaves of the trace.

all = pd.concat([train, test])      if the answer is about rows of `test`, becomes
all = pd.concat([state.train_columns, test])
"""

from __future__ import annotations

from dataclasses import replace

from nb2svc.compiler.trace import Node, Trace

__all__ = ["take_side"]


def take_side(trace: Trace) -> Trace:
    """Return the trace for requests that are rows of the table which the last answer is about."""
    if not trace.outputs:
        return trace
    table = trace.outputs[-1].table
    return replace(
        trace,
        nodes=tuple(_seen_from(node, table) for node in trace.nodes),
        decisions=dict(trace.decisions) | dict(trace.side_decisions.get(table, {})),
        side_decisions={},
    )


def _seen_from(node: Node, table: str) -> Node:
    side = node.sides.get(table)
    if side is None:
        return replace(node, sides={}) if node.sides else node
    return replace(
        node,
        deps=tuple(sorted({*node.deps, *side.deps})),
        captures=tuple(sorted({*node.captures, *side.captures})),
        sides={},
    )
