"""Two pieces of syntax that ought to say the same of two copies of a frame: where they first do not.

X_train["km"].fillna(X_train["km"].median())    and    X_test.km.fillna(X_train.km.median())    say the same
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Final

from nb2svc.compiler.copies import common_name
from nb2svc.compiler.ir import Program, Statement

__all__ = ["Difference", "Twins"]

Difference = tuple[ast.AST, ast.AST]

_DEEPEST: Final = 6


class Twins:
    """Compares syntax with the names of the two copies exchanged and simple variables looked through."""

    def __init__(self, program: Program, copies: Mapping[str, str]) -> None:
        """Compare within a program.

        Args:
            program: where variables get their values.
            copies: see `find_copies`.
        """
        self.program = program
        self.copies = copies
        self.frames = {*copies, *copies.values()}

    def difference(
        self, one: ast.AST, at: Statement, other: ast.AST, at_other: Statement, depth: int = _DEEPEST
    ) -> Difference | None:
        """Return the smallest parts in which two nodes differ, or None.

        Args:
            one: a node of the one copy.
            at: the statement that it stands in.
            other: a node of the other copy.
            at_other: the statement that this one stands in.
            depth: how many variables may be looked through.
        """
        mine, theirs = _plain(one), _plain(other)
        if isinstance(mine, ast.Name) and isinstance(theirs, ast.Name) and self._is_same(mine, at, theirs, at_other):
            return None
        if depth and (isinstance(mine, ast.Name) or isinstance(theirs, ast.Name)):
            (known, before), (known_other, before_other) = self._value(mine, at), self._value(theirs, at_other)
            if known is not mine or known_other is not theirs:
                inner = self.difference(known, before, known_other, before_other, depth - 1)
                return inner and (inner if all(isinstance(part, ast.Constant) for part in inner) else (one, other))
        if type(mine) is not type(theirs):
            return one, other
        found = []
        for a, b in _fields(mine, theirs):
            if isinstance(a, ast.AST) and isinstance(b, ast.AST):
                found += [pair for pair in [self.difference(a, at, b, at_other, depth)] if pair is not None]
            elif a != b:
                return one, other
        return None if not found else found[0] if len(found) == 1 else (one, other)

    def _is_same(self, one: ast.Name, at: Statement, other: ast.Name, at_other: Statement) -> bool:
        """Whether two variables are one, or copies of one another."""
        if common_name(one.id, self.copies) != common_name(other.id, self.copies):
            return False
        if {one.id, other.id} & self.frames or at.sources.get(one.id) == at_other.sources.get(other.id):
            return True
        # bound in different places: compared by value, where their values can be read from the text
        return self._value(one, at)[0] is one or self._value(other, at_other)[0] is other

    def _value(self, node: ast.AST, at: Statement) -> tuple[ast.AST, Statement]:
        """Return what a variable was bound to last, with the statement that did so, or the node itself."""
        if isinstance(node, ast.Name) and node.id in at.sources and node.id not in self.frames:
            source = self.program.statement(at.sources[node.id])
            match source.node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == node.id:
                    return value, source
        return node, at


def _fields(one: ast.AST, other: ast.AST) -> Iterator[tuple[object, object]]:
    """Yield the parts of two nodes of one kind side by side."""
    for name in one._fields:
        if name in {"ctx", "kind"}:
            continue
        a, b = getattr(one, name, None), getattr(other, name, None)
        if isinstance(a, list) and isinstance(b, list):
            if len(a) != len(b):
                yield len(a), len(b)
            else:
                yield from zip(a, b, strict=True)
        else:
            yield a, b


def _plain(node: ast.AST) -> ast.AST:
    """Return an expression in the form in which copies are compared.

    `scaler.fit_transform(X_train, y)` is the twin of `scaler.transform(X_test)`, and `df.age` is `df["age"]`.
    """
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr="fit_transform"), args=[rows, *_]):
            return ast.Call(func=ast.Attribute(value=value, attr="transform"), args=[rows], keywords=[])
        case ast.Subscript(value=ast.Name() as frame, slice=ast.Constant(value=str(label))) if label.isidentifier():
            return ast.copy_location(ast.Attribute(value=frame, attr=label), node)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return ast.copy_location(ast.Constant(value=-number), node)
        case _:
            return node
