"""`df.groupby("city")["age"].transform("mean")` -> a table of the training's groups, looked up by key.

One key: `df["city"].map(state.age_mean_by_city)`; several: a join. A group that training has not seen gives a
missing value. `transform(lambda s: s.fillna(s.median()))` becomes the lambda's body with each statistic looked up.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from nb2svc.compiler.operations import call_name, is_group_chain
from nb2svc.compiler.rewrites.lambdas import given_lambda, is_statistic
from nb2svc.compiler.rewrites.rule import Hole, Rewrite, argument, parse_expression, replace_nodes, walk_expressions

__all__ = [
    "GROUP_TRANSFORMS",
    "KNOWN_GROUP_TRANSFORMS",
    "KNOWN_LOOKUPS",
    "ONE_KEY",
    "SEVERAL_KEYS",
    "Group",
    "group_hint",
    "group_parts",
    "keeps_own_values",
]


class Group(NamedTuple):
    """The parts of `frame.groupby(keys)[columns].transform(how)`."""

    frame: ast.expr
    keys: ast.expr
    grouped: ast.expr
    columns: ast.expr | None
    how: ast.expr


def group_parts(call: ast.expr) -> Group:
    """Return the parts of a chain that ends in `transform(how)`, or in a call without arguments."""
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Attribute)
    grouped = call.func.value
    columns: ast.expr | None = None
    group = grouped
    while call_name(group) != "groupby":
        if isinstance(group, ast.Subscript):
            columns, group = group.slice, group.value
        else:
            assert isinstance(group, ast.Attribute)
            columns, group = ast.Constant(group.attr), group.value
    assert isinstance(group, ast.Call)
    assert isinstance(group.func, ast.Attribute)
    keys, how = argument(group, "by"), argument(call, "func") or ast.Constant(None)
    assert keys is not None
    return Group(group.func.value, keys, grouped, columns, how)


def _is_plain(node: ast.expr) -> bool:
    if call_name(node) != "transform" or not is_group_chain(node) or argument(node, "func") is None:
        return False
    return isinstance(node, ast.Call) and len(node.args) + len(node.keywords) == 1


def group_hint(group: Group, how: str) -> str:
    """Return `mean_by_city` where the key is written down."""
    keys = [part.value for part in walk_expressions(group.keys) if isinstance(part, ast.Constant)]
    return "_by_".join([how, "_".join(str(key) for key in keys)]) if keys else f"{how}_by_group"


def _table(call: ast.expr) -> Mapping[str, Hole]:
    group = group_parts(call)
    value = parse_expression("grouped.agg(how)", grouped=group.grouped, how=group.how)
    how = str(group.how.value) if isinstance(group.how, ast.Constant) else "value"
    return {"table": Hole(value=value, hint=group_hint(group, how))}


def _lookup(text: str) -> Callable[[ast.expr, Mapping[str, ast.expr]], ast.expr]:
    def residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
        group = group_parts(call)
        columns = group.columns or parse_expression("table.columns", table=holes["table"])
        return parse_expression(text, frame=group.frame, keys=group.keys, columns=columns, table=holes["table"])

    return residual


def _statistics(function: ast.Lambda) -> dict[str, ast.Call]:
    """Return the statistics of its argument that a lambda computes, by their text."""
    name = function.args.args[0].arg
    calls = (part for part in walk_expressions(function.body) if isinstance(part, ast.Call))
    return {ast.unparse(call): call for call in calls if is_statistic(call, name)}


def _opens(node: ast.expr) -> bool:
    function = given_lambda(node)
    return _is_plain(node) and function is not None and bool(_statistics(function))


def keeps_own_values(node: ast.expr, statement: ast.stmt) -> bool:
    """Whether the operation only fills gaps: `transform(lambda s: s.fillna(s.median()))`, or `x.fillna(this)`.

    A group of which training had no row has nothing to fill them with: so it would be if its row stood in the notebook.
    """
    function = given_lambda(node)
    match function.body if function is not None else None:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="fillna")):
            return function is not None and name == function.args.args[0].arg
    calls = (part for part in ast.walk(statement) if isinstance(part, ast.Call))
    return any(call_name(call) == "fillna" and any(a is node for a in call.args) for call in calls)


def _tables(call: ast.expr) -> Mapping[str, Hole]:
    group = group_parts(call)
    function = given_lambda(call)
    assert function is not None
    name = function.args.args[0].arg
    holes = {}
    for number, part in enumerate(_statistics(function).values()):
        value = parse_expression("grouped.agg(how)", grouped=group.grouped, how=_how(part, name))
        holes[f"table_{number}"] = Hole(value=value, hint=group_hint(group, call_name(part)))
    return holes


def _how(part: ast.Call, name: str) -> ast.expr:
    """Return the statistic as `agg` takes it: its name, or a lambda where it has arguments."""
    if not part.args and not part.keywords:
        return ast.Constant(call_name(part))
    return parse_expression(f"lambda {name}: {ast.unparse(part)}")


def _looked_up(text: str) -> Callable[[ast.expr, Mapping[str, ast.expr]], ast.expr]:
    def residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
        group = group_parts(call)
        function = given_lambda(call)
        assert function is not None
        columns = group.columns or ast.Constant(None)
        values = parse_expression("frame[columns]", frame=group.frame, columns=columns)
        found = {
            statistic: parse_expression(text, frame=group.frame, keys=group.keys, columns=columns, table=holes[hole])
            for hole, statistic in zip(_tables(call), _statistics(function), strict=True)
        }
        return replace_nodes(function.body, {**found, function.args.args[0].arg: values})

    return residual


ONE_KEY: Final = "frame[keys].map(table)"
_JOINED: Final = "frame[[keys]].join(table, on=keys)[columns]"
SEVERAL_KEYS: Final = "frame[keys].join(table, on=keys)[columns]"
_KEY_APART: Final = "keys.map(table)"

_PLAIN: Final = {
    "group-map": ONE_KEY,
    "group-join": _JOINED,
    "group-join-keys": SEVERAL_KEYS,
    "group-key-apart": _KEY_APART,
}
_OPENED: Final = {"group-lambda": ONE_KEY, "group-lambda-keys": SEVERAL_KEYS}
KNOWN_LOOKUPS: Final = {
    ONE_KEY: "only_known(frame[keys], table.index).map(table)",
    _JOINED: "only_known(frame[keys], table.index).to_frame().join(table, on=keys)[columns]",
    SEVERAL_KEYS: "only_known(frame[keys], table.index).join(table, on=keys)[columns]",
    _KEY_APART: "only_known(keys, table.index).map(table)",
}


def _rule(name: str, text: str) -> Rewrite:
    if name.removesuffix("-known") in _PLAIN:
        return Rewrite(name=name, matches=_is_plain, freeze=_table, residual=_lookup(text))
    return Rewrite(name=name, matches=_opens, freeze=_tables, residual=_looked_up(text), opens_lambda=True)


GROUP_TRANSFORMS: Final = tuple(_rule(name, text) for name, text in (_PLAIN | _OPENED).items())
KNOWN_GROUP_TRANSFORMS: Final = tuple(
    _rule(f"{name}-known", KNOWN_LOOKUPS[text]) for name, text in (_PLAIN | _OPENED).items()
)
