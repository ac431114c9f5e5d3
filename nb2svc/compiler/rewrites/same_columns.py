"""A frame whose columns depend on the rows -> the columns of training.

`df.dropna(axis=1)` -> `df[state.df_columns]`; `s.str.split(expand=True)` -> the same with `.reindex(columns=...)`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Final

from nb2svc.compiler.rewrites.rule import Hole, Rewrite, parse_expression

__all__ = ["KNOWN_SAME_COUNTS", "PICKED_COLUMNS", "SAME_COLUMNS", "SAME_COUNTS"]


def _columns(_: ast.expr) -> Mapping[str, Hole]:
    return {"columns": Hole(value=parse_expression("result.columns"), hint="columns")}


def _picked(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    return parse_expression("frame[columns]", frame=call.func.value, columns=holes["columns"])  # type: ignore[attr-defined]


def _reindexed(fill: str, made: str = "call") -> Callable[[ast.expr, Mapping[str, ast.expr]], ast.expr]:
    def residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
        return parse_expression(f"{made}.reindex(columns=columns{fill})", call=call, columns=holes["columns"])

    return residual


PICKED_COLUMNS: Final = Rewrite(
    name="picked-columns",
    matches=lambda node: isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute),
    freeze=_columns,
    residual=_picked,
)

SAME_COLUMNS: Final = Rewrite(
    name="same-columns",
    matches=lambda node: isinstance(node, ast.Call),
    freeze=_columns,
    residual=_reindexed(""),
)

SAME_COUNTS: Final = Rewrite(
    name="same-counts",
    matches=lambda node: isinstance(node, ast.Call),
    freeze=_columns,
    residual=_reindexed(", fill_value=0"),
)

KNOWN_SAME_COUNTS: Final = Rewrite(
    name="same-counts-known",
    matches=lambda node: isinstance(node, ast.Call),
    freeze=_columns,
    residual=_reindexed(", fill_value=0", "only_known_columns(call, columns)"),
)
