"""`scaler.fit_transform(X, y)` -> `state.scaler.transform(X)`."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.rewrites.rule import Hole, Rewrite, argument, parse_expression

__all__ = ["FIT_TRANSFORM", "fitted_receiver", "is_of_rows"]


def _residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    rows = argument(call, "X", "raw_documents") or call.keywords[0].value  # an encoder of labels calls them `y`
    return parse_expression("estimator.transform(rows)", estimator=holes["estimator"], rows=rows)


def is_of_rows(node: ast.expr, name: str) -> bool:
    """Whether an expression is the call of a method of this name that is given something."""
    is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
    return is_method and bool(node.args or node.keywords)  # type: ignore[attr-defined]


def fitted_receiver(call: ast.expr) -> Mapping[str, Hole]:
    """Return the receiver of a call as what is frozen: it has been fitted by the call."""
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Attribute)
    return {"estimator": Hole(value=call.func.value)}


FIT_TRANSFORM: Final = Rewrite(
    name="fit-transform",
    always=True,
    matches=lambda node: is_of_rows(node, "fit_transform"),
    freeze=fitted_receiver,
    residual=_residual,
)
