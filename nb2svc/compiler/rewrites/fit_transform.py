"""`scaler.fit_transform(X, y)` -> `state.scaler.transform(X)`."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.rule import Hole, Rewrite, parse_expression

__all__ = ["FIT_TRANSFORM", "fitted_receiver"]


def _residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    rows = call.args[0] if call.args else next(k.value for k in call.keywords if k.arg in {"X", "raw_documents"})
    return parse_expression("estimator.transform(rows)", estimator=holes["estimator"], rows=rows)


def fitted_receiver(call: ast.expr) -> Mapping[str, Hole]:
    """Return the receiver of a call as what is frozen: it has been fitted by the call."""
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Attribute)
    return {"estimator": Hole(value=call.func.value)}


FIT_TRANSFORM: Final = Rewrite(
    name="fit-transform",
    always=True,
    matches=lambda node: call_name(node) == "fit_transform" and isinstance(node.func, ast.Attribute),  # type: ignore[attr-defined]
    freeze=fitted_receiver,
    residual=_residual,
)
