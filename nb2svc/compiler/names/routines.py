"""Running functions of the notebook: their bodies are interpreted where they are called or mentioned.

Python looks a function's global names up when it runs. So what a body reads of the notebook counts at the place of
the call, with the names as they are there.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Final

from nb2svc.compiler.names.frames import Frame, find_locals
from nb2svc.compiler.names.machine import Machine
from nb2svc.compiler.names.things import EMPTY, Routine, Thing, Value, reach

__all__ = ["Arguments", "call_class", "call_function", "find_method", "mention", "run_callbacks"]

# how often a function is run with different arguments within a statement, and how deep calls in calls are followed;
# beyond, it may change all its arguments: what it reads is known by then
_MOST_RUNS: Final = 12
_DEEPEST: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The arguments of a call.

    Attributes:
        positional: by position.
        keywords: by name.
        spill: what may be any argument: from `*xs`, `**options`, or because the caller is unknown.
    """

    positional: tuple[Value, ...] = ()
    keywords: dict[str, Value] = field(default_factory=dict)
    spill: Value = EMPTY

    def everything(self) -> Value:
        """Return all arguments as one value."""
        return self.spill.union(*self.positional, *self.keywords.values())

    def after(self, first: Value) -> Arguments:
        """Return the arguments of a method: the same after its object."""
        return Arguments(positional=(first, *self.positional), keywords=self.keywords, spill=self.spill)


def mention(machine: Machine, value: Value) -> Value:
    """Note what the functions that can be reached from a value read and change when someone calls them; return it."""
    if value and any(thing.coded for thing in value):
        for thing in reach(value):
            for routine in thing.routines:
                _perhaps_run(machine, routine, Arguments())
    return value


def run_callbacks(machine: Machine, given: Value, others: Value) -> None:
    """Run the functions that a call is given, on whatever else the call is given; methods on nothing known."""
    if not any(thing.coded for thing in given):
        return
    spill = frozenset(thing for thing in others if not thing.coded)
    for thing in reach(given):
        arguments = Arguments(spill=spill) if thing.kind == "function" else Arguments()
        for routine in thing.routines:
            _perhaps_run(machine, routine, arguments)
        if thing.kind == "object":
            for method, owner in find_method(frozenset({thing}), "__call__"):
                for routine in method.routines:
                    _perhaps_run(machine, routine, Arguments(positional=(owner,), spill=spill))


def call_function(machine: Machine, thing: Thing, arguments: Arguments) -> Value:
    """Run a function and return what it may return."""
    result = EMPTY
    for routine in thing.routines:
        _hold_closure(machine, thing, routine)
        result |= _run(machine, routine, arguments)
        parts = list(ast.walk(routine.node))
        if machine.live is not None and any(isinstance(part, ast.Nonlocal) for part in parts):
            machine.change({thing})  # it counts, or remembers: the next call gives something else
        if machine.live is not None and any(isinstance(part, ast.Yield | ast.YieldFrom) for part in parts):
            made = machine.make("container", routine.node)  # its body runs when somebody asks for its values
            made.hold({thing})
            made.hold(arguments.everything())
            result |= {made}
    return result


def _hold_closure(machine: Machine, thing: Thing, routine: Routine) -> None:
    """Make what a function made by a function reads of that function reachable from it: it changes with it."""
    frame: Frame | None = routine.frame
    if machine.live is None or frame is None or frame.kind != "function":
        return
    names = {part.id for part in ast.walk(routine.node) if isinstance(part, ast.Name)}
    while frame is not None and frame.kind == "function":
        for name in sorted(names & frame.names.own):
            thing.hold(machine.state.values.get((frame.number, name), EMPTY))
        frame = frame.outer


def call_class(machine: Machine, thing: Thing, instance: Thing, arguments: Arguments) -> Value:
    """Make an instance of a class of the notebook: it holds its class and its arguments."""
    instance.hold({thing})
    instance.hold(arguments.everything())
    for method in _methods(thing, "__init__"):
        call_function(machine, method, arguments.after(frozenset({instance})))
    return frozenset({instance})


def find_method(receiver: Value, name: str) -> list[tuple[Thing, Value]]:
    """Return the methods of notebook classes that a call may reach, each with the objects it is called on."""
    found: list[tuple[Thing, Value]] = []
    for thing in receiver:
        classes = {thing, *thing.holds} if thing.coded else ()
        for owner in classes:
            if owner.kind == "class":
                found += [(method, frozenset({thing})) for method in _methods(owner, name)]
    return found


def _methods(owner: Thing, name: str) -> Value:
    """Return the methods of a class under a name, with those that `super()` may reach."""
    found = owner.members.get(name, EMPTY)
    if any(isinstance(p, ast.Name) and p.id == "super" for m in found for r in m.routines for p in ast.walk(r.node)):
        found = found.union(*(_methods(base, name) for base in owner.holds if base.kind == "class"))
    return found


def _perhaps_run(machine: Machine, routine: Routine, arguments: Arguments) -> None:
    if machine.live is None:
        return
    key = _answer_key(routine, _match(routine, arguments))
    if key not in machine.answers:
        machine.perhaps(lambda: _run(machine, routine, arguments))


def _run(machine: Machine, routine: Routine, arguments: Arguments) -> Value:
    """Interpret a body with its arguments; the same call again within a statement has the same answer."""
    values = _match(routine, arguments)
    key = _answer_key(routine, values)
    known = machine.answers.get(key)
    if known is not None:
        return known
    everything = EMPTY.union(*values.values())
    machine.answers[key] = everything  # what a recursive call may return
    runs = machine.runs.get(routine, 0)
    if runs >= _MOST_RUNS or (machine.depth >= _DEEPEST and runs):
        machine.change(everything, deep=True)
        return mention(machine, everything)
    machine.runs[routine] = runs + 1
    machine.depth += 1
    machine.answers[key] = result = _interpret(machine, routine, values)
    machine.depth -= 1
    return result


def _interpret(machine: Machine, routine: Routine, values: dict[str, Value]) -> Value:
    node = routine.node
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    frame = machine.open_frame("function", find_locals(body, node.args), routine.frame)
    before = machine.state.fork()
    for name, value in values.items():
        machine.bind(name, value, frame)
    if isinstance(node, ast.Lambda):
        result = machine.evaluate(node.body, frame)
    else:
        result = machine.run_function(node.body, frame)
    machine.live = machine.live or before  # a body that always raises: what follows is only reached otherwise
    machine.close_frame(frame)
    return result


def _match(routine: Routine, arguments: Arguments) -> dict[str, Value]:
    """Return the value of each parameter."""
    parameters = routine.node.args
    positional = [parameter.arg for parameter in (*parameters.posonlyargs, *parameters.args)]
    values = dict(zip(positional, arguments.positional, strict=False))
    values.update(arguments.keywords)
    names = [*positional, *(parameter.arg for parameter in parameters.kwonlyargs)]
    matched = {name: values.get(name, routine.defaults.get(name, EMPTY)) | arguments.spill for name in names}
    rest = arguments.spill.union(*arguments.positional[len(positional) :])
    if parameters.vararg is not None:
        matched[parameters.vararg.arg] = rest
    if parameters.kwarg is not None:
        matched[parameters.kwarg.arg] = arguments.spill.union(
            *(value for name, value in arguments.keywords.items() if name not in names)
        )
    return matched


def _answer_key(routine: Routine, values: dict[str, Value]) -> tuple[object, ...]:
    return (routine, *values.values())
