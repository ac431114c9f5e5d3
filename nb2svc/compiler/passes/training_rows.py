"""Which filters are about training rows only, besides those that test the target: a request row passes them.

older, newer = df[df.year < 2020], df[df.year >= 2020]   where `older` is fitted to and `newer` is answered: a split
df = df[df.km < 400_000]  # training only                where the notebook says so
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from nb2svc.compiler.closure import closure
from nb2svc.compiler.ir import Program
from nb2svc.compiler.sites import Instrumented
from nb2svc.compiler.trace import Node, Trace

__all__ = ["mark_training_rows"]

_MARK: Final = re.compile(r"#.*\btraining only\b", re.IGNORECASE)


def mark_training_rows(program: Program, code: Instrumented, trace: Trace) -> Trace:
    """Return the trace with these filters marked as choices of training rows."""
    fitted = closure(trace.fitted_to, lambda number: trace.nodes[number].deps)

    def marked(number: int, node: Node) -> Node:
        found = node.filter
        if found is None or found.training_only:
            return node
        is_split = number not in fitted and bool(fitted.intersection(found.apart))
        return (
            replace(node, filter=replace(found, training_only=True))
            if is_split or _has_mark(program, code, node.place)
            else node
        )

    if not any(node.filter for node in trace.nodes):
        return trace
    return replace(trace, nodes=tuple(marked(n, node) for n, node in enumerate(trace.nodes)))


def _has_mark(program: Program, code: Instrumented, place: str) -> bool:
    """Whether the notebook says so in a comment, at the end of the statement or in the line above it."""
    node = code.places[place].node
    lines = program.notebook.cell(place.split(":", maxsplit=1)[0]).python.split("\n")
    above = lines[node.lineno - 2].strip() if node.lineno > 1 else ""
    own = lines[(node.end_lineno or node.lineno) - 1]
    return bool(_MARK.search(own[node.end_col_offset or 0 :]) or (above.startswith("#") and _MARK.search(above)))
