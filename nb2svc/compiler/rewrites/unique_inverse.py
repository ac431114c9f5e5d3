"""`towns, codes = np.unique(df["town"], return_inverse=True)` -> codes found in the training's sorted values.

`np.searchsorted` finds a place for any value, so that what training never saw has to be refused before.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.rule import Hole, Rewrite, argument, parse_expression

__all__ = ["UNIQUE_INVERSE"]

_ALSO: Final = {"return_inverse", "return_counts"}


def _matches(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call) or call_name(node) != "unique" or not isinstance(node.func, ast.Attribute):
        return False
    asked = {k.arg for k in node.keywords if isinstance(k.value, ast.Constant) and k.value.value is True}
    given = {k.arg for k in node.keywords} - {"ar"}
    return "return_inverse" in asked and asked == given and asked <= _ALSO and argument(node, "ar") is not None


def _freeze(call: ast.expr) -> Mapping[str, Hole]:
    holes = {"values": Hole(value=parse_expression("result[0]"), hint="values")}
    if _counts(call):
        holes["counts"] = Hole(value=parse_expression("result[2]"), hint="counts")
    return holes


def _counts(call: ast.expr) -> bool:
    assert isinstance(call, ast.Call)
    return any(k.arg == "return_counts" for k in call.keywords)


def _residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Attribute)
    asked = argument(call, "ar")
    assert asked is not None
    text = (
        "(known, numpy.searchsorted(known, asked), counts)"
        if _counts(call)
        else ("(known, numpy.searchsorted(known, asked))")
    )
    counts = {"counts": holes["counts"]} if _counts(call) else {}
    return parse_expression(text, numpy=call.func.value, known=holes["values"], asked=asked, **counts)


UNIQUE_INVERSE: Final = Rewrite(name="unique-inverse", matches=_matches, freeze=_freeze, residual=_residual)
