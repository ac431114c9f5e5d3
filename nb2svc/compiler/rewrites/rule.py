"""What a rewrite rule is."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Rewrite", "parse_expression"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """A rule: which operation, what to freeze, what remains.

    Attributes:
        name: kebab-case, stable.
        always: the operation depends on all rows whatever an experiment says; it is never tried as written.
        matches: whether the rule is about this operation.
        captures: for each hole, how to get the value to freeze from the operands (in the order of the operation's
            own children: receiver or function first, then arguments) and the result of the full run.
        residual: the expression that is left, given the operation with its children as placeholders and an
            expression for each hole.
        hints: for each hole, the last part of a good state name.
        extract: for each hole, the expression that training code takes it with, of `{result}` or `{receiver}`.
    """

    name: str
    always: bool
    matches: Callable[[ast.expr], bool]
    captures: Mapping[str, Callable[[Sequence[Any], Any], Any]]
    residual: Callable[[ast.expr, Mapping[str, ast.expr]], ast.expr]
    hints: Mapping[str, str]
    extract: Mapping[str, str]


def parse_expression(text: str, **holes: ast.expr) -> ast.expr:
    """Return the expression `text` with the names of `holes` replaced by the given expressions."""

    class Fill(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return holes.get(node.id, node)

    filled: ast.expr = Fill().visit(ast.parse(text, mode="eval").body)
    return filled
