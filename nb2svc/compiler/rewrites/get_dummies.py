"""`pd.get_dummies(df, columns=[...])` -> the same, followed by `.reindex(columns=state.X_columns, fill_value=False)`.

`drop_first` is taken out: which category is first is a fact of the training rows, and its column is not among theirs.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.rule import Hole, Rewrite, parse_expression

__all__ = ["GET_DUMMIES", "OPEN_DUMMIES"]


def _encoded(call: ast.expr, _: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    keywords = [keyword for keyword in call.keywords if keyword.arg != "drop_first"]
    return ast.Call(func=call.func, args=call.args, keywords=keywords)


def _residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    encoded = _encoded(call, holes)
    fill = "False" if all(keyword.arg != "dtype" for keyword in call.keywords) else "0"
    return parse_expression(
        f"encoded.reindex(columns=columns, fill_value={fill})", encoded=encoded, columns=holes["columns"]
    )


GET_DUMMIES: Final = Rewrite(
    name="get-dummies",
    matches=lambda node: call_name(node) == "get_dummies",
    freeze=lambda _: {"columns": Hole(value=parse_expression("result.columns"), hint="columns")},
    residual=_residual,
)

# Where a later statement says which columns there are, `X.reindex(columns=X_train.columns)`, the rows have their own.
OPEN_DUMMIES: Final = Rewrite(name="open-dummies", matches=GET_DUMMIES.matches, freeze=lambda _: {}, residual=_encoded)
