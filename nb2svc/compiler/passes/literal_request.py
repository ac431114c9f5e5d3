"""A service whose request is made of literals: its answers, the statements behind them, its arguments.

predict_price("Hebbal", 1000, 2, 3)     ->     def predict(location, sqft, bath, bhk, state): ...
"""

from __future__ import annotations

import ast
import keyword
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from nb2svc.compiler.ir import Program
from nb2svc.compiler.sites import Instrumented
from nb2svc.compiler.trace import Output, Trace

__all__ = [
    "argument",
    "behind_request",
    "call_of_answer",
    "choose_answers",
    "name_arguments",
    "several_calls",
    "without_namesakes",
]


def choose_answers(trace: Trace) -> tuple[Output, ...]:
    """Return the values that answer a request: those that a frozen value took part in and that nothing reads further.

    Single values count in any case. A bare last line is the answer only where no variable is. Of answers to several
    calls of one function, the last one counts.
    """
    found = [o for o in trace.outputs if o.is_asked and (o.dimensions == 1 or not o.read_later)]
    found = [o for o in found if not o.variable.startswith("_") and _is_computed(trace, o)]
    final = [o for o in found if not o.read_later] or found
    same_cell = [o for o in found if final and o.place.partition(":")[0] == final[-1].place.partition(":")[0]]
    named = [o for o in same_cell if o.variable] or same_cell
    alone = [o for o in named if o is named[-1] or not several_calls(trace, (o, named[-1]))]
    return without_namesakes(alone)


def without_namesakes(outputs: Sequence[Output]) -> tuple[Output, ...]:
    """Return answers such that no two have a field of the same name: of two, the later one counts."""
    names = [{f.name for f in o.fields} for o in outputs]
    return tuple(o for i, o in enumerate(outputs) if not names[i] & set[str]().union(*names[i + 1 :]))


def several_calls(trace: Trace, outputs: Iterable[Output]) -> set[str]:
    """Return the arguments for which answers have several values: they are made of several calls."""
    leaves = (n for n in _asked_behind(trace, {o.node for o in outputs}) if trace.nodes[n].raw is not None)
    counts = Counter(raw[1] for n in leaves if (raw := trace.nodes[n].raw) is not None)
    return {key for key, count in counts.items() if count > 1}


def _is_computed(trace: Trace, output: Output) -> bool:
    """Whether more than the request itself went into a value: a model, a function's data."""
    behind = _asked_behind(trace, {output.node})
    around = {d for n in behind for d in trace.nodes[n].deps}  # the heads of loops over models, too
    return any(trace.nodes[n].captures or trace.nodes[n].leak for n in behind | around)


def _asked_behind(trace: Trace, seeds: set[int]) -> set[int]:
    """Return the nodes that depend on the request, of those that the seeds stand on."""
    pending, seen = list(seeds), set[int]()
    while pending:
        node = pending.pop()
        if node not in seen:
            seen.add(node)
            pending += [d for d in trace.nodes[node].deps if trace.nodes[d].is_asked]
    return seen


def behind_request(trace: Trace, code: Instrumented, seeds: Iterable[int]) -> frozenset[int]:
    """Return the nodes that depend on the request on the way to the answer, and the heads of the blocks around them."""
    seen: set[int] = set()
    pending = list(seeds)
    while pending:
        number = pending.pop()
        if number in seen:
            continue
        seen.add(number)
        node = trace.nodes[number]
        parents = code.places[node.place].parents if node.place in code.places else ()
        pending += [d for d in node.deps if trace.nodes[d].is_asked or trace.nodes[d].place in parents]
    return frozenset(seen)


def name_arguments(program: Program, code: Instrumented, trace: Trace, live: frozenset[int]) -> dict[str, str]:
    """Return the literals of the request in the order in which they are read, with a distinct name for each."""
    taken = {"state"} | {n for s in program.statements if s.kind == "import" for n in s.effects.defines}
    names: dict[str, str] = {}
    for number in sorted(live):
        raw = trace.nodes[number].raw
        if raw is None or raw[1] in names:
            continue
        base = trace.asked[raw[1]].name
        name, count = base, 2
        elsewhere = _bound_elsewhere(code, trace, live, raw[1])
        while argument(name) in taken | elsewhere:
            name, count = f"{base}_{count}", count + 1
        taken.add(argument(name))
        names[raw[1]] = name
    return names


def _bound_elsewhere(code: Instrumented, trace: Trace, live: frozenset[int], key: str) -> set[str]:
    """Return the variables that statements without the literal bind: it cannot be called like one of them."""
    own = {code.sites[site].place for site, d in trace.decisions.items() if d.action == "ask" and d.captures[""] == key}
    places = {trace.nodes[n].place for n in live if trace.nodes[n].place} - own
    nodes = [part for place in places for part in ast.walk(code.places[place].node)]
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def argument(name: str) -> str:
    """Return a field's name as Python writes it: `Annual Income` as `annual_income`."""
    if name.isidentifier() and not keyword.iskeyword(name):
        return name
    text = re.sub(r"\W+", "_", name).strip("_").lower() or "value"
    return f"value_{text}" if text[0].isdigit() or keyword.iskeyword(text) else text


def call_of_answer(code: Instrumented, output: Output) -> str:
    """Return the function of the notebook whose call is all of an answer, or empty."""
    place = code.places[output.place]
    value = getattr(place.node, "value", None)
    match value:
        case ast.Call(func=ast.Name(id=name)):
            return name
        case _:
            return ""
