"""A request made of literals: what depends on them is computed anew for each request, all else is frozen.

There is one request at a time, so nothing has to be proven of rows together; what each operation gives for another
request, the build asks the notebook's own statements.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.records import Carried, Record
from nb2svc.build.probe.requests import Call, copied
from nb2svc.compiler.branches import is_plain_branch
from nb2svc.compiler.operations import FIT_METHODS, call_name
from nb2svc.compiler.sites import Place, Site, site_of
from nb2svc.compiler.trace import Decision

__all__ = [
    "BRANCHED",
    "LOOPED",
    "as_written",
    "ask",
    "branch",
    "change_request",
    "is_asked",
    "is_under_request",
    "leaves_behind",
    "operate_on_request",
    "parts_of",
    "pass_by",
]

BRANCHED = "the request decides which way it goes, and the notebook has gone only one of them"
LOOPED = "the request decides how often it goes round"
_PASSED = "the request goes into this statement, which cannot be followed"
_MIXED = "the request and the loaded rows are mixed here, and a service answers one or the other"
_FITTED = "the request is what this is fitted to"


def is_asked(operand: Carried) -> bool:
    """Whether a value depends on the request."""
    return operand.record is not None and operand.record.kind == "request"


def ask(observer: Observer, site: Site, value: Any) -> Carried:
    """Begin a request at a literal."""
    asked = observer.code.asked[site.id]
    node = observer.graph.add_raw("", asked.key)
    observer.graph.asked.add(node)
    observer.requests.leaves[node] = (asked.key, value)
    observer.graph.decide(site.id, Decision(action="ask", captures={"": asked.key}))
    return Carried(full=value, record=Record(kind="request", shadows=[], nodes=frozenset({node})))


def as_written(observer: Observer, site: Site, position: int, operand: Carried) -> Carried:
    """Return a literal that only chooses how all rows are answered as what it is; of a variable, its value is kept."""
    if not is_asked(operand):
        return operand
    slot, node = site.slots[position], site.operands[position]
    if slot.name:
        observer.graph.decisions.pop(f"{site.id}|{slot.name}", None)
        place = observer.code.places[site.place]
        return Carried(full=operand.full, captures=observer.captured_name(site.id, place, slot, operand.full))
    cell = site.place.partition(":")[0]
    parts = ast.walk(node) if node is not None else ()
    if node is None or not any(isinstance(n, ast.Name) and site_of(cell, n) in observer.code.asked for n in parts):
        return Carried(full=operand.full)
    inner = observer.code.sites[site_of(cell, node)]
    observer.graph.decisions.pop(inner.id, None)
    observer.graph.asked.discard(observer.graph.current(site.place))  # the statement is about rows after all
    return observer.freeze(inner, operand.full)


def operate_on_request(observer: Observer, site: Site, operands: Sequence[Carried], full: Any) -> Carried:
    """An operation with a request among its operands stays as it is written; its other operands are frozen."""
    place = observer.code.places[site.place]
    node = observer.graph.current(site.place)
    observer.graph.decide(site.id, Decision(action="row"))
    _use(observer, site, place, list(enumerate(operands)))
    if call_name(site.node) in FIT_METHODS:
        observer.graph.leak(node, site.id, _FITTED)
    _note_call(observer, site, operands, full)
    return Carried(full=full, record=Record(kind="request", shadows=[], nodes=frozenset({node})))


def _use(observer: Observer, site: Site, place: Place, operands: list[tuple[int, Carried]]) -> None:
    """Let the execution under way stand on a request, and on frozen values for all else."""
    nodes = frozenset[int]().union(*(o.record.nodes for _, o in operands if o.record is not None and is_asked(o)))
    used = [
        o if o.record is None or is_asked(o) else _frozen(observer, site, place, position, o)
        for position, o in operands
    ]
    observer.graph.asked.add(observer.graph.current(place.id))
    observer.use(place, used, nodes, site=site.id)


def _frozen(observer: Observer, site: Site, place: Place, position: int, operand: Carried) -> Carried:
    """Return an operand that depends on the loaded rows as the value that it has in training."""
    slot = site.slots[position]
    if slot.name:
        observer.graph.decisions.pop(f"{site.id}|{slot.name}", None)
        return Carried(full=operand.full, captures=observer.captured_name(site.id, place, slot, operand.full))
    node = site.operands[position]
    assert node is not None
    inner = observer.code.sites[site_of(site.place.partition(":")[0], node)]
    base = operand.record.base if operand.record is not None and operand.record.kind == "view" else None
    if base is not None and isinstance(node, ast.Attribute) and len(inner.slots) == 1:
        return _frozen(observer, inner, place, 0, base)  # of `names.iloc` the names: the access is made anew
    observer.graph.decisions.pop(inner.id, None)
    return observer.freeze(inner, operand.full)


def _note_call(observer: Observer, site: Site, operands: Sequence[Carried], full: Any) -> None:
    match site.node:
        case ast.Call(func=ast.Name(id=function)) if site.calls_helper:
            row = dict(
                observer.requests.leaves[n]
                for o in operands
                if o.record is not None
                for n in leaves_behind(observer, o.record.nodes)
            )
            observer.requests.calls.append(Call(function=function, site=site.id, row=row, result=copied(full)))
        case _:
            pass


def leaves_behind(observer: Observer, nodes: Iterable[int]) -> list[int]:
    """Return the literals that nodes stand on."""
    seen: set[int] = set()
    pending = [n for n in nodes if n in observer.graph.asked]
    while pending:
        node = pending.pop()
        if node not in seen:
            seen.add(node)
            pending += observer.graph.deps(node) & observer.graph.asked
    return sorted(seen & observer.requests.leaves.keys())


def change_request(
    observer: Observer,
    site: Site,
    run: Callable[[], Any],
    root: Any,
    record: Record | None,
    operands: Sequence[Carried],
) -> Any:
    """Something of a request changes an object in place, or is changed: the object depends on the request from then."""
    place = observer.code.places[site.place]
    name = site.slots[0].name
    result = run()
    node = observer.graph.current(place.id)
    observer.graph.decide(site.id, Decision(action="row"))
    _use(observer, site, place, list(enumerate(operands, start=1)))
    if record is not None and record.kind != "request":
        observer.graph.leak(node, site.id, _MIXED)
    earlier = record.nodes if record is not None else _history(observer, root)
    observer.graph.use(node, frozenset(earlier))
    changed = Record(kind="request", shadows=[], nodes=frozenset({node}))
    observer.registry.put(root, changed, name)
    observer.graph.close(place.id)
    if "predict" in place.stages:
        observer.answer(name, place, root, changed, node)
    return result


def _history(observer: Observer, root: Any) -> set[int]:
    """Return the statements that made an object, which the service has to run as well; their values are kept."""
    found = set()
    for node, place, captures in observer.requests.past.get(id(root), (None, []))[1]:
        observer.graph.asked.add(node)
        observer.graph.capture(node, captures, place)
        found.add(node)
    return found


def parts_of(carried: Carried) -> tuple[Carried, ...]:
    """Return the elements of a tuple that depends on a request: each of them does."""
    assert carried.record is not None
    return tuple(Carried(full=value, record=replace(carried.record)) for value in carried.full)


def is_under_request(observer: Observer, place: Place) -> bool:
    """Whether a request decides that a statement is run at all."""
    controls = observer.graph.controls
    return any(parent in controls and controls[parent] in observer.graph.asked for parent in place.parents)


def branch(observer: Observer, place: Place) -> None:
    """The request decides which way an `if` goes: it is served whole where the other way needs nothing unseen."""
    node = observer.graph.controls[place.id]
    names = {n.id for n in ast.walk(place.node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    known = {name: observer.registry.find(observer.environment.get(name), name) for name in names}
    asked = {name: record for name, record in known.items() if record is not None and record.kind == "request"}
    if not is_plain_branch(place.node, frozenset(asked)):
        observer.graph.leak(node, "", BRANCHED)
        return
    observer.units[place.id] = None
    for record in asked.values():
        observer.graph.depend(node, record)


def pass_by(observer: Observer, place_id: str, read: Sequence[str], written: Sequence[str]) -> None:
    """A statement ran as it is written: if it reads something of a request, so may all that it writes."""
    known = {name: observer.registry.find(observer.environment.get(name), name) for name in read}
    asked = [record for record in known.values() if record is not None and record.kind == "request"]
    if not asked:
        return
    node = observer.graph.close(place_id)
    observer.graph.asked.add(node)
    observer.graph.leak(node, "", _PASSED)
    for record in asked:
        observer.graph.depend(node, record)
    for name in written:
        if name in observer.environment:
            value = observer.environment[name]
            observer.registry.put(value, Record(kind="request", shadows=[], nodes=frozenset({node})), name)
            observer.names[name] = node
