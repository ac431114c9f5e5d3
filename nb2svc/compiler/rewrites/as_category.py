"""`df["plan"].astype("category")` -> `df["plan"].astype(state.plan_dtype)`, with the categories of training.

A frame has one dtype for each column; `pd.Categorical(values)` takes its dtype in the same way.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.rule import Hole, Rewrite, argument, parse_expression

__all__ = ["AS_CATEGORY", "CATEGORICAL", "FRAME_AS_CATEGORY"]


def _matches(node: ast.expr) -> bool:
    return call_name(node) == "astype" and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def _residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    return parse_expression("call(dtype)", call=call.func, dtype=holes["dtype"])


def _categorical(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    values = argument(call, "values")
    assert values is not None
    return parse_expression("call(values, dtype=dtype)", call=call.func, values=values, dtype=holes["dtype"])


AS_CATEGORY: Final = Rewrite(
    name="as-category",
    matches=_matches,
    freeze=lambda _: {"dtype": Hole(value=parse_expression("result.dtype"), hint="dtype")},
    residual=_residual,
)

FRAME_AS_CATEGORY: Final = Rewrite(
    name="frame-as-category",
    matches=_matches,
    freeze=lambda _: {"dtype": Hole(value=parse_expression("dict(result.dtypes)"), hint="dtypes")},
    residual=_residual,
)

CATEGORICAL: Final = Rewrite(
    name="categorical",
    matches=lambda node: call_name(node) == "Categorical" and argument(node, "values") is not None,
    freeze=lambda _: {"dtype": Hole(value=parse_expression("result.dtype"), hint="dtype")},
    residual=_categorical,
)
