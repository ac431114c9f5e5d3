"""Expressions in instrumented form: every operation becomes a call of the probe with a function of its operands.

df["age"].fillna(m)     becomes     probe.op(site, lambda _0, _1: _0.fillna(_1), probe.op(...), m)
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from typing import Final

from nb2svc.compiler.flow import bound_inside, free_names
from nb2svc.compiler.history import mentions_history
from nb2svc.compiler.loops import find_loop_names
from nb2svc.compiler.operations import (
    FITTED_ROWS,
    data_arguments,
    is_fit_with_target,
    is_group_chain,
    is_resample,
    is_split,
    is_statistic,
)
from nb2svc.compiler.scope import Scope
from nb2svc.compiler.sites import PROBE, Asked, Loops, Place, Site, Slot, Unit, site_of

__all__ = ["Lowering", "Operands", "is_bound_elsewhere", "load_name", "probe_call"]

_OPAQUE: Final = (
    ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.JoinedStr,
    ast.IfExp, ast.BoolOp,
)  # fmt: skip
_CONTAINERS: Final = (ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Slice, ast.Starred)


class Lowering:
    """Writes expressions, and keeps the sites and places that it comes across."""

    def __init__(self, scope: Scope, asked: Mapping[str, Asked]) -> None:
        self.scope = scope
        self.asked = asked
        self.also: dict[str, list[str]] = {}
        self.places: dict[str, Place] = {}
        self.sites: dict[str, Site] = {}
        self.cell_id = ""
        self.place = ""
        self.parents: tuple[str, ...] = ()
        self.loops: Loops = ()

    def add_place(self, place: str, node: ast.stmt, *, last: bool = False, unit: Unit | None = None) -> None:
        """Keep a place inside the blocks that are being written."""
        statement = self.scope.current
        self.places[place] = Place(
            id=place,
            statement=statement.id,
            stages=statement.stages,
            node=node,
            value=self.scope.value_slot(node),
            parents=self.parents,
            loops=self.loops,
            unit=unit,
            last=last,
            also=tuple(self.also.get(place, ())),
        )

    def add_site(self, site: str, node: ast.expr, operands: Operands, body: ast.expr, *, root: str = "") -> None:
        """Keep a site; the root of a change in place is its first operand."""
        self.sites[site] = Site(
            id=site,
            place=self.place,
            node=node,
            slots=(self.scope.name_slot(root), *operands.slots) if root else tuple(operands.slots),
            operands=(None, *operands.operands) if root else tuple(operands.operands),
            parameters=("_r", *operands.parameters) if root else tuple(operands.parameters),
            body=body,
            calls_helper=self.scope.mentions_helper(node),
            looks_around=self._looks_around(node),
            trains=self.scope.trains(node),
            looks_up=self.scope.looks_up(node),
            keys=self.scope.keys(node),
        )

    def add_unit(self, place: str, node: ast.For) -> Unit:
        """Keep what a loop does as a whole, should it turn out to go over rows."""
        names = find_loop_names(node)
        operands = Operands(self)
        for name in names.reads:
            operands.add_name(name)
        body = ast.copy_location(ast.Module(body=[node], type_ignores=[]), node)
        operands.close_over(body)
        site = f"{site_of(self.cell_id, node.iter)}:unit"
        self.sites[site] = Site(
            id=site,
            place=place,
            node=node.iter,
            slots=tuple(operands.slots),
            operands=tuple(operands.operands),
            parameters=tuple(operands.parameters),
            body=node.iter,
            calls_helper=self.scope.mentions_helper(body),
            looks_around=self._looks_around(body),
        )
        changes = self.scope.current.effects.mutates & {*names.reads}
        return Unit(site=site, carried=names.carried, binds=names.binds, changes=tuple(sorted(changes)))

    def _looks_around(self, node: ast.AST) -> bool:
        helpers = (helper.node for helper in self.scope.helpers(node))
        return mentions_history([node, *helpers, *(code.node for code in self.scope.module_code(node))])

    def lower(self, node: ast.expr, *, within_call: bool = False) -> ast.expr:
        """Return the expression with every operation going through the probe.

        Args:
            node: the expression.
            within_call: whether it is an argument of a call, which a lambda does not outlive.
        """
        if self.is_asked(node):
            self.add_site(site_of(self.cell_id, node), node, Operands(self), node)
            return probe_call("ask", [ast.Constant(site_of(self.cell_id, node)), node], node)
        if isinstance(node, ast.Constant | ast.Name) or self.scope.is_code_path(node):
            return node
        if isinstance(node, ast.NamedExpr):
            return self.named(node)
        site = site_of(self.cell_id, node)
        operands = Operands(self)
        if isinstance(node, _OPAQUE):
            body = operands.name_defaults(node) if isinstance(node, ast.Lambda) else node
            body = operands.hoist_statistics(body) if _is_immediate(node, within_call=within_call) else body
            own = set(operands.parameters)
            for name in free_names(body):
                if name not in own:
                    operands.add_name(name)
        elif isinstance(node, ast.Call) and (is_split(node) or is_resample(node) or is_fit_with_target(node)):
            body = self._split_call(node, operands, first=1 if is_fit_with_target(node) else 0)
        else:
            body = operands.replace_children(node)
        if isinstance(node, ast.Attribute) and node.attr in FITTED_ROWS:
            self._add_fitted_rows(node, operands)
        operands.close_over(node)
        self.add_site(site, node, operands, body)
        return probe_call("op", [ast.Constant(site), operands.function(body), *operands.values], node)

    def named(self, node: ast.NamedExpr) -> ast.expr:
        """Return `(name := value)`, which has a place of its own: it binds before the operation that reads it."""
        home, self.place = self.place, f"{self.place}={node.target.id}"
        self.add_place(self.place, ast.copy_location(ast.Assign(targets=[node.target], value=node.value), node))
        bound = probe_call("bind", [ast.Constant(self.place), self.lower(node.value)], node.value)
        self.place = home
        return ast.copy_location(ast.NamedExpr(target=node.target, value=bound), node)

    def _add_fitted_rows(self, node: ast.Attribute, operands: Operands) -> None:
        """Make the rows that an estimator was fitted to an operand of `estimator.labels_`, if they have a name."""
        rows = self.scope.fitted_rows(node.value)
        if rows is not None:
            variable, writer = rows
            operands.add_variable(variable, Slot(name=variable.id, writer=writer))
            self.also.setdefault(self.place, []).append(variable.id)

    def is_asked(self, node: ast.expr) -> bool:
        """Whether the expression is a literal that stands for a request; what we have made ourselves has no place."""
        return hasattr(node, "lineno") and site_of(self.cell_id, node) in self.asked

    def _split_call(self, node: ast.Call, operands: Operands, *, first: int) -> ast.expr:
        """Give each array that is split a place of its own: the parts of one do not stand on another.

        In the same way the target of a `fit_transform(X, y)`: the transformed rows do not stand on it.
        """
        home, given = self.place, data_arguments(node)
        arguments = [operands.add(argument) for argument in given[:first]]
        for i, argument in enumerate(given[first:], start=first):
            self.place = f"{home}~{i}"
            self.add_place(self.place, ast.copy_location(ast.Expr(value=argument), argument))
            arguments.append(operands.add(argument))
        self.place = home
        named = [keyword for keyword in node.keywords if keyword.value in given]
        others = [keyword for keyword in node.keywords if keyword.value not in given]
        rest = operands.replace_children(ast.copy_location(ast.Call(node.func, [], others), node))
        assert isinstance(rest, ast.Call)
        by_position = len(node.args)
        rest.args = arguments[:by_position]
        own = zip(named, arguments[by_position:], strict=True)
        rest.keywords = [*(ast.keyword(arg=keyword.arg, value=value) for keyword, value in own), *rest.keywords]
        return rest


class Operands:
    """The operands of one operation, while it is rewritten into a function of them."""

    def __init__(self, lowering: Lowering) -> None:
        self.lowering = lowering
        self.slots: list[Slot] = []
        self.parameters: list[str] = []
        self.values: list[ast.expr] = []
        self.operands: list[ast.expr | None] = []

    def function(self, body: ast.expr, *, first: str = "") -> ast.expr:
        """Return the operation as a function of its operands."""
        names = [first, *self.parameters] if first else self.parameters
        parameters = [ast.arg(arg=name) for name in names]
        arguments = ast.arguments(posonlyargs=[], args=parameters, kwonlyargs=[], kw_defaults=[], defaults=[])
        return ast.Lambda(args=arguments, body=body)

    def hoist_statistics(self, node: ast.expr) -> ast.expr:
        """Make `df["a"].max()` in `lambda v: v / df["a"].max()` an operand: it is the same in every round."""
        bound = bound_inside(node)
        operands = self

        class Hoist(ast.NodeTransformer):
            def visit(self, part: ast.AST) -> ast.AST:
                if isinstance(part, ast.expr) and is_statistic(part) and operands.is_free(part, bound):
                    return operands.add(part)
                return self.generic_visit(part)

        hoisted = Hoist().visit(copy.deepcopy(node))
        assert isinstance(hoisted, ast.expr)
        return hoisted

    def name_defaults(self, node: ast.Lambda) -> ast.expr:
        """Make what `lambda v, top=df["a"].max(): v / top` computes of data an operand: it is done once, here."""
        copied = copy.deepcopy(node)
        given = copied.args
        given.defaults = [self._default(default) for default in given.defaults]
        given.kw_defaults = [None if default is None else self._default(default) for default in given.kw_defaults]
        return copied

    def _default(self, node: ast.expr) -> ast.expr:
        computes = isinstance(node, ast.Call | ast.Subscript | ast.Attribute | ast.BinOp)
        return self.add(node) if computes and self.is_free(node, frozenset()) else node

    def is_free(self, node: ast.expr, bound: frozenset[str]) -> bool:
        """Whether an expression reads data, but nothing that is bound around it."""
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        data = {name for name in names if not self.lowering.scope.is_code_name(name)}
        return bool(data) and not names & bound and not any(isinstance(p, ast.Lambda) for p in ast.walk(node))

    def add(self, node: ast.expr, *, within_call: bool = False) -> ast.expr:
        """Make the expression an operand and return the parameter that stands for it; code and literals stay."""
        if self.lowering.is_asked(node):
            self._append(f"_{len(self.slots)}", Slot(), self.lowering.lower(node), node)
            return ast.copy_location(load_name(self.parameters[-1]), node)
        if isinstance(node, ast.Constant) or self.lowering.scope.is_code_path(node):
            return node
        if isinstance(node, _CONTAINERS):
            return self.replace_children(node)
        if isinstance(node, ast.NamedExpr):
            slot = Slot(name=node.target.id, writer=self.lowering.scope.current.id)
            self._append(f"_{len(self.slots)}", slot, self.lowering.named(node), node)
            return ast.copy_location(load_name(self.parameters[-1]), node)
        value = self.lowering.lower(node, within_call=within_call)
        self._append(f"_{len(self.slots)}", self.lowering.scope.slot(node), value, node)
        return ast.copy_location(load_name(self.parameters[-1]), node)

    def add_carried(self, node: ast.expr) -> ast.expr:
        """Make a value that is on its way through a statement an operand."""
        self._append(f"_{len(self.slots)}", Slot(), node)
        return ast.copy_location(load_name(self.parameters[-1]), node)

    def add_name(self, name: str) -> None:
        """Make a variable an operand under its own name."""
        if not self.lowering.scope.is_code_name(name):
            self._append(name, self.lowering.scope.name_slot(name), load_name(name))

    def add_variable(self, node: ast.Name, slot: Slot) -> None:
        """Make a variable an operand that the expression does not mention."""
        self._append(f"_{len(self.slots)}", slot, load_name(node.id), node)

    def close_over(self, node: ast.AST) -> None:
        """Add what called helper functions read, so that the probe sees it too."""
        for name in self.lowering.scope.closure_names(node):
            self._append(f"_{len(self.slots)}", self.lowering.scope.name_slot(name, closure=True), load_name(name))

    def replace_children(self, node: ast.expr) -> ast.expr:
        """Return a copy of the node whose operands are parameters; the receiver of a method is its first operand."""
        copied = ast.copy_location(type(node)(**dict(ast.iter_fields(node))), node)
        for field, value in ast.iter_fields(node):
            if isinstance(node, ast.Call) and field == "func" and isinstance(value, ast.Attribute):
                setattr(copied, field, self._method(value, inside=is_group_chain(node)))
            else:
                setattr(copied, field, self._replaced(value, within_call=isinstance(node, ast.Call)))
        return copied

    def _method(self, func: ast.Attribute, *, inside: bool) -> ast.expr:
        if self.lowering.scope.is_code_path(func):
            return func
        receiver = self._group(func.value) if inside else self.add(func.value)
        return ast.copy_location(ast.Attribute(value=receiver, attr=func.attr, ctx=ast.Load()), func)

    def _group(self, node: ast.expr) -> ast.expr:
        """Return `x.groupby(keys)[column]` with operands of its own: what is grouped and how."""
        match node:
            case ast.Subscript(value=value, slice=part):
                inner: ast.expr = ast.Subscript(value=self._group(value), slice=self.add(part), ctx=ast.Load())
            case ast.Attribute(value=value, attr=attr):
                inner = ast.Attribute(value=self._group(value), attr=attr, ctx=ast.Load())
            case _:
                inner = self.replace_children(node)
        return ast.copy_location(inner, node)

    def replace(self, node: ast.expr, root: str) -> ast.expr:
        """Return a copy in which the root variable is `_r`, the path to it stays, and all else are operands."""
        if isinstance(node, ast.Name) and node.id == root:
            return ast.copy_location(load_name("_r"), node)
        if isinstance(node, ast.Attribute):
            return ast.copy_location(
                ast.Attribute(value=self.replace(node.value, root), attr=node.attr, ctx=ast.Load()), node
            )
        if isinstance(node, ast.Subscript):
            key = self.add(node.slice)
            return ast.copy_location(
                ast.Subscript(value=self.replace(node.value, root), slice=key, ctx=ast.Load()), node
            )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            call = self.replace_children(
                ast.copy_location(ast.Call(ast.Constant(None), node.args, node.keywords), node)
            )
            assert isinstance(call, ast.Call)
            call.func = self.replace(node.func, root)
            return call
        return self.add(node)

    def _append(self, parameter: str, slot: Slot, value: ast.expr, operand: ast.expr | None = None) -> None:
        self.parameters.append(parameter)
        self.slots.append(slot)
        self.values.append(value)
        self.operands.append(operand)

    def _replaced(self, value: object, *, within_call: bool = False) -> object:
        match value:
            case ast.expr():
                return self.add(value, within_call=within_call)
            case ast.keyword():
                given = self.add(value.value, within_call=within_call)
                return ast.copy_location(ast.keyword(arg=value.arg, value=given), value)
            case list():
                return [self._replaced(item, within_call=within_call) for item in value]
            case _:
                return value


def _is_immediate(node: ast.expr, *, within_call: bool) -> bool:
    """Whether an expression that is evaluated many times is done with when its statement is."""
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp):
        return True
    return within_call and isinstance(node, ast.Lambda | ast.GeneratorExp)


def is_bound_elsewhere(node: ast.expr, *, always: bool = True) -> bool:
    """Whether an expression waits for something, or binds a name where it is not certain that it does.

    Args:
        node: the expression.
        always: whether it is evaluated whenever its statement is.
    """
    if isinstance(node, ast.Await) or (isinstance(node, ast.NamedExpr) and not always):
        return True
    certain = always and not isinstance(node, _OPAQUE) and not (isinstance(node, ast.Compare) and len(node.ops) > 1)
    return any(is_bound_elsewhere(part, always=certain) for part in _inner(node))


def _inner(node: ast.AST) -> Iterator[ast.expr]:
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.expr):
            yield part
        else:
            yield from _inner(part)


def load_name(name: str) -> ast.Name:
    """Return the expression that reads a variable."""
    return ast.Name(id=name, ctx=ast.Load())


def probe_call(method: str, arguments: list[ast.expr], at: ast.AST) -> ast.expr:
    """Return a call of a method of the probe, at the place of a node."""
    function = ast.Attribute(value=load_name(PROBE), attr=method, ctx=ast.Load())
    return ast.copy_location(ast.Call(func=function, args=arguments, keywords=[]), at)
