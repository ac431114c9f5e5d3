"""`codes, uniques = pd.factorize(df["city"])` -> codes found in the training's uniques; -1 for values unseen."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.rule import Hole, Rewrite, parse_expression

__all__ = ["FACTORIZE"]


def _residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    values = call.args[0] if call.args else call.func.value  # type: ignore[attr-defined]
    return parse_expression("(uniques.get_indexer(values), uniques)", uniques=holes["uniques"], values=values)


FACTORIZE: Final = Rewrite(
    name="factorize",
    matches=lambda node: call_name(node) == "factorize",
    freeze=lambda _: {"uniques": Hole(value=parse_expression("result[1]"), hint="uniques")},
    residual=_residual,
)
