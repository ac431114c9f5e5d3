"""Which literals of a notebook stand for what a caller asks: the arguments of `predict_price("Hebbal", 1000, 2, 3)`.

model.predict([[5.1, 3.5, 1.4, 0.2]])      the inner list: a row as an array
dv.transform([{"age": 31, "plan": "A"}])   31 and "A": fields of a record
predict_price("Hebbal", 1000, 2, 3)        each argument, under the function's own name for it
model.forecast(12)                         the horizon

Literals that choose (`threshold = 0.4`), name (`{0: "no"}`) or seed are left alone: only what a model, a transformer or
a function of the notebook is given as data counts. Whether the answer really depends on them, the run shows.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from nb2svc.compiler.flow import find_definition, index_statements, is_code
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.operations import DATA_METHODS, HORIZON_METHODS, call_name, fits, is_group_chain
from nb2svc.compiler.sites import Asked, site_of

__all__ = ["find_asked"]

_COUNTS: Final = frozenset({"range", "arange"})
_BLANKS: Final = frozenset({"zeros", "ones", "empty", "full", "zeros_like", "ones_like", "empty_like", "full_like"})
_MODEL_METHODS: Final = DATA_METHODS | {"forward", "fit"}


def find_asked(program: Program) -> dict[str, Asked]:
    """Return the literals that the predict cells give to models and functions as data, by site."""
    finder = _Finder(index_statements(program), program.lookups)
    for statement in program.statements:
        if "predict" in statement.stages and statement.kind in {"code", "display"}:
            for node in ast.walk(statement.node):
                if isinstance(node, ast.Call):
                    finder.look_at(node, statement)
    return finder.found


@dataclass(frozen=True, slots=True)
class _Origin:
    """What a literal is given to."""

    name: str = ""
    is_count: bool = False
    call: str = ""


@dataclass(slots=True)
class _Finder:
    statements: Mapping[str, Statement]
    lookups: frozenset[str]
    found: dict[str, Asked] = field(default_factory=dict)

    def look_at(self, call: ast.Call, statement: Statement) -> None:
        """Take the literals among what a call is given as data."""
        given = self._data_of(call, statement)
        leaves = [leaf for node, origin in given for leaf in self._leaves(node, statement, origin, frozenset())]
        if any(asked.is_table for _, asked in leaves) and not all(asked.is_table for _, asked in leaves):
            return  # some values for each request, some for all of them: nobody knows what a request is
        for site, asked in leaves:
            self.found.setdefault(site, asked)

    def _data_of(self, call: ast.Call, statement: Statement) -> list[tuple[ast.expr, _Origin]]:
        match call.func:
            case ast.Name(id=name):
                definition = find_definition(self.statements, statement, name)
                if definition is None or definition.kind in {"import", "class"} or definition.id in self.lookups:
                    return []
                if isinstance(definition.node, ast.FunctionDef):
                    return list(_arguments(call, definition.node))
                return [(call.args[0], _Origin())] if call.args else []  # a network is called as it is
            case ast.Attribute(attr=attr, value=receiver) if attr in DATA_METHODS | HORIZON_METHODS:
                if self._is_code(receiver, statement) or is_group_chain(call):
                    return []
                origin = _Origin(name="steps", is_count=True) if attr in HORIZON_METHODS else _Origin()
                data = [
                    *call.args[:1],
                    *(k.value for k in call.keywords if k.arg in {"X", "exog", "steps", "raw_documents"}),
                ]
                return [(node, origin) for node in data[:1]]
            case _:
                return []

    def _leaves(
        self, node: ast.expr, statement: Statement, origin: _Origin, seen: frozenset[str]
    ) -> Iterator[tuple[str, Asked]]:
        """Go through an expression to the literals that are its data."""
        match node:
            case _ if _is_plain(node):
                yield self._leaf(node, statement, origin)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                yield from self._of_list(node, parts, statement, origin, seen)
            case ast.Dict():
                yield from self._of_dict(node, statement, origin, seen)
            case ast.Call():
                yield from self._of_call(node, statement, origin, seen)
            case ast.Subscript(value=inner) | ast.Attribute(value=inner) | ast.Starred(value=inner):
                yield from self._leaves(inner, statement, origin, seen)
            case ast.BinOp(left=left, op=ast.Add(), right=ast.Constant(value=int()) as steps) if (
                origin.is_count and not isinstance(left, ast.Constant)
            ):
                yield self._leaf(steps, statement, origin)
            case ast.Compare(left=left, comparators=[right]) | ast.BinOp(left=left, right=right):
                for side in (s for s in (left, right) if not isinstance(s, ast.Constant)):
                    yield from self._leaves(side, statement, origin, seen)
            case ast.Name(id=name):
                yield from self._of_name(node, name, statement, origin, seen)

    def _of_dict(
        self, node: ast.Dict, statement: Statement, origin: _Origin, seen: frozenset[str]
    ) -> Iterator[tuple[str, Asked]]:
        for key, part in zip(node.keys, node.values, strict=True):
            name = str(key.value) if isinstance(key, ast.Constant) else origin.name
            if isinstance(part, ast.List) and len(part.elts) > 1 and all(_is_plain(p) for p in part.elts):
                yield self._leaf(part, statement, _named(origin, name), is_table=True)
                continue
            yield from self._leaves(part, statement, _named(origin, name), seen)

    def _of_list(
        self, node: ast.expr, parts: list[ast.expr], statement: Statement, origin: _Origin, seen: frozenset[str]
    ) -> Iterator[tuple[str, Asked]]:
        nested = [p for p in parts if isinstance(p, ast.List | ast.Tuple)]
        if len(parts) > 1 and all(_is_row(p) for p in parts):
            yield self._leaf(node, statement, origin, is_table=True)
        elif len(parts) == 1:
            yield from self._leaves(parts[0], statement, origin, seen)
        elif parts and all(_is_plain(p) for p in parts) and not nested:
            yield self._leaf(node, statement, origin)
        else:
            for i, part in enumerate(parts):
                yield from self._leaves(part, statement, _named(origin, f"{origin.name or 'value'}_{i}"), seen)

    def _of_call(
        self, node: ast.Call, statement: Statement, origin: _Origin, seen: frozenset[str]
    ) -> Iterator[tuple[str, Asked]]:
        if _is_blank(node) or self._looks_up(node, statement):
            return  # how large it is, is no data; and a look-up is asked about rows
        own = self._data_of(node, statement)
        if own:
            for part, inner in own:
                yield from self._leaves(part, statement, inner, seen)
            return
        if isinstance(node.func, ast.Attribute) and not self._is_code(node.func, statement):
            yield from self._leaves(node.func.value, statement, origin, seen)
            return
        name = call_name(node)
        if name in _COUNTS:
            yield from self._of_count(node, statement, origin, seen)
            return
        for part in node.args[:1]:
            yield from self._leaves(part, statement, origin, seen)
        for keyword in node.keywords:
            if keyword.arg == "periods":
                steps = _Origin(name="periods", is_count=True, call=origin.call)
                yield from self._leaves(keyword.value, statement, steps, seen)
            if name == "dict" or keyword.arg == "data":
                yield from self._leaves(keyword.value, statement, _named(origin, keyword.arg or ""), seen)

    def _of_count(
        self, node: ast.Call, statement: Statement, origin: _Origin, seen: frozenset[str]
    ) -> Iterator[tuple[str, Asked]]:
        """Go through `range(start, stop)`; where it goes on from the rows by so many, only how many is asked."""
        goes_on = [isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add) for part in node.args]
        is_on = len(node.args) > 1 and goes_on[1]
        for i, part in enumerate(node.args[:3]):
            bound = f"{origin.name}_{('start', 'stop', 'step')[i]}" if len(node.args) > 1 else origin.name
            name = "steps" if is_on and i == 1 and not goes_on[0] else bound
            if not (is_on and i == 0 and goes_on[0]):
                counted = _Origin(name=name, is_count=True, call=origin.call)
                yield from self._leaves(part, statement, counted, seen)

    def _looks_up(self, node: ast.Call, statement: Statement) -> bool:
        """Whether a call is that of a look-up cell."""
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        definition = find_definition(self.statements, statement, name)
        return definition is not None and definition.id in self.lookups

    def _of_name(
        self, node: ast.Name, name: str, statement: Statement, origin: _Origin, seen: frozenset[str]
    ) -> Iterator[tuple[str, Asked]]:
        """Go on from a variable to what was assigned to it, and into it; a parameter is asked for where it is used."""
        definition = find_definition(self.statements, statement, name)
        if definition is None or is_code(definition, name) or definition.id in seen or "load" in definition.stages:
            return
        if self._is_model(name, statement, definition):
            return
        if "parameters" in definition.stages:
            yield self._leaf(node, statement, _named(origin, name) if not origin.call else origin)
            return
        inner = _named(origin, name) if not origin.call else origin
        value = _assigned(definition.node, name)
        own = list(self._leaves(value, definition, inner, seen | {definition.id})) if value is not None else []
        yield from own
        if value is None or not (own or _is_blank(value)):
            return  # a table of rows, into which literals are written for all of them
        for writer in self._writers(statement, name, definition)[1:]:
            position = _position(writer.node)
            if position is not None:
                yield from self._leaves(position, writer, _named(origin, name), seen | {definition.id})
            value = _assigned(writer.node, name)
            if value is not None and not (_is_plain(value) and position is not None):
                written = _named(inner, _key_of(writer.node) or inner.name)
                yield from self._leaves(value, writer, written, seen | {definition.id})

    def _is_model(self, name: str, statement: Statement, definition: Statement) -> bool:
        """Whether a variable holds a model: `Net(3)` of a class that predicts, or something that has been fitted."""
        match _assigned(definition.node, name):
            case ast.Call(func=ast.Name(id=called)):
                kind = find_definition(self.statements, definition, called)
                if kind is not None and isinstance(kind.node, ast.ClassDef):
                    return any(isinstance(n, ast.FunctionDef) and n.name in _MODEL_METHODS for n in kind.node.body)
        return any(fits(writer.node) for writer in self._writers(statement, name, definition))

    def _writers(self, statement: Statement, name: str, definition: Statement) -> list[Statement]:
        """Return the statement that bound a variable and those that have changed it since."""
        found: list[Statement] = []
        source = statement.sources.get(name)
        while source is not None:
            found.append(self.statements[source])
            if self.statements[source] is definition:
                break
            source = self.statements[source].sources.get(name)
        return found[::-1]

    def _is_code(self, node: ast.expr, statement: Statement) -> bool:
        while isinstance(node, ast.Attribute):
            node = node.value
        if not isinstance(node, ast.Name) or node.id in statement.effects.defines | statement.effects.maybe_defines:
            return False  # also what the statement itself binds, as a loop does
        return is_code(find_definition(self.statements, statement, node.id), node.id)

    def _leaf(
        self, node: ast.expr, statement: Statement, origin: _Origin, *, is_table: bool = False
    ) -> tuple[str, Asked]:
        site = site_of(statement.id.rpartition(".")[0], node)
        name = origin.name or ("row" if isinstance(node, ast.List | ast.Tuple) else "value")
        key = f"{origin.call}:{name}" if origin.call else site
        return site, Asked(key=key, name=name, is_count=origin.is_count, call=origin.call, is_table=is_table)


def _arguments(call: ast.Call, function: ast.FunctionDef) -> Iterator[tuple[ast.expr, _Origin]]:
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    for name, argument in zip(names, call.args, strict=False):
        yield argument, _Origin(name=name, call=function.name)
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield keyword.value, _Origin(name=keyword.arg, call=function.name)


def _named(origin: _Origin, name: str) -> _Origin:
    return _Origin(name=name, is_count=origin.is_count, call=origin.call)


def _is_plain(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.operand, ast.Constant)
    return isinstance(node, ast.Constant) and isinstance(node.value, str | int | float)


def _is_row(node: ast.expr) -> bool:
    """Whether an entry of a list is a row of its own: a list of plain values, or a text of several words."""
    if isinstance(node, ast.List | ast.Tuple):
        return bool(node.elts) and all(_is_plain(p) for p in node.elts)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value


def _assigned(node: ast.stmt, name: str) -> ast.expr | None:
    """Return what a statement assigns to a variable, or into it."""
    match node:
        case (
            ast.Assign(targets=[ast.Name()], value=value) | ast.AnnAssign(target=ast.Name(), value=ast.expr() as value)
        ):
            return value
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()], value=value):
            return value
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)) if len(targets) == len(values):
            bound = {t.id: v for t, v in zip(targets, values, strict=True) if isinstance(t, ast.Name)}
            return bound.get(name)
        case _:
            return None


def _is_blank(node: ast.expr) -> bool:
    """Whether an expression makes an object with nothing in it yet: `np.zeros(5)`, `{}`, `pd.DataFrame(columns=c)`."""
    match node:
        case ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
        case ast.Call(func=ast.Attribute(attr=attr) | ast.Name(id=attr), args=arguments):
            return attr in _BLANKS or (attr in {"dict", "list", "DataFrame", "Series"} and not arguments)
        case ast.BinOp(left=ast.List(), op=ast.Mult()):
            return True
        case _:
            return False


def _position(node: ast.stmt) -> ast.expr | None:
    """Return the position in `x[position] = 1`, which switches something on."""
    match node:
        case ast.Assign(targets=[ast.Subscript(slice=key)]) if not isinstance(key, ast.Constant):
            return key
        case _:
            return None


def _key_of(node: ast.stmt) -> str:
    """Return a name for what `row["age"] = ...` or `row[0] = ...` writes."""
    match node:
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=owner), slice=ast.Constant(value=key))]):
            return key if isinstance(key, str) else f"{owner}_{key!r}"
        case ast.Assign(targets=[ast.Attribute(attr=attr)]):
            return attr
        case _:
            return ""
