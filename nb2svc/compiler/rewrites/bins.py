"""`pd.qcut(df["age"], 4)` and `pd.cut(df["age"], 5)` -> `pd.cut(df["age"], state.age_edges, ...)`.

The edges are those of the training rows; what lies outside of them has no bin.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.rule import Hole, Rewrite, argument, parse_expression

__all__ = ["CUT", "QCUT"]


def _matches(node: ast.expr, name: str) -> bool:
    return call_name(node) == name and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def _edges(call: ast.expr) -> Mapping[str, Hole]:
    """Return the edges, which the same call tells if it is asked for them."""
    assert isinstance(call, ast.Call)
    keywords = [k for k in call.keywords if k.arg != "retbins"]
    asked = ast.Call(call.func, call.args, [*keywords, ast.keyword(arg="retbins", value=ast.Constant(True))])
    return {"edges": Hole(value=parse_expression("asked[1]", asked=asked), hint="edges")}


def _residual(call: ast.expr, holes: Mapping[str, ast.expr], dropped: Sequence[str], *, lowest: bool) -> ast.expr:
    assert isinstance(call, ast.Call)
    values = argument(call, "x")
    assert values is not None
    kept = [k for k in call.keywords if k.arg not in {"x", *dropped}]
    if lowest:
        kept.append(ast.keyword(arg="include_lowest", value=ast.Constant(True)))
    cut = ast.Attribute(value=call.func.value, attr="cut", ctx=ast.Load())  # type: ignore[attr-defined]
    labels = [ast.keyword(arg="labels", value=a) for a in call.args[2:3]] if lowest else []
    further = [] if lowest else call.args[2:]
    return ast.Call(cut, [values, holes["edges"], *further], [*labels, *kept])


QCUT: Final = Rewrite(
    name="qcut",
    matches=lambda node: _matches(node, "qcut"),
    freeze=_edges,
    residual=lambda call, holes: _residual(call, holes, ("q", "duplicates"), lowest=True),
)

CUT: Final = Rewrite(
    name="cut",
    matches=lambda node: _matches(node, "cut"),
    freeze=_edges,
    residual=lambda call, holes: _residual(call, holes, ("bins", "duplicates"), lowest=False),
)
