"""Lambdas of one argument that `apply` and `transform` are given, and the statistics of it that they compute."""

from __future__ import annotations

import ast

from nb2svc.compiler.operations import STATISTICS
from nb2svc.compiler.rewrites.rule import argument

__all__ = ["given_lambda", "is_statistic"]


def given_lambda(node: ast.expr) -> ast.Lambda | None:
    """Return the lambda of one argument that a call is given first."""
    found = argument(node, "func")
    return found if isinstance(found, ast.Lambda) and len(found.args.args) == 1 else None


def is_statistic(node: ast.expr, name: str) -> bool:
    """Whether an expression is `s.mean()`, for the argument `s`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=receiver), attr=attr)):
            return receiver == name and attr in STATISTICS
        case _:
            return False
