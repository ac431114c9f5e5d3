"""Where a notebook picks one row to show what the model says of it.

model.predict(X_test.iloc[0].values.reshape(1, -1))     the row at 0
some_digit = X[0]; model.predict([some_digit])          the same, through a variable

Only what a predict cell gives to a model counts: `df["date"].iloc[-1]` elsewhere is a date to count from. Whether a
subscript really gives one row, the run shows.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nb2svc.compiler.flow import find_definition, index_statements
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.operations import DATA_METHODS
from nb2svc.compiler.sites import site_of

__all__ = ["find_lone_rows"]


def find_lone_rows(program: Program) -> frozenset[str]:
    """Return the subscripts that may pick a row for a model, by site."""
    finder = _Finder(index_statements(program))
    for statement in program.statements:
        if "predict" in statement.stages and statement.kind in {"code", "display"}:
            for node in ast.walk(statement.node):
                match node:
                    case ast.Call(func=ast.Attribute(attr=attr), args=[asked, *_]) if attr in DATA_METHODS:
                        finder.look_at(asked, statement)
    return frozenset(finder.found)


@dataclass(slots=True)
class _Finder:
    """Goes from what a model is given back to where it was picked."""

    statements: Mapping[str, Statement]
    found: set[str] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)

    def look_at(self, node: ast.expr, statement: Statement) -> None:
        """Take the subscripts that one row may come from."""
        for part in _data_of(node):
            if isinstance(part, ast.Subscript) and _may_pick_one(part):
                self.found.add(site_of(statement.id.rpartition(".")[0], part))
            if isinstance(part, ast.Name):
                self._look_behind(part.id, statement)

    def _look_behind(self, name: str, statement: Statement) -> None:
        definition = find_definition(self.statements, statement, name)
        if definition is None or definition.id in self._seen:
            return
        self._seen.add(definition.id)
        match definition.node:
            case ast.Assign(targets=[ast.Name()], value=value):
                self.look_at(value, definition)


def _data_of(node: ast.expr) -> Iterator[ast.expr]:
    """Yield an expression and what it is made of, on the way to its data."""
    yield node
    match node:
        case ast.Subscript(value=value) | ast.Attribute(value=value):
            yield from _data_of(value)
        case ast.List(elts=[value]) | ast.Tuple(elts=[value]):
            yield from _data_of(value)
        case ast.BinOp(left=left, right=right):
            yield from _data_of(left)
            yield from _data_of(right)
        case ast.Call(func=function, args=arguments):
            if isinstance(function, ast.Attribute):
                yield from _data_of(function.value)
            for argument in arguments[:1]:
                yield from _data_of(argument)


def _may_pick_one(node: ast.Subscript) -> bool:
    """Whether a subscript may stand for one row: at a number, or at what a variable holds."""
    key = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
    key = key.operand if isinstance(key, ast.UnaryOp) else key
    is_label = isinstance(node.value, ast.Attribute) and node.value.attr in {"loc", "at", "iat"}
    if is_label:
        return False
    return isinstance(key, ast.Name) or (isinstance(key, ast.Constant) and type(key.value) is int)
