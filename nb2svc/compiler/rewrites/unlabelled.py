"""`xgb.DMatrix(X, label=y)` -> `xgb.DMatrix(X)`: labels and weights are for training, a request has none."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.rule import Rewrite

__all__ = ["UNLABELLED"]

_MATRICES: Final = frozenset({"DMatrix", "QuantileDMatrix", "Dataset", "Pool"})
_FOR_TRAINING: Final = frozenset({"label", "weight", "group", "qid", "reference"})


def _matches(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call) or call_name(node) not in _MATRICES:
        return False
    return len(node.args) == 2 or any(keyword.arg in _FOR_TRAINING for keyword in node.keywords)


def _residual(call: ast.expr, _: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    kept = [keyword for keyword in call.keywords if keyword.arg not in _FOR_TRAINING]
    return ast.copy_location(ast.Call(func=call.func, args=call.args[:1], keywords=kept), call)


UNLABELLED: Final = Rewrite(name="unlabelled", matches=_matches, freeze=lambda _: {}, residual=_residual)
