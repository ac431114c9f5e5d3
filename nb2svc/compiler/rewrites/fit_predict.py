"""`clusters.fit_predict(X)` -> `state.clusters.predict(X)`."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.fit_transform import fitted_receiver
from nb2svc.compiler.rewrites.rule import Rewrite, parse_expression

__all__ = ["FIT_PREDICT"]


def _residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    rows = call.args[0] if call.args else next(k.value for k in call.keywords if k.arg == "X")
    return parse_expression("estimator.predict(rows)", estimator=holes["estimator"], rows=rows)


FIT_PREDICT: Final = Rewrite(
    name="fit-predict",
    always=True,
    matches=lambda node: call_name(node) == "fit_predict" and isinstance(node.func, ast.Attribute),  # type: ignore[attr-defined]
    freeze=fitted_receiver,
    residual=_residual,
)
