"""`clusters.fit_predict(X)` -> `state.clusters.predict(X)`."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.rewrites.fit_transform import fitted_receiver, is_of_rows
from nb2svc.compiler.rewrites.rule import Rewrite, argument, parse_expression

__all__ = ["FIT_PREDICT"]


def _residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    rows = argument(call, "X") or call.keywords[0].value
    return parse_expression("estimator.predict(rows)", estimator=holes["estimator"], rows=rows)


FIT_PREDICT: Final = Rewrite(
    name="fit-predict",
    always=True,
    matches=lambda node: is_of_rows(node, "fit_predict"),
    freeze=fitted_receiver,
    residual=_residual,
)
