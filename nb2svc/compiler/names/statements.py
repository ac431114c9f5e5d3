"""What statements do, path by path: branches, loops and handlers meet again, `return` and `raise` do not get there."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias

from nb2svc.compiler.names.bodies import Body, Loop
from nb2svc.compiler.names.definitions import define_class, define_function, define_imported, define_modules
from nb2svc.compiler.names.expressions import bind_target, change_part, evaluate
from nb2svc.compiler.names.frames import Frame, pattern_names
from nb2svc.compiler.names.machine import Machine
from nb2svc.compiler.names.routines import Arguments, call_function, find_method
from nb2svc.compiler.names.state import State, join
from nb2svc.compiler.names.things import EMPTY, Value, elements, inside

__all__ = ["execute", "make_machine"]

_Handler: TypeAlias = Callable[[Body, Any], None]
_SWALLOWING: Final = frozenset({"suppress", "raises", "assertRaises"})


def make_machine() -> Machine:
    """Return a machine that interprets Python."""
    return Machine(evaluate, _run_function)


def execute(machine: Machine, node: ast.stmt, frame: Frame) -> None:
    """Execute one statement of the notebook."""
    _run(Body(machine=machine, frame=frame, execute=_run), (node,))


def _run_function(machine: Machine, statements: Sequence[ast.stmt], frame: Frame) -> Value:
    body = Body(machine=machine, frame=frame, execute=_run)
    _run(body, statements)
    machine.live = join(machine.live, *body.exits)
    return frozenset(body.returned)


def _run(body: Body, statements: Iterable[ast.stmt]) -> None:
    """Execute statements until none is reached any more."""
    for node in statements:
        if body.machine.live is None:
            return
        handler = _HANDLERS.get(type(node))
        if handler is not None:
            handler(body, node)


def _run_branch(body: Body, start: State, statements: Iterable[ast.stmt]) -> State | None:
    """Execute statements from a state and return the state at their end."""
    body.machine.live = start
    _run(body, statements)
    return body.machine.live


# -- simple statements


def _expression(body: Body, node: ast.Expr) -> None:
    value = node.value.value if isinstance(node.value, ast.Await) else node.value
    if isinstance(value, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        value = value.elt  # `[queue.send(row) for row in rows]` is a loop written short
    body.machine.alone = value
    body.evaluate(node.value)


def _assign(body: Body, node: ast.Assign) -> None:
    value = body.evaluate(node.value)
    for target in node.targets:
        bind_target(body.machine, target, value, body.frame)


def _annotated(body: Body, node: ast.AnnAssign) -> None:
    value = body.evaluate(node.value)
    if body.frame.kind != "function":
        body.evaluate(node.annotation)
    if node.value is not None:
        bind_target(body.machine, node.target, value, body.frame)


def _augmented(body: Body, node: ast.AugAssign) -> None:
    target = node.target
    if isinstance(target, ast.Name):
        old = body.machine.load(target.id, body.frame)
        value = body.evaluate(node.value)
        body.machine.change(old)  # `rows += [1]` changes the list, whoever else knows it
        for thing in old:
            thing.hold(elements(value))
        made = body.machine.make("object", node)
        body.bind(target.id, old or (frozenset({made}) if value else EMPTY))
        return
    value = body.evaluate(node.value)
    for thing in change_part(body.machine, target, body.frame):
        if thing.kind != "module":
            thing.hold(value)


def _delete(body: Body, node: ast.Delete) -> None:
    for target in node.targets:
        _delete_target(body, target)


def _delete_target(body: Body, target: ast.expr) -> None:
    match target:
        case ast.Name(id=name):
            body.machine.unbind(name, body.frame)
        case ast.Attribute() | ast.Subscript():
            change_part(body.machine, target, body.frame)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for part in targets:
                _delete_target(body, part)


def _return(body: Body, node: ast.Return) -> None:
    body.returned.update(body.evaluate(node.value))
    body.exits.append(body.machine.state)
    body.machine.live = None


def _raise(body: Body, node: ast.Raise) -> None:
    body.evaluate(node.exc)
    body.evaluate(node.cause)
    body.machine.live = None


def _assert(body: Body, node: ast.Assert) -> None:
    body.evaluate(node.test)
    if node.msg is not None:
        before = body.machine.state.fork()
        body.evaluate(node.msg)
        body.machine.live = before


def _break(body: Body, node: ast.Break) -> None:  # noqa: ARG001 - one shape for all
    if body.loops:
        body.loops[-1].breaks.append(body.machine.state)
    body.machine.live = None


def _continue(body: Body, node: ast.Continue) -> None:  # noqa: ARG001 - one shape for all
    if body.loops:
        body.loops[-1].continues.append(body.machine.state)
    body.machine.live = None


# -- paths


def _if(body: Body, node: ast.If) -> None:
    body.evaluate(node.test)
    start = body.machine.state
    other = start.fork()
    then = _run_branch(body, start, node.body)
    body.machine.live = join(then, _run_branch(body, other, node.orelse))


def _for(body: Body, node: ast.For | ast.AsyncFor) -> None:
    iterated = body.evaluate(node.iter)

    def enter() -> None:
        bind_target(body.machine, node.target, elements(iterated), body.frame)

    _loop(body, node, enter, at_least_once=_is_nonempty(node.iter), ends=True)


def _while(body: Body, node: ast.While) -> None:
    forever = isinstance(node.test, ast.Constant) and bool(node.test.value)
    body.evaluate(node.test)
    _loop(body, node, lambda: None, at_least_once=forever, ends=not forever)


def _loop(
    body: Body,
    node: ast.For | ast.AsyncFor | ast.While,
    enter: Callable[[], None],
    *,
    at_least_once: bool,
    ends: bool,
) -> None:
    """Execute a loop: two rounds show what one round leaves for the next.

    Args:
        body: where it stands.
        node: the loop.
        enter: what happens at the start of a round.
        at_least_once: whether there is always a first round.
        ends: whether the loop also ends without `break`.
    """
    machine = body.machine
    loop = Loop()
    body.loops.append(loop)
    start = machine.state.fork()
    rounds = 1 if machine.repeating else 2
    outer, ended = machine.repeating, None
    for position in range(rounds):
        machine.repeating = outer or position > 0
        enter()
        _run(body, node.body)
        ended = join(ended, machine.live, *loop.continues)
        loop.continues.clear()
        machine.live = join(start.fork(), ended and ended.fork())
        if isinstance(node, ast.While):
            body.evaluate(node.test)
    machine.repeating = outer
    body.loops.pop()
    machine.live = (ended if at_least_once else join(start, ended)) if ends else None
    if machine.live is not None:
        _run(body, node.orelse)
    machine.live = join(machine.live, *loop.breaks)


def _is_nonempty(iterated: ast.expr) -> bool:
    """Return whether a loop has a first round for sure: over items written there, or over `range(3)`."""
    if isinstance(iterated, ast.List | ast.Tuple | ast.Set):
        return any(not isinstance(item, ast.Starred) for item in iterated.elts)
    match iterated:
        case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(count))]):
            return count > 0
        case ast.Call(func=ast.Name(id="enumerate" | "reversed" | "list" | "tuple"), args=[inner, *_]):
            return _is_nonempty(inner)
        case ast.Call(func=ast.Name(id="zip"), args=[_, *_] as columns):
            return all(_is_nonempty(column) for column in columns)
    return False


def _try(body: Body, node: ast.Try) -> None:
    machine = body.machine
    start = machine.start_log()
    _run(body, node.body)
    failed = machine.end_log(start)
    if machine.live is not None:
        _run(body, node.orelse)
    ends = [machine.live]
    for handler in node.handlers:
        machine.live = failed.fork()
        _handle(body, handler)
        ends.append(machine.live)
    machine.live = join(*ends)
    if node.finalbody:
        _finally(body, node.finalbody, failed)


def _handle(body: Body, handler: ast.ExceptHandler) -> None:
    body.evaluate(handler.type)
    if handler.name is not None:
        body.bind(handler.name, frozenset({body.machine.make("object", handler)}))
    _run(body, handler.body)
    if handler.name is not None and body.machine.live is not None:
        body.machine.unbind(handler.name, body.frame)


def _finally(body: Body, statements: Sequence[ast.stmt], failed: State) -> None:
    """Execute a `finally` block; where nothing goes on after it, only what it reads counts."""
    if body.machine.live is not None:
        _run(body, statements)
        return
    body.machine.live = failed
    _run(body, statements)
    body.machine.live = None


def _with(body: Body, node: ast.With | ast.AsyncWith) -> None:
    swallows = False
    for item in node.items:
        value = body.evaluate(item.context_expr)
        for name in ("__enter__", "__exit__"):
            for method, owner in find_method(value, name):
                call_function(body.machine, method, Arguments(positional=(owner,)))
        swallows = swallows or _swallows(item.context_expr)
        if item.optional_vars is not None:
            bind_target(body.machine, item.optional_vars, value | inside(value), body.frame)
    if not swallows:
        _run(body, node.body)
        return
    start = body.machine.start_log()
    _run(body, node.body)
    body.machine.live = join(body.machine.live, body.machine.end_log(start))


def _swallows(manager: ast.expr) -> bool:
    """Return whether a context manager goes on after an exception: `with suppress(KeyError):`."""
    if not isinstance(manager, ast.Call):
        return False
    name = manager.func.attr if isinstance(manager.func, ast.Attribute) else getattr(manager.func, "id", "")
    return name in _SWALLOWING


def _match(body: Body, node: ast.Match) -> None:
    subject = body.evaluate(node.subject)
    machine = body.machine
    ends: list[State | None] = []
    for case in node.cases:
        before = machine.state.fork()
        for part in ast.walk(case.pattern):
            if isinstance(part, ast.MatchValue):
                body.evaluate(part.value)
            elif isinstance(part, ast.MatchClass):
                body.evaluate(part.cls)
        for name in sorted(pattern_names(case.pattern)):
            body.bind(name, subject | inside(subject))
        body.evaluate(case.guard)
        after_guard = machine.state.fork()
        _run(body, case.body)
        ends.append(machine.live)
        if case.guard is None and _always_matches(case.pattern):
            machine.live = None
            break
        machine.live = join(before, after_guard)  # a pattern may bind its names and the guard still say no
    machine.live = join(machine.live, *ends)


def _always_matches(pattern: ast.pattern) -> bool:
    match pattern:
        case ast.MatchAs(pattern=None):
            return True
        case ast.MatchAs(pattern=inner) if inner is not None:
            return _always_matches(inner)
        case ast.MatchOr(patterns=patterns):
            return _always_matches(patterns[-1])
    return False


def _type_alias(body: Body, node: Any) -> None:
    body.bind(node.name.id, EMPTY)


_HANDLERS: Final[dict[type, _Handler]] = {
    ast.AnnAssign: _annotated,
    ast.Assert: _assert,
    ast.Assign: _assign,
    ast.AsyncFor: _for,
    ast.AsyncFunctionDef: define_function,
    ast.AsyncWith: _with,
    ast.AugAssign: _augmented,
    ast.Break: _break,
    ast.ClassDef: define_class,
    ast.Continue: _continue,
    ast.Delete: _delete,
    ast.Expr: _expression,
    ast.For: _for,
    ast.FunctionDef: define_function,
    ast.If: _if,
    ast.Import: define_modules,
    ast.ImportFrom: define_imported,
    ast.Match: _match,
    ast.Raise: _raise,
    ast.Return: _return,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.While: _while,
    ast.With: _with,
}
if hasattr(ast, "TypeAlias"):  # Python 3.12
    _HANDLERS[ast.TypeAlias] = _type_alias
