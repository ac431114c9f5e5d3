"""`stats.zscore(df["km"])`, `scale(X)`, `minmax_scale(X)` -> the same with the mean, the spread of the training rows.

What a row gets is `(value - middle) / spread`; where that is not what was computed, as for a column of one value only,
the run shows it, and nothing is rewritten.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.rule import Hole, Rewrite, parse_expression

__all__ = ["POWER_TRANSFORM", "STANDARD_SCORES"]

_SCORES: Final = frozenset({"zscore", "scale"})
_POWERS: Final = frozenset({"boxcox", "yeojohnson"})


def _is_score(node: ast.expr, names: frozenset[str], known: frozenset[str]) -> bool:
    """Whether an expression scores its one argument column by column."""
    match node:
        case ast.Call(args=[_], keywords=keywords) if call_name(node) in names:
            by_column = all(
                k.arg != "axis" or (isinstance(k.value, ast.Constant) and k.value.value == 0) for k in keywords
            )
            return by_column and {k.arg for k in keywords} <= known
        case _:
            return False


def _is_applied_score(node: ast.expr) -> bool:
    """Whether an expression is `frame.apply(stats.zscore)`."""
    match node:
        case ast.Call(
            func=ast.Attribute(attr="apply"), args=[ast.Attribute(attr=name) | ast.Name(id=name)], keywords=[]
        ):
            return name in _SCORES
        case _:
            return False


def _spread_options(call: ast.expr) -> list[ast.keyword]:
    """Return how the standard deviation is taken, as pandas and numpy are told: all of the rows, if nothing is said."""
    assert isinstance(call, ast.Call)
    given = [k for k in call.keywords if k.arg == "ddof"]
    return given or [ast.keyword(arg="ddof", value=ast.Constant(0))]


def _moments(call: ast.expr, *, of_array: bool) -> Mapping[str, Hole]:
    """Return the mean and the standard deviation of each column."""
    assert isinstance(call, ast.Call)
    axis = [ast.keyword(arg="axis", value=ast.Constant(0))] if of_array else []
    mean = parse_expression("values.mean()", values=_values(call))
    std = parse_expression("values.std()", values=_values(call))
    assert isinstance(mean, ast.Call)
    assert isinstance(std, ast.Call)
    mean.keywords, std.keywords = [*axis], [*axis, *_spread_options(call)]
    return {"middle": Hole(value=mean, hint="mean"), "spread": Hole(value=std, hint="std")}


def _extremes(call: ast.expr, axis: str) -> Mapping[str, Hole]:
    """Return the smallest value of each column, and how far the largest one is from it."""
    values = _values(call)
    least = parse_expression(f"values.min({axis})", values=values)
    width = parse_expression(f"values.max({axis}) - values.min({axis})", values=values)
    return {"middle": Hole(value=least, hint="min"), "spread": Hole(value=width, hint="range")}


def _values(call: ast.expr) -> ast.expr:
    assert isinstance(call, ast.Call)
    if call_name(call) == "apply":
        assert isinstance(call.func, ast.Attribute)
        return call.func.value
    return call.args[0]


def _residual(call: ast.expr, holes: Mapping[str, ast.expr], text: str = "(values - middle) / spread") -> ast.expr:
    return parse_expression(text, values=_values(call), **holes)


_AS_ARRAY: Final = "((values - middle) / spread).to_numpy()"

STANDARD_SCORES: Final = (
    Rewrite(
        name="frame-scores",
        matches=lambda node: _is_score(node, _SCORES, frozenset({"axis", "ddof", "nan_policy"})),
        freeze=lambda call: _moments(call, of_array=False),
        residual=lambda call, holes: _residual(call, holes, _AS_ARRAY),
    ),
    Rewrite(
        name="array-scores",
        matches=lambda node: _is_score(node, _SCORES, frozenset({"axis", "ddof"})),
        freeze=lambda call: _moments(call, of_array=True),
        residual=_residual,
    ),
    Rewrite(
        name="applied-scores",
        matches=_is_applied_score,
        freeze=lambda call: _moments(call, of_array=False),
        residual=_residual,
    ),
    Rewrite(
        name="frame-min-max",
        matches=lambda node: _is_score(node, frozenset({"minmax_scale"}), frozenset({"axis"})),
        freeze=lambda call: _extremes(call, ""),
        residual=lambda call, holes: _residual(call, holes, _AS_ARRAY),
    ),
    Rewrite(
        name="array-min-max",
        matches=lambda node: _is_score(node, frozenset({"minmax_scale"}), frozenset({"axis"})),
        freeze=lambda call: _extremes(call, "axis=0"),
        residual=_residual,
    ),
)


def _with_exponent(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    """Return `stats.boxcox(x)` with the exponent that was found for the training rows; then it gives no pair."""
    assert isinstance(call, ast.Call)
    made = ast.Call(func=call.func, args=[call.args[0], holes["exponent"]], keywords=[])
    return ast.Tuple(elts=[made, holes["exponent"]], ctx=ast.Load())


# `stats.boxcox(x)` -> `(stats.boxcox(x, exponent), exponent)`
POWER_TRANSFORM: Final = Rewrite(
    name="power-transform",
    matches=lambda node: _is_score(node, _POWERS, frozenset()),
    freeze=lambda _: {"exponent": Hole(value=parse_expression("result[1]"), hint="lambda")},
    residual=_with_exponent,
)
