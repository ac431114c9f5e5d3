"""`sm.add_constant(X)` -> `sm.add_constant(X, has_constant="add")`: of a single row, every column is constant."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.rule import Rewrite

__all__ = ["ADD_CONSTANT"]


def _matches(node: ast.expr) -> bool:
    return call_name(node) == "add_constant"


def _residual(call: ast.expr, _: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    kept = [keyword for keyword in call.keywords if keyword.arg != "has_constant"]
    always = ast.keyword(arg="has_constant", value=ast.Constant("add"))
    return ast.copy_location(ast.Call(func=call.func, args=call.args, keywords=[*kept, always]), call)


ADD_CONSTANT: Final = Rewrite(name="add-constant", matches=_matches, freeze=lambda _: {}, residual=_residual)
