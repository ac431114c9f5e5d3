"""`codes, uniques = pd.factorize(df["city"])` -> codes found in the training's uniques; -1 for values unseen.

Of a column the uniques are an index; those of an array are made one, so that codes can be looked up in it.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.rule import Hole, Rewrite, argument, parse_expression

__all__ = ["FACTORIZE", "FACTORIZE_ARRAY"]


def _residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    values = argument(call, "values") or call.func.value  # type: ignore[attr-defined]
    return parse_expression("(uniques.get_indexer(values), uniques)", uniques=holes["uniques"], values=values)


def _index(call: ast.expr) -> Mapping[str, Hole]:
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Attribute)
    return {"uniques": Hole(value=parse_expression("pandas.Index(result[1])", pandas=call.func.value), hint="uniques")}


def _is_of_array(node: ast.expr) -> bool:
    is_function = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return is_function and call_name(node) == "factorize" and argument(node, "values") is not None


FACTORIZE: Final = Rewrite(
    name="factorize",
    matches=lambda node: call_name(node) == "factorize",
    freeze=lambda _: {"uniques": Hole(value=parse_expression("result[1]"), hint="uniques")},
    residual=_residual,
)

FACTORIZE_ARRAY: Final = Rewrite(name="factorize-array", matches=_is_of_array, freeze=_index, residual=_residual)
