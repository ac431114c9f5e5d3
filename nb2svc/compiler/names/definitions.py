"""What imports, functions and classes bind, and what of them is executed where they stand."""

from __future__ import annotations

import ast

from nb2svc.compiler.names.bodies import Body
from nb2svc.compiler.names.calls import call_decorator
from nb2svc.compiler.names.expressions import make_routine
from nb2svc.compiler.names.frames import Frame, find_locals
from nb2svc.compiler.names.machine import Machine
from nb2svc.compiler.names.things import EMPTY, Thing, Value

__all__ = ["define_class", "define_function", "define_imported", "define_modules"]


def define_modules(body: Body, node: ast.Import) -> None:
    """Bind the modules of `import a, b.c as d`."""
    for alias in node.names:
        root = alias.name.partition(".")[0]
        thing = Thing("module", path=alias.name if alias.asname else root)
        thing.dotted = not alias.asname and "." in alias.name
        if not alias.asname:
            _keep_submodules(body, root, thing)
        body.bind(alias.asname or root, frozenset({thing}))


def _keep_submodules(body: Body, root: str, thing: Thing) -> None:
    """Read the module that `import a.b` adds to: what needs `a` now may need all submodules imported so far."""
    machine = body.machine
    key = body.frame.find_target(root)
    known = machine.state.values.get(key, EMPTY)
    if any(other.path == root and (other.dotted or thing.dotted) for other in known):
        thing.dotted = True
        machine.load(root, body.frame)
        if isinstance(key, str) and key in machine.reads:
            machine.touched.add(key)


def define_imported(body: Body, node: ast.ImportFrom) -> None:
    """Bind the names of `from a import b`."""
    for alias in node.names:
        if alias.name == "*":
            _bind_star(body, node.module or "")
            continue
        path = f"{node.module or ''}.{alias.name}".lstrip(".")
        body.bind(alias.asname or alias.name, frozenset({Thing("module", path=path)}))


def _bind_star(body: Body, module: str) -> None:
    """Bind what `from module import *` brings, where that is known."""
    names = body.machine.stars.get(module)
    if names is None:
        body.machine.star = True
        return
    for name in names:
        body.bind(name, frozenset({Thing("module", path=f"{module}.{name}")}))


def define_function(body: Body, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    """Bind a function; of its text only decorators, defaults and annotations are evaluated here."""
    decorators = [(decorator, body.evaluate(decorator)) for decorator in node.decorator_list]
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    generic = {parameter.name for parameter in getattr(node, "type_params", ())}
    for annotation in (*(argument.annotation for argument in every if argument is not None), node.returns):
        if annotation is not None and not generic:
            body.evaluate(annotation)
    value: Value = frozenset({make_routine(body.machine, node, body.frame)})
    for decorator, callee in reversed(decorators):
        value |= call_decorator(body.machine, decorator, callee, value)
    body.bind(node.name, value)


def define_class(body: Body, node: ast.ClassDef) -> None:
    """Bind a class; its body is executed here, in a scope of its own."""
    machine = body.machine
    for decorator in node.decorator_list:
        body.evaluate(decorator)
    bases = EMPTY.union(*(body.evaluate(base) for base in node.bases))
    for keyword in node.keywords:
        body.evaluate(keyword.value)
    frame = machine.open_frame("class", find_locals(node.body), body.frame)
    body.execute(Body(machine=machine, frame=frame, execute=body.execute), node.body)
    thing = machine.make("class", node)
    thing.hold(base for base in bases if base.kind == "class")
    for base in bases:
        thing.members.update(base.members)
        thing.routines += base.routines
    if machine.live is not None:
        _collect_members(machine, thing, frame)
    if thing.routines:
        thing.mark_coded()
    machine.close_frame(frame)
    body.bind(node.name, frozenset({thing}))


def _collect_members(machine: Machine, thing: Thing, frame: Frame) -> None:
    """Make the names of a class body members of the class."""
    for name in sorted(frame.names.own):
        value = machine.state.values.get((frame.number, name), EMPTY)
        thing.members[name] = frozenset(member for member in value if member.kind == "function")
        thing.routines += tuple(routine for member in thing.members[name] for routine in member.routines)
        thing.hold(member for member in value if member.kind != "function")
