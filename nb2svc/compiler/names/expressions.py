"""What expressions read and may be. One short function per kind of expression; calls are in calls.py."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias

from nb2svc.compiler.names import known_calls as known
from nb2svc.compiler.names.calls import evaluate_call
from nb2svc.compiler.names.frames import Frame, Locals
from nb2svc.compiler.names.machine import Machine
from nb2svc.compiler.names.routines import mention
from nb2svc.compiler.names.things import EMPTY, Routine, Thing, Value, elements, inside

__all__ = ["bind_target", "change_part", "evaluate", "make_routine"]

_AT_NAME: Final = re.compile(r"@([^\W\d]\w*)")
_INDEXERS: Final = frozenset({"loc", "iloc", "at", "iat", "values", "flat", "T", "data"})
_FANCY: Final = (ast.List, ast.ListComp, ast.Compare, ast.BoolOp)
_MASKS: Final = (ast.BitAnd, ast.BitOr, ast.BitXor)
_Handler: TypeAlias = Callable[[Machine, Any, Frame], Value]


def evaluate(machine: Machine, node: ast.expr, frame: Frame) -> Value:
    """Return what an expression may be; what it reads and changes is noted by the machine."""
    return _HANDLERS[type(node)](machine, node, frame)


def bind_target(machine: Machine, target: ast.expr, value: Value, frame: Frame) -> None:
    """Bind a target of an assignment, a loop or a `with` to a value."""
    match target:
        case ast.Name(id=name):
            machine.bind(name, value, frame)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for part, item in zip(targets, _unpack(machine, targets, value), strict=True):
                bind_target(machine, part, item, frame)
        case ast.Starred(value=inner):
            bind_target(machine, inner, value, frame)
        case ast.Attribute() | ast.Subscript():
            owner = change_part(machine, target, frame)
            for thing in owner:
                if thing.kind != "module":
                    thing.hold(value)


def change_part(machine: Machine, target: ast.Attribute | ast.Subscript, frame: Frame) -> Value:
    """Note that an element or attribute is stored or deleted, and return the object it belongs to."""
    base = target.value
    if isinstance(base, ast.Attribute) and base.attr in _INDEXERS:
        base = base.value  # `df.loc[rows, "a"] = 1` changes df
    owner = evaluate(machine, base, frame)
    if isinstance(target, ast.Subscript):
        evaluate(machine, target.slice, frame)
    machine.change(owner)
    machine.touch(base, frame)
    return owner


def _unpack(machine: Machine, targets: Sequence[ast.expr], value: Value) -> list[Value]:
    """Return a value for each target: the item at its position where that is known, else a part of the whole."""
    if len(value) == 1 and not any(isinstance(target, ast.Starred) for target in targets):
        (thing,) = value
        if thing.items is not None and len(thing.items) == len(targets):
            return list(thing.items)
        if thing.kind == "object":
            # the parts of what a call returns are different objects: `X_train, X_test = train_test_split(X)`
            parts = [machine.make("object", target) for target in targets]
            if thing.holds.issubset(parts):
                thing.hold(parts)
                return [frozenset({part}) for part in parts]
    return [elements(value)] * len(targets)


# -- names and constants


def _name(machine: Machine, node: ast.Name, frame: Frame) -> Value:
    return mention(machine, machine.load(node.id, frame))


def _constant(machine: Machine, node: ast.Constant, frame: Frame) -> Value:  # noqa: ARG001 - one shape for all
    if isinstance(node.value, str) and "@" in node.value:
        thing = machine.make("object", node)
        thing.at_names = frozenset(_AT_NAME.findall(node.value))
        return frozenset({thing})
    return EMPTY


def _joined_text(machine: Machine, node: ast.JoinedStr, frame: Frame) -> Value:
    values = [evaluate(machine, part, frame) for part in node.values]
    return frozenset(thing for value in values for thing in value if thing.at_names)


def _formatted(machine: Machine, node: ast.FormattedValue, frame: Frame) -> Value:
    if node.format_spec is not None:
        evaluate(machine, node.format_spec, frame)
    return evaluate(machine, node.value, frame)


# -- parts


def _attribute(machine: Machine, node: ast.Attribute, frame: Frame) -> Value:
    value = evaluate(machine, node.value, frame)
    if value and all(thing.kind == "module" for thing in value):
        return value
    if node.attr in known.SHALLOW_METHODS and value:  # `map(rows.append, values)`: whoever gets it may call it
        machine.change([thing for thing in value if thing.kind == "container"])
        return value | inside(value)
    return inside(value)


def _subscript(machine: Machine, node: ast.Subscript, frame: Frame) -> Value:
    value = evaluate(machine, node.value, frame)
    evaluate(machine, node.slice, frame)
    if _makes_copy(node.slice):
        return machine.derive(node, value)
    if len(value) == 1 and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int):
        (thing,) = value
        if thing.items is not None and -len(thing.items) <= node.slice.value < len(thing.items):
            return thing.items[node.slice.value]
    if isinstance(node.slice, ast.Slice) and all(thing.kind == "container" for thing in value):
        return value  # a list of the same items
    return elements(value)


def _makes_copy(index: ast.expr) -> bool:
    """Return whether an index is a list or a mask: `df[["a", "b"]]`, `df[df.a > 3]`; these never give views."""
    if isinstance(index, ast.BinOp):
        return isinstance(index.op, _MASKS)
    if isinstance(index, ast.UnaryOp):
        return isinstance(index.op, ast.Invert)
    return isinstance(index, _FANCY)


def _slice(machine: Machine, node: ast.Slice, frame: Frame) -> Value:
    for part in (node.lower, node.upper, node.step):
        if part is not None:
            evaluate(machine, part, frame)
    return EMPTY


def _starred(machine: Machine, node: ast.Starred, frame: Frame) -> Value:
    return elements(evaluate(machine, node.value, frame))


# -- operators


def _binary(machine: Machine, node: ast.BinOp, frame: Frame) -> Value:
    operands = evaluate(machine, node.left, frame) | evaluate(machine, node.right, frame)
    if not operands:
        return EMPTY
    kept = [part for thing in operands if thing.kind == "container" for part in thing.holds]  # [a] + [b]
    kept += [thing for thing in operands if thing.at_names]
    if not kept:
        return machine.derive(node, operands)
    result = machine.make("container", node)
    result.hold(kept)
    return frozenset({result})


def _unary(machine: Machine, node: ast.UnaryOp, frame: Frame) -> Value:
    value = evaluate(machine, node.operand, frame)
    return machine.derive(node, value) if value else EMPTY


def _compare(machine: Machine, node: ast.Compare, frame: Frame) -> Value:
    value = evaluate(machine, node.left, frame)
    for operand in node.comparators:
        value |= evaluate(machine, operand, frame)
    return machine.derive(node, value) if value else EMPTY


def _boolean(machine: Machine, node: ast.BoolOp, frame: Frame) -> Value:
    value = evaluate(machine, node.values[0], frame)
    for operand in node.values[1:]:
        value |= _maybe(machine, operand, frame)
    return value


def _conditional(machine: Machine, node: ast.IfExp, frame: Frame) -> Value:
    evaluate(machine, node.test, frame)
    return _maybe(machine, node.body, frame) | _maybe(machine, node.orelse, frame)


def _maybe(machine: Machine, node: ast.expr, frame: Frame) -> Value:
    """Evaluate an operand that may be skipped; only a walrus or a call can make that matter."""
    if isinstance(node, ast.Name | ast.Constant | ast.Attribute | ast.Compare):
        return evaluate(machine, node, frame)
    return machine.perhaps(lambda: evaluate(machine, node, frame))


def _walrus(machine: Machine, node: ast.NamedExpr, frame: Frame) -> Value:
    value = evaluate(machine, node.value, frame)
    machine.bind(node.target.id, value, frame, leaks=True)
    return value


def _inner(machine: Machine, node: ast.Await | ast.YieldFrom, frame: Frame) -> Value:
    return evaluate(machine, node.value, frame)


def _yield(machine: Machine, node: ast.Yield, frame: Frame) -> Value:
    return evaluate(machine, node.value, frame) if node.value is not None else EMPTY


# -- containers


def _sequence(machine: Machine, node: ast.List | ast.Tuple | ast.Set, frame: Frame) -> Value:
    values = tuple(evaluate(machine, item, frame) for item in node.elts)
    container = machine.make("container", node)
    for value in values:
        container.hold(value)
    if not any(isinstance(item, ast.Starred) for item in node.elts):
        container.items = values
    return frozenset({container})


def _dict(machine: Machine, node: ast.Dict, frame: Frame) -> Value:
    container = machine.make("container", node)
    for key, value in zip(node.keys, node.values, strict=True):
        if key is not None:
            evaluate(machine, key, frame)
        content = evaluate(machine, value, frame)
        container.hold(content if key is not None else elements(content))
    return frozenset({container})


def _comprehension(
    machine: Machine, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, frame: Frame
) -> Value:
    first = evaluate(machine, node.generators[0].iter, frame)  # the only part that the scope around it evaluates
    targets = frozenset(
        name.id
        for generator in node.generators
        for name in ast.walk(generator.target)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    )
    scope = machine.open_frame(
        "comprehension", Locals(own=targets, global_names=frozenset(), nonlocal_names=frozenset()), frame
    )
    container = machine.make("container", node)
    machine.perhaps(lambda: _run_generators(machine, node, scope, first, container))
    machine.close_frame(scope)
    return frozenset({container})


def _run_generators(machine: Machine, node: Any, scope: Frame, first: Value, container: Thing) -> Value:
    for position, generator in enumerate(node.generators):
        value = first if position == 0 else evaluate(machine, generator.iter, scope)
        bind_target(machine, generator.target, elements(value), scope)
        for condition in generator.ifs:
            evaluate(machine, condition, scope)
    parts = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
    for part in parts:
        container.hold(evaluate(machine, part, scope))
    return EMPTY


# -- functions


def make_routine(machine: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, frame: Frame) -> Thing:
    """Return the function that a definition makes; its defaults are evaluated here, its body when it is run."""
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = dict(
        _evaluate_defaults(machine, positional[len(positional) - len(arguments.defaults) :], arguments.defaults, frame)
    )
    defaults.update(_evaluate_defaults(machine, arguments.kwonlyargs, arguments.kw_defaults, frame))
    scope: Frame | None = frame
    while scope is not None:
        scope.captured = True
        scope = scope.outer
    thing = machine.make("function", node)
    if not thing.routines:
        thing.routines = (Routine(node, frame, defaults),)
    for value in defaults.values():
        thing.hold(value)
    thing.mark_coded()
    return thing


def _evaluate_defaults(
    machine: Machine, arguments: Iterable[ast.arg], defaults: Iterable[ast.expr | None], frame: Frame
) -> list[tuple[str, Value]]:
    return [
        (argument.arg, evaluate(machine, default, frame))
        for argument, default in zip(arguments, defaults, strict=True)
        if default is not None
    ]


def _lambda(machine: Machine, node: ast.Lambda, frame: Frame) -> Value:
    return frozenset({make_routine(machine, node, frame)})


_HANDLERS: Final[dict[type, _Handler]] = {
    ast.Attribute: _attribute,
    ast.Await: _inner,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Call: evaluate_call,
    ast.Compare: _compare,
    ast.Constant: _constant,
    ast.Dict: _dict,
    ast.DictComp: _comprehension,
    ast.FormattedValue: _formatted,
    ast.GeneratorExp: _comprehension,
    ast.IfExp: _conditional,
    ast.JoinedStr: _joined_text,
    ast.Lambda: _lambda,
    ast.List: _sequence,
    ast.ListComp: _comprehension,
    ast.Name: _name,
    ast.NamedExpr: _walrus,
    ast.Set: _sequence,
    ast.SetComp: _comprehension,
    ast.Slice: _slice,
    ast.Starred: _starred,
    ast.Subscript: _subscript,
    ast.Tuple: _sequence,
    ast.UnaryOp: _unary,
    ast.Yield: _yield,
    ast.YieldFrom: _inner,
}
