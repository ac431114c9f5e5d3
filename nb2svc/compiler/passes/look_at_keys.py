"""Look-ups in tables of the training rows, where the answer needs what they find -> the same, with a look at the keys.

df = df.merge(stats, on="city")                  df = only_known_keys(df, state.stats, on="city").merge(...)
df["n"] = df["city"].map(counts).fillna(0)       stays: the notebook says what becomes of a city without a count
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from nb2svc.compiler.closure import closure
from nb2svc.compiler.ir import Program
from nb2svc.compiler.passes.choose_outputs import choose_outputs
from nb2svc.compiler.trace import Gap, Leak, Node, Trace

__all__ = ["UNTOLD", "look_at_keys"]

UNTOLD: Final = "a value that training never saw would be none at all, and no look at the row's values tells"


def look_at_keys(program: Program, trace: Trace) -> Trace:
    """Return the trace in which no look-up finds nothing, unless the notebook says what becomes of that.

    Args:
        program: the notebook.
        trace: what the run showed.
    """
    if not trace.gaps:
        return trace
    seeds = {n for o in choose_outputs(program, trace) for n in (o.node, *(n for part in o.columns for n in part))}
    live = closure(seeds, lambda node: trace.nodes[node].deps)
    needed = [gap for gap in trace.gaps if live.intersection(gap.found)]
    looking = {gap.site for gap in needed if gap.closed is None}  # in another round the column may be as it was loaded
    told = {gap.site: gap.decision for gap in needed if gap.site in looking and gap.decision is not None}
    closed = {  # once for a loop, whichever of its rounds is needed
        (c.column, c.values): replace(c, node=min(live.intersection(gap.found)))
        for gap in needed
        if (c := gap.closed) is not None
    }
    asking = [gap for gap in needed if gap.site in looking]
    return replace(
        trace,
        decisions=dict(trace.decisions) | told,
        closed=(*trace.closed, *closed.values()),
        nodes=tuple(_looked_at(node, [gap for gap in asking if gap.node == i]) for i, node in enumerate(trace.nodes)),
        gaps=(),
    )


def _looked_at(node: Node, gaps: list[Gap]) -> Node:
    """Return a node with what its look-ups use besides."""
    if not gaps:
        return node
    captures = {key for gap in gaps if gap.decision is not None for key in gap.decision.captures.values()}
    untold = next((gap for gap in gaps if gap.decision is None), None)
    leak = node.leak or (_leak(untold) if untold is not None else None)
    return replace(node, captures=tuple(sorted({*node.captures, *captures})), leak=leak)


def _leak(gap: Gap) -> Leak:
    return Leak(site=gap.site, reason=UNTOLD, remedy="fill what is not found, for example with `.fillna(...)`")
