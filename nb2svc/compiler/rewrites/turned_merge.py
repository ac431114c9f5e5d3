"""`pd.merge(rents, flats, on="zone")` -> `flats.merge(rents, on="zone").filter(items=state.flats_columns)`.

A join gives its rows in the order of the table on the left. Where that is the one that things are looked up in, the
rows of a request stand on the right, and a service keeps their order.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.rule import Hole, Rewrite, parse_expression

__all__ = ["TURNED_MERGE", "sides_of_merge"]

_TURNED: Final = {
    "left_on": "right_on",
    "right_on": "left_on",
    "left_index": "right_index",
    "right_index": "left_index",
}
_TURNED_HOW: Final = {"left": "right", "right": "left"}
_KEPT: Final = frozenset({"on", "how", "validate", *_TURNED})


def sides_of_merge(node: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """Return the tables on the left and on the right of `left.merge(right)`, `left.join(right)`, `pd.merge(l, r)`."""
    if not isinstance(node, ast.Call) or call_name(node) not in {"merge", "join"}:
        return None
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    left = [*node.args[:1], *(named[name] for name in ("left",) if name in named)]
    both = [*node.args[:2], *(named[name] for name in ("left", "right") if name in named)]
    if len(both) == 2:
        return both[0], both[1]
    right = [*left, *(named[name] for name in ("right", "other") if name in named)]
    if isinstance(node.func, ast.Attribute) and len(right) == 1:
        return node.func.value, right[0]
    return None


def _matches(node: ast.expr) -> bool:
    if call_name(node) != "merge" or not isinstance(node, ast.Call) or sides_of_merge(node) is None:
        return False
    how = next((k.value for k in node.keywords if k.arg == "how"), ast.Constant("inner"))
    given = {k.arg for k in node.keywords} - {"left", "right"}
    tables = len(node.args) + len({"left", "right"} & {k.arg for k in node.keywords})
    return isinstance(how, ast.Constant) and given <= _KEPT and tables <= 2


def _residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    sides = sides_of_merge(call)
    assert sides is not None
    assert isinstance(call, ast.Call)
    left, right = sides
    keywords = [_turned(k) for k in call.keywords if k.arg not in {"left", "right", "validate"}]
    merged = ast.Call(ast.Attribute(value=right, attr="merge", ctx=ast.Load()), [left], keywords)
    return parse_expression("merged.filter(items=columns)", merged=merged, columns=holes["columns"])


def _turned(keyword: ast.keyword) -> ast.keyword:
    if keyword.arg == "how" and isinstance(keyword.value, ast.Constant):
        how = str(keyword.value.value)
        return ast.keyword(arg="how", value=ast.Constant(_TURNED_HOW.get(how, how)))
    return ast.keyword(arg=_TURNED.get(str(keyword.arg), keyword.arg), value=keyword.value)


TURNED_MERGE: Final = Rewrite(
    name="turned-merge",
    matches=_matches,
    freeze=lambda _: {"columns": Hole(value=parse_expression("list(result.columns)"), hint="columns")},
    residual=_residual,
)
