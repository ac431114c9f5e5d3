"""Lambdas of one argument that `apply` and `transform` are given, and the statistics of it that they compute."""

from __future__ import annotations

import ast

from nb2svc.compiler.operations import STATISTICS

__all__ = ["given_lambda", "is_statistic"]


def given_lambda(node: ast.expr) -> ast.Lambda | None:
    """Return the lambda of one argument that a call is given first."""
    found = node.args[0] if isinstance(node, ast.Call) and node.args else None
    return found if isinstance(found, ast.Lambda) and len(found.args.args) == 1 else None


def is_statistic(node: ast.expr, argument: str) -> bool:
    """Whether an expression is `s.mean()`, for the argument `s`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)):
            return name == argument and attr in STATISTICS
        case _:
            return False
