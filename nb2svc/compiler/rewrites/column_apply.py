"""`X.apply(lambda s: (s - s.mean()) / s.std())` -> the same lambda with each column's training statistics.

Encoders are kept for each column in the same way: `X.apply(LabelEncoder().fit_transform)`.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.lambdas import given_lambda, is_statistic
from nb2svc.compiler.rewrites.rule import Hole, Rewrite, parse_expression, replace_nodes, walk_expressions

__all__ = ["COLUMN_APPLY", "COLUMN_ENCODERS"]


def _is_apply(node: ast.expr) -> bool:
    return (
        call_name(node) in {"apply", "transform"}
        and isinstance(node, ast.Call)
        and len(node.args) == 1
        and not node.keywords
    )


def _of_all_rows(function: ast.Lambda) -> dict[str, ast.Call]:
    """Return the statistics of its argument and the fits that a lambda computes, by their text."""
    argument = function.args.args[0].arg
    found = {}
    for part in walk_expressions(function.body):
        match part:
            case ast.Call() if is_statistic(part, argument):
                found[ast.unparse(part)] = part
            case ast.Call(func=ast.Attribute(attr="fit_transform"), args=[_]):
                found[ast.unparse(part)] = part
    return found


def _matches(node: ast.expr) -> bool:
    function = given_lambda(node)
    return _is_apply(node) and function is not None and bool(_of_all_rows(function))


def _by_column(call: ast.expr) -> Mapping[str, Hole]:
    assert isinstance(call, ast.Call)
    frame, function = call.func.value, given_lambda(call)  # type: ignore[attr-defined]
    assert function is not None
    argument = function.args.args[0].arg
    column = parse_expression("frame[name]", frame=frame)
    holes = {}
    for number, part in enumerate(_of_all_rows(function).values()):
        value, hint = part, call_name(part)
        if hint == "fit_transform":
            assert isinstance(part.func, ast.Attribute)
            value, hint = _method(_independent(part.func.value), "fit", part.args), "encoders"
        value_of = replace_nodes(value, {argument: column})
        holes[f"column_{number}"] = Hole(
            value=parse_expression("{name: value for name in frame}", value=value_of, frame=frame), hint=hint
        )
    return holes


def _method(receiver: ast.expr, name: str, arguments: list[ast.expr]) -> ast.Call:
    return ast.Call(ast.Attribute(value=receiver, attr=name, ctx=ast.Load()), arguments, [])


def _independent(estimator: ast.expr) -> ast.expr:
    """Return an estimator of its own for each column."""
    if isinstance(estimator, ast.Call):
        return estimator
    return parse_expression("type(estimator)(**estimator.get_params())", estimator=estimator)


def _residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    function = copy.deepcopy(given_lambda(call))
    assert function is not None
    argument = function.args.args[0].arg
    replaced = {}
    for hole, (text, part) in zip(_by_column(call), _of_all_rows(function).items(), strict=True):
        known = parse_expression(f"table[{argument}.name]", table=holes[hole])
        if call_name(part) == "fit_transform":
            known = _method(known, "transform", part.args)
        replaced[text] = known
    function.body = replace_nodes(function.body, replaced)
    return ast.Call(call.func, [function], call.keywords)


COLUMN_APPLY: Final = Rewrite(
    name="column-apply", matches=_matches, freeze=_by_column, residual=_residual, opens_lambda=True
)


def _is_bound_fit(node: ast.expr) -> bool:
    return (
        _is_apply(node)
        and isinstance(node, ast.Call)
        and isinstance(node.args[0], ast.Attribute)
        and node.args[0].attr == "fit_transform"
    )


def _encoders(call: ast.expr) -> Mapping[str, Hole]:
    assert isinstance(call, ast.Call)
    assert isinstance(call.args[0], ast.Attribute)
    value = parse_expression(
        "{name: estimator.fit(frame[name]) for name in frame}",
        frame=call.func.value,  # type: ignore[attr-defined]
        estimator=_independent(call.args[0].value),
    )
    return {"encoders": Hole(value=value, hint="encoders")}


def _encoded(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    return parse_expression(
        "apply(lambda column: encoders[column.name].transform(column))", apply=call.func, encoders=holes["encoders"]
    )


COLUMN_ENCODERS: Final = Rewrite(
    name="column-encoders", matches=_is_bound_fit, freeze=_encoders, residual=_encoded, opens_lambda=True
)
