"""What a rewrite rule is."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

__all__ = ["Hole", "Rewrite", "argument", "parse_expression", "replace_nodes", "walk_expressions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """A value to freeze.

    Attributes:
        value: the expression that gives it, of the operation's parts and of `result`, the operation's own value.
        hint: the last part of a good state name; empty for the name of the receiver.
    """

    value: ast.expr
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """A rule: which operation, what to freeze, what remains.

    Attributes:
        name: kebab-case, stable.
        always: the operation depends on all rows whatever an experiment says; it is never tried as written.
        matches: whether the rule is about this operation.
        freeze: the holes, given the operation with its parts as placeholders.
        residual: the expression that is left, given the operation and an expression for each hole.
        opens_lambda: the rule looks into a lambda among the arguments; it stands in the operation as written.
    """

    name: str
    always: bool = False
    matches: Callable[[ast.expr], bool]
    freeze: Callable[[ast.expr], Mapping[str, Hole]]
    residual: Callable[[ast.expr, Mapping[str, ast.expr]], ast.expr]
    opens_lambda: bool = False


def argument(call: ast.expr, *names: str) -> ast.expr | None:
    """Return the first argument of a call, by its place or by the first of these names that is given; or None."""
    if not isinstance(call, ast.Call):
        return None
    if call.args:
        return call.args[0]
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    return next((given[name] for name in names if name in given), None)


def parse_expression(text: str, **holes: ast.expr) -> ast.expr:
    """Return the expression `text` with the names of `holes` replaced by the given expressions."""

    class Fill(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return holes.get(node.id, node)

    filled: ast.expr = Fill().visit(ast.parse(text, mode="eval").body)
    return filled


def replace_nodes(node: ast.expr, replaced: Mapping[str, ast.expr]) -> ast.expr:
    """Return a copy of an expression with parts replaced, which are known by their text."""

    class Replace(ast.NodeTransformer):
        def visit(self, part: ast.AST) -> ast.AST:
            known = replaced.get(ast.unparse(part)) if isinstance(part, ast.expr) else None
            return copy.deepcopy(known) if known is not None else self.generic_visit(part)

    filled = Replace().visit(copy.deepcopy(node))
    assert isinstance(filled, ast.expr)
    return filled


def walk_expressions(node: ast.expr) -> Iterator[ast.expr]:
    """Return the expressions inside an expression, itself included."""
    return (part for part in ast.walk(node) if isinstance(part, ast.expr))
