"""What calls read, change and return: functions of the notebook are run, library calls go by the tables."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nb2svc.compiler.names import known_calls as known
from nb2svc.compiler.names.displays import DISPLAY_FUNCTIONS, DISPLAY_PACKAGES, DRAWING_METHODS, PURE_METHODS
from nb2svc.compiler.names.frames import Frame
from nb2svc.compiler.names.machine import Machine
from nb2svc.compiler.names.magic_calls import run_magic
from nb2svc.compiler.names.routines import Arguments, call_class, call_function, find_method, run_callbacks
from nb2svc.compiler.names.things import EMPTY, Thing, Value, elements, inside, reach

__all__ = ["call_decorator", "evaluate_call"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """One call while it is looked at.

    Attributes:
        node: its syntax.
        frame: where it stands.
        arguments: the values of its arguments.
        alone: whether it is a statement of its own, so that its result is not used.
    """

    node: ast.Call
    frame: Frame
    arguments: Arguments
    alone: bool


def evaluate_call(machine: Machine, node: ast.Call, frame: Frame) -> Value:
    """Return what a call may return; what it changes is noted."""
    alone = machine.alone is node
    func = node.func
    if isinstance(func, ast.Attribute):
        receiver = machine.evaluate(func.value, frame)
        call = _Call(node=node, frame=frame, arguments=_evaluate_arguments(machine, node, frame), alone=alone)
        if receiver and any(thing.kind == "module" for thing in receiver):
            return _call_library(machine, call, _path(func, receiver))
        return _call_method(machine, call, func, receiver)
    if isinstance(func, ast.Name):
        if machine.is_builtin(func.id, frame):
            machine.load(func.id, frame)
            call = _Call(node=node, frame=frame, arguments=_evaluate_arguments(machine, node, frame), alone=alone)
            return _call_builtin(machine, call, func.id)
        callee = machine.load(func.id, frame)
    else:
        callee = machine.evaluate(func, frame)
    call = _Call(node=node, frame=frame, arguments=_evaluate_arguments(machine, node, frame), alone=alone)
    return _call_value(machine, call, callee)


def _evaluate_arguments(machine: Machine, node: ast.Call, frame: Frame) -> Arguments:
    positional: list[Value] = []
    keywords: dict[str, Value] = {}
    spill = EMPTY
    for argument in node.args:
        value = machine.evaluate(argument, frame)
        if isinstance(argument, ast.Starred):
            spill |= value
        else:
            positional.append(value)
    for keyword in node.keywords:
        value = machine.evaluate(keyword.value, frame)
        if keyword.arg is None:
            spill |= elements(value)
        else:
            keywords[keyword.arg] = value
    return Arguments(positional=tuple(positional), keywords=keywords, spill=spill)


def _call_value(machine: Machine, call: _Call, callee: Value) -> Value:
    """Call something that a name or an expression stands for."""
    result = EMPTY if callee else _fresh(machine, call)
    for thing in callee:
        if thing.kind == "function":
            result |= call_function(machine, thing, call.arguments)
        elif thing.kind == "class":
            result |= call_class(machine, thing, machine.make("object", call.node), call.arguments)
        elif thing.kind == "module":
            result |= _call_library(machine, call, thing.path)
        else:
            result |= _call_instance(machine, call, thing)
    return result


def _call_instance(machine: Machine, call: _Call, thing: Thing) -> Value:
    """Call an object: `model(x)`. The result remembers the object, as a loss does the model it came from."""
    value: Value = frozenset({thing})
    given = call.arguments.everything()
    run_callbacks(machine, given | value, given)
    if any(part.kind == "function" for part in thing.holds):  # `partial(f, rows)(4)`
        kept = frozenset(part for part in reach(value) if part not in value)
        run_callbacks(machine, kept, kept | given)
    if thing.kind == "container":  # a list cannot be called: it stands for a method of it, as in `on("x", rows.append)`
        machine.change(value, deep=True)
    if call.alone and thing.path == "unknown":
        _change_arguments(machine, call)
    for name in ("__call__", "forward"):
        for method, owner in find_method(value, name):
            call_function(machine, method, call.arguments.after(owner))
    result = machine.derive(call.node, given)
    for made in result:
        made.origins |= value
    return result


def _call_method(machine: Machine, call: _Call, func: ast.Attribute, receiver: Value) -> Value:
    """Call a method of an object that is no module."""
    name = func.attr
    given = call.arguments.everything()
    if _is_magic(func.value):
        run_magic(machine, name, call.node, call.frame)
        return _fresh(machine, call)
    methods = find_method(receiver, name)
    if methods:
        result = inside(receiver)
        for method, owner in methods:
            result |= call_function(machine, method, call.arguments.after(owner))
        return result
    run_callbacks(machine, given, given | receiver)
    _change_by_method(machine, call, func, receiver)
    if name in known.FILE_CALLS:
        machine.ambient.add("files")
    if name == "items" and receiver and all(thing.kind == "container" for thing in receiver):
        return _collect_rows(machine, call, [EMPTY, elements(receiver)])
    keeps = any(thing.coded for thing in receiver) and name not in PURE_METHODS
    if keeps or name in known.SELF_METHODS:
        return receiver | inside(receiver)
    if any(thing.kind == "figure" for thing in receiver) or name in DRAWING_METHODS:
        return frozenset({machine.make("figure", call.node)})
    return machine.derive(call.node, receiver | given)


def _change_by_method(machine: Machine, call: _Call, func: ast.Attribute, receiver: Value) -> None:
    """Note what a method changes: by the tables, and a call that stands for itself may change its object."""
    name, given = func.attr, call.arguments.everything()
    _change_figures(machine, given)
    if any(thing.kind == "figure" for thing in receiver) or _is_true(call.node, "inplace"):
        _change_receiver(machine, call, func, receiver, deep=False)
    elif name in known.TEXT_QUERIES and call.node.args:
        _read_query(machine, call)
    elif name == "backward":
        for thing in receiver | given:
            machine.change(thing.origins, deep=True)
        _change_receiver(machine, call, func, receiver, deep=True)
    elif name in known.SHALLOW_METHODS:
        _change_receiver(machine, call, func, receiver, deep=False)
        for thing in receiver:
            thing.hold(given)
    elif _changes_deeply(name) or (call.alone and name not in PURE_METHODS and name not in known.FILE_CALLS):
        _change_receiver(machine, call, func, receiver, deep=True)


def _changes_deeply(name: str) -> bool:
    """Return whether a method changes its object by its name; torch marks those with a final underscore."""
    return name in known.DEEP_METHODS or (name.endswith("_") and not name.startswith("_"))


def _change_receiver(machine: Machine, call: _Call, func: ast.Attribute, receiver: Value, *, deep: bool) -> None:
    machine.change(receiver, deep=deep)
    machine.touch(func.value, call.frame)


def _change_figures(machine: Machine, given: Value) -> None:
    machine.change([thing for thing in reach(given) if thing.kind == "figure"])


def _call_builtin(machine: Machine, call: _Call, name: str) -> Value:
    given = call.arguments.everything()
    run_callbacks(machine, given, given)
    if name in known.DYNAMIC and not (name == "vars" and call.node.args) and not _reads_literal(machine, call, name):
        machine.dynamic = True
    if name in known.MUTATING_FUNCTIONS:
        machine.change(given)
    if name == "open":
        _note_open(machine, call)
    if name in known.COLLECTING_BUILTINS:
        return _collect(machine, call, [elements(given)])
    if name in ("zip", "enumerate"):
        columns = [elements(value) for value in call.arguments.positional]
        if call.arguments.spill:  # `zip(*tables)`: any number of columns
            return _collect(machine, call, [*columns, elements(call.arguments.spill), call.arguments.spill])
        return _collect_rows(machine, call, columns if name == "zip" else [EMPTY, *columns[:1]])
    if name == "next":
        return elements(given) | call.arguments.everything()
    if name in known.HOLDING_BUILTINS:
        return _collect(machine, call, [given, inside(given)])
    return EMPTY if name in known.PYTHON_SCALARS else machine.derive(call.node, given)


def _collect(machine: Machine, call: _Call, values: list[Value]) -> Value:
    """Return a new container of some things."""
    result = machine.make("container", call.node)
    for value in values:
        result.hold(value)
    return frozenset({result})


def _collect_rows(machine: Machine, call: _Call, columns: list[Value]) -> Value:
    """Return a new container of tuples: `zip(names, tables)`, `enumerate(tables)`, `tables.items()`."""
    row = machine.make("container", call.node, part=2)
    for column in columns:
        row.hold(column)
    row.items = tuple(columns)
    return _collect(machine, call, [frozenset({row})])


def _call_library(machine: Machine, call: _Call, path: str) -> Value:
    """Call a function or class of an imported module by its dotted name."""
    package, _, rest = path.partition(".")
    name = rest.rpartition(".")[2] or package
    given = call.arguments.everything()
    run_callbacks(machine, given, given)
    if package in DISPLAY_PACKAGES or name in DISPLAY_FUNCTIONS:
        _change_figures(machine, given)
        return frozenset({machine.make("figure", call.node)})
    _change_by_library(machine, call, package, name)
    if name in known.COPYING_CLASSES:
        return _fresh(machine, call)
    if name[:1].isupper() or name in known.HOLDING_CALLS:
        return _holding(machine, call)
    return machine.derive(call.node, given)


def _change_by_library(machine: Machine, call: _Call, package: str, name: str) -> None:
    if package == "pandas" and name == "eval":
        if not _reads_literal(machine, call, name):
            _read_query(machine, call)
    elif name in known.SEEDS:
        machine.ambient.add("random")
    elif name in known.PROCESS_CALLS or (package == "os" and name == "update"):
        machine.ambient.add("process")
    elif name in known.FILE_CALLS:
        machine.ambient.add("files")
    elif name in known.MUTATING_FUNCTIONS or (name.endswith("_") and not name.startswith("_")):
        _change_arguments(machine, call)
    elif package not in known.PURE_PACKAGES and (call.alone or package not in known.KNOWN_PACKAGES):
        _change_arguments(machine, call)
        if call.alone:
            machine.ambient.add("process")
    elif call.alone and name in known.SHALLOW_METHODS:  # sys.path.append(...), os.environ.update(...)
        machine.ambient.add("process")


def _change_arguments(machine: Machine, call: _Call) -> None:
    """Note that an unknown function may change the objects it is given."""
    code = ("module", "function", "class")
    machine.change([thing for thing in call.arguments.everything() if thing.kind not in code], deep=True)


def _holding(machine: Machine, call: _Call) -> Value:
    result = machine.make("object" if _makes_object(call.node) else "container", call.node)
    result.hold(call.arguments.everything())
    return frozenset({result})


def _makes_object(node: ast.Call) -> bool:
    """Return whether a class is called, whose instances behave, rather than `list` or `zip`."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return bool(name[:1].isupper())


