"""Which live statements make up which stage function, what the functions take and what they return."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.sites import PART, Instrumented, Place
from nb2svc.compiler.trace import Trace
from nb2svc.manifest import StageSignature

__all__ = ["Service", "live_names", "live_places", "names_read", "plan_stages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Which statements make up which stage function.

    Attributes:
        preprocess: live top-level statements before the prediction, in order.
        predict: live top-level statements of the prediction, in order.
        signatures: of both functions.
    """

    preprocess: tuple[Statement, ...]
    predict: tuple[Statement, ...]
    signatures: tuple[StageSignature, ...]


def plan_stages(program: Program, code: Instrumented, trace: Trace, classified: Classified) -> Service:
    """Return the stage functions: their statements, what they take and what they return."""
    tops = {code.places[place].statement for place in classified.live if place in code.places}
    live = [s for s in program.statements if s.id in tops]
    if classified.request.input == "call":
        asked, answered = classified.arguments.values(), (f.name for o in classified.outputs for f in o.fields)
        signature = StageSignature(name="predict", inputs=tuple(asked), outputs=tuple(answered))
        return Service(preprocess=(), predict=tuple(live), signatures=(signature,))
    first = next((i for i, s in enumerate(live) if _predicts(s, code, classified)), len(live))
    preprocess, predict = live[:first], live[first:]
    source = classified.request.name
    bound: dict[str, None] = {source: None} | dict.fromkeys(schema.name for schema in classified.beside)
    for statement in preprocess:
        bound |= dict.fromkeys(live_names(statement, code, classified))
    frozen = frozenset(
        id(code.sites[s].node) for s, d in trace.decisions.items() if s in code.sites and d.action == "state"
    )
    made: set[str] = set()
    needed: dict[str, None] = {}
    for statement in predict:
        for place in live_places(statement, code, classified):
            needed |= dict.fromkeys(n for n in names_read(place, frozen) if n in bound and n not in made)
        made |= set(live_names(statement, code, classified))
    outputs = tuple(output.variable or "prediction" for output in classified.outputs)
    needed |= dict.fromkeys(n for n in outputs if n in bound and n not in made)
    features = tuple(needed) or (source,)
    names = tuple(f.name for o in classified.outputs for f in o.fields)
    return Service(
        preprocess=tuple(preprocess),
        predict=tuple(predict),
        signatures=(
            StageSignature(name="preprocess", inputs=(source,), outputs=features),
            StageSignature(name="predict", inputs=features, outputs=names),
        ),
    )


def _predicts(statement: Statement, code: Instrumented, classified: Classified) -> bool:
    """Whether the prediction begins here; in a cell of several stages, where a model is called or an answer is made."""
    if "predict" not in statement.stages:
        return False
    if set(statement.stages) <= {"predict", "evaluate", "report"}:
        return True
    answers = {o.place for o in classified.outputs}
    calls = {
        c.func.attr for c in ast.walk(statement.node) if isinstance(c, ast.Call) and isinstance(c.func, ast.Attribute)
    }
    return bool(calls & {"predict", "predict_proba", "decision_function"}) or any(
        p.id in answers for p in code.places.values() if p.statement == statement.id
    )


def live_places(statement: Statement, code: Instrumented, classified: Classified) -> list[Place]:
    """Return the places of a statement that the answer needs."""
    return [p for p in code.places.values() if p.statement == statement.id and p.id in classified.live]


def live_names(statement: Statement, code: Instrumented, classified: Classified) -> list[str]:
    """Return the names that a statement binds in a service."""
    names: list[str] = []
    for place in live_places(statement, code, classified):
        node = place.node
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if place.unit is not None:
            names += place.unit.binds
        parts = classified.parts.get(place.id)
        for target in targets:
            if isinstance(target, ast.Name):
                names.append(target.id)
            elif isinstance(target, ast.Tuple | ast.List):
                chosen = [target.elts[i] for i, _ in parts] if parts else target.elts
                names += [t.id for t in chosen if isinstance(t, ast.Name)]
    return names


def names_read(place: Place, frozen: frozenset[int] = frozenset()) -> list[str]:
    """Return the names a place reads: all it loads outside of frozen expressions, and the root of what it changes."""
    whole = place.unit is not None
    head = [value for field, value in ast.iter_fields(place.node) if whole or field not in {"body", "orelse"}]
    pending = [n for value in head for n in (value if isinstance(value, list) else [value]) if isinstance(n, ast.AST)]
    found: dict[str, None] = {}
    while pending:
        node = pending.pop(0)
        if id(node) in frozen:
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and not node.id.startswith(PART):
            found[node.id] = None
        pending += ast.iter_child_nodes(node)
    return list(dict.fromkeys([*found, *place.also]))
