"""`model(X).squeeze()` -> `model(X).squeeze(-1)`: of a single row, the axis of the rows has to stay."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.rule import Rewrite

__all__ = ["SQUEEZE"]


def _matches(node: ast.expr) -> bool:
    """Whether the node is `x.squeeze()`, `np.squeeze(x)` or `torch.squeeze(x)`, with no axis named."""
    return isinstance(node, ast.Call) and call_name(node) == "squeeze" and not node.keywords and len(node.args) < 2


def _residual(call: ast.expr, _: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    last = ast.UnaryOp(op=ast.USub(), operand=ast.Constant(1))
    return ast.copy_location(ast.Call(func=call.func, args=[*call.args, last], keywords=[]), call)


SQUEEZE: Final = Rewrite(name="squeeze", matches=_matches, freeze=lambda _: {}, residual=_residual)
