"""`df["plan"].astype("category")` -> `df["plan"].astype(state.plan_dtype)`, with the categories of training."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.rule import Rewrite, parse_expression

__all__ = ["AS_CATEGORY"]


def _matches(node: ast.expr) -> bool:
    return call_name(node) == "astype" and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def _residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    return parse_expression("call(dtype)", call=call.func, dtype=holes["dtype"])


AS_CATEGORY: Final = Rewrite(
    name="as-category",
    always=False,
    matches=_matches,
    # a Series has one dtype, a frame one for each column
    captures={"dtype": lambda _, result: getattr(result, "dtype", None) or dict(result.dtypes)},
    residual=_residual,
    hints={"dtype": "dtype"},
    extract={"dtype": "{result}.dtype"},
)