def _fresh(machine: Machine, call: _Call) -> Value:
    return frozenset({machine.make("object", call.node)})


def _path(func: ast.Attribute, receiver: Value) -> str:
    """Return the dotted name of `module.part.name`."""
    parts = [func.attr]
    node = func.value
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    module = min(thing.path for thing in receiver if thing.kind == "module")
    return ".".join((module, *reversed(parts)))


def _is_true(node: ast.Call, keyword_name: str) -> bool:
    """Return whether a keyword may be true."""
    return any(
        keyword.arg == keyword_name and not (isinstance(keyword.value, ast.Constant) and not keyword.value.value)
        for keyword in node.keywords
    )


def _is_magic(node: ast.expr) -> bool:
    """Return whether a node is `get_ipython()`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "get_ipython"


def _note_open(machine: Machine, call: _Call) -> None:
    """Note that a file is written by `open(path, "w")`."""
    modes = list(call.node.args[1:2])
    modes += [keyword.value for keyword in call.node.keywords if keyword.arg == "mode"]
    if any(not isinstance(mode, ast.Constant) or set(str(mode.value)) & set("wax+") for mode in modes):
        machine.ambient.add("files")


def _read_query(machine: Machine, call: _Call) -> None:
    """Read the names that a query's text mentions as `@name`; pandas looks them up where the call stands."""
    for thing in reach(call.arguments.everything()):
        for name in thing.at_names:
            machine.load(name, call.frame)


def _reads_literal(machine: Machine, call: _Call, name: str) -> bool:
    """Read what `eval("a + b")` reads, where its text is written there; return whether that was possible."""
    if name != "eval" or len(call.node.args) != 1 or call.node.keywords:
        return False
    (text,) = call.node.args
    if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
        return False
    try:
        expression = ast.parse(text.value.strip(), mode="eval").body
    except SyntaxError:
        return False
    machine.evaluate(expression, call.frame)
    return True


def call_decorator(machine: Machine, node: ast.expr, callee: Value, function: Value) -> Value:
    """Return what a decorator may make of a function; it is not taken for a call of the function itself.

    Args:
        machine: where to note what the decorator does.
        node: the decorator's syntax.
        callee: its value.
        function: what it decorates.
    """
    result = EMPTY
    for thing in callee:
        if thing.kind == "function":
            result |= call_function(machine, thing, Arguments(positional=(function,)))
        elif thing.kind == "class":
            result |= call_class(machine, thing, machine.make("object", node), Arguments(positional=(function,)))
    return result
