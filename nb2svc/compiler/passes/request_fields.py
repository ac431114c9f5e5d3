"""What a request's fields may hold, and which columns its frames have under which names."""

from __future__ import annotations

import ast
from typing import Any

from nb2svc.compiler.sites import Instrumented
from nb2svc.compiler.trace import Trace
from nb2svc.manifest import Field, RequestSchema

__all__ = ["field_categories", "unmade_labels", "written_labels"]


def field_categories(
    trace: Trace, live: frozenset[int], known: Field, request: RequestSchema
) -> tuple[Any, ...] | None:
    """Return the values that a field may hold: of those that were loaded the ones that every encoding knows."""
    lists = [closed.values for closed in trace.closed if closed.node in live and closed.column == known.name]
    if not lists:
        return _loaded_categories(trace, known, request)
    common = set(lists[0]).intersection(*lists[1:])
    return tuple(value for value in lists[0] if value in common)


def _loaded_categories(trace: Trace, known: Field, request: RequestSchema) -> tuple[Any, ...] | None:
    """Return the values of a field in all tables of its kind: a test file may lack some that training has."""
    names = {f.name for f in request.fields}
    alike = [
        i.schema for i in trace.inputs if 2 * len(names & {f.name for f in i.schema.fields}) > len(i.schema.fields)
    ]
    lists = [f.categories for schema in alike for f in schema.fields if f.name == known.name and f.kind == known.kind]
    if known.categories is None or None in lists:
        return None
    return tuple(dict.fromkeys(value for values in (known.categories, *lists) for value in values or ()))


def written_labels(code: Instrumented, trace: Trace, live: frozenset[int]) -> set[str]:
    """Return the columns that live statements write by name."""
    labels: set[str] = set()
    for place in {trace.nodes[n].place for n in live if trace.nodes[n].place}:
        match code.places[place].node:
            case ast.Assign(targets=[ast.Subscript(slice=key)]) | ast.AugAssign(target=ast.Subscript(slice=key)):
                labels |= {c.value for c in ast.walk(key) if isinstance(c, ast.Constant) and isinstance(c.value, str)}
    return labels


def unmade_labels(trace: Trace, live: frozenset[int], places: frozenset[str]) -> frozenset[str]:
    """Return the columns that nothing in the service makes: the target under another name, notes on it."""
    return frozenset(
        label
        for label, nodes in trace.labels.items()
        if not any(n in live or trace.nodes[n].place in places for n in nodes)
    )
