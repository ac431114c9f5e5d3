"""Look-ups in a table that was made of the training rows -> the same, with a look whether the table has the keys.

df["city"].map(rents)                  only_known(df["city"], state.rents.index).map(state.rents)
df.merge(stats, on="city")             only_known_keys(df, state.stats, on="city").merge(state.stats, on="city")
pd.cut(df["age"], quartiles)           only_binned(pd.cut(df["age"], state.quartiles), df["age"])

Each leaves the operation as it is; by `<group>-known...`, of which the first is taken that fits what the notebook has.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.rule import Rewrite, argument, parse_expression

__all__ = ["ASKED_TABLES", "ASKED_TABLE_RULES"]

Ask = Callable[[ast.Call], ast.expr | None]

ASKED_TABLES: Final[Mapping[str, str]] = {
    "map": "map",
    "apply": "map",
    "merge": "merge",
    "join": "join",
    "reindex": "reindex",
    "replace": "replace",
    "Categorical": "categories",
    "astype": "as-dtype",
    "searchsorted": "searchsorted",
    "get_indexer": "searchsorted",
    "cut": "cut-edges",
}
"""What is called -> the group of its rules."""

_ON: Final = ("on", "left_on", "right_on", "left_index", "right_index")
_OTHER_SIDE: Final = {
    "left_on": "right_on",
    "right_on": "left_on",
    "left_index": "right_index",
    "right_index": "left_index",
}


def _filled(text: str, **parts: ast.expr) -> ast.expr:
    return parse_expression(text, **parts)


def _receiver(call: ast.Call) -> ast.expr | None:
    return call.func.value if isinstance(call.func, ast.Attribute) else None


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in call.keywords if k.arg == name), None)


def _with_receiver(call: ast.Call, receiver: ast.expr) -> ast.expr:
    assert isinstance(call.func, ast.Attribute)
    return ast.Call(ast.Attribute(receiver, call.func.attr, ast.Load()), call.args, call.keywords)


def _with_values(call: ast.Call, values: ast.expr, known: str, **parts: ast.expr) -> ast.expr:
    asked = _filled(known, values=values, **parts)
    keywords = [ast.keyword(k.arg, asked if k.value is values else k.value) for k in call.keywords]
    return ast.Call(call.func, [asked if a is values else a for a in call.args], keywords)


def _of_receiver(known: str) -> Ask:
    """Return how a receiver's values are looked at, of which the first argument is asked."""

    def ask(call: ast.Call) -> ast.expr | None:
        receiver, table = _receiver(call), argument(call, "arg", "to_replace", "dtype")
        if receiver is None or table is None or len(call.args) > 1:
            return None
        return _with_receiver(call, _filled(known, values=receiver, table=table))

    return ask


def _map_by_method(call: ast.Call) -> ast.expr | None:
    """`df["city"].map(rents.get)`."""
    receiver = _receiver(call)
    match argument(call, "arg", "func"):
        case (ast.Name() | ast.Attribute(attr="get")) as method if receiver is not None and len(call.args) < 2:
            table = ast.Attribute(method, "__self__", ast.Load())
            return _with_receiver(call, _filled("only_known(values, list(table))", values=receiver, table=table))
        case _:
            return None


def _of_argument(call: ast.Call) -> ast.expr | None:
    """`table.reindex(values)`, `table.searchsorted(values)`."""
    receiver, values = _receiver(call), argument(call, "index", "labels", "value", "target")
    if receiver is None or values is None or len(call.args) > 1 or _keyword(call, "columns") is not None:
        return None
    seen = "table.index" if call_name(call) == "reindex" else "table"
    return _with_values(call, values, f"only_known(values, {seen})", table=receiver)


def _searched_by_function(call: ast.Call) -> ast.expr | None:
    """`np.searchsorted(table, values)`."""
    if len(call.args) < 2:
        return None
    return _with_values(call, call.args[1], "only_known(values, table)", table=call.args[0])


def _categories(call: ast.Call) -> ast.expr | None:
    """`pd.Categorical(values, categories=table)`, or with `dtype=`."""
    given = call.args[1] if len(call.args) > 1 else _keyword(call, "categories") or _keyword(call, "dtype")
    values = argument(call, "values")
    if values is None or given is None:
        return None
    return _with_values(call, values, "only_known(values, table)", table=given)


def _cut(call: ast.Call) -> ast.expr | None:
    values = argument(call, "x")
    return _filled("only_binned(call, values)", call=call, values=values) if values is not None else None


def _joined(rows: ast.expr, table: ast.expr, keys: Mapping[str, ast.expr]) -> ast.Call:
    """Return the look at the keys of rows."""
    keywords = [ast.keyword(arg=name, value=value) for name, value in keys.items()]
    return ast.Call(ast.Name("only_known_keys", ast.Load()), [rows, table], keywords)


def _merge(*, by_method: bool, rows_are_left: bool) -> Ask:
    """Return how `left.merge(right, ...)`, or `pd.merge(left, right, ...)`, looks at the keys of one side."""

    def ask(call: ast.Call) -> ast.expr | None:
        receiver = _receiver(call)
        tables = [receiver] if by_method else [_keyword(call, "left")]
        given = [_keyword(call, "right")] if by_method else [*tables, _keyword(call, "right")]
        sides = list(call.args[: 1 if by_method else 2]) or [part for part in given if part is not None]
        sides = [*tables, *sides] if by_method else sides  # type: ignore[list-item]  # a method has a receiver
        if len(sides) != 2 or None in sides or len(call.args) > (1 if by_method else 2):
            return None
        left, right = sides
        keys = {name: value for name in _ON if (value := _keyword(call, name)) is not None}
        rows, table = (left, right) if rows_are_left else (right, left)
        if not rows_are_left:
            keys = {_OTHER_SIDE.get(name, name): value for name, value in keys.items()}
        known = _joined(rows, table, keys)
        changed = {id(rows): known}
        func = call.func
        if by_method and rows_are_left:
            assert isinstance(func, ast.Attribute)
            func = ast.Attribute(known, func.attr, ast.Load())
        args = [changed.get(id(a), a) for a in call.args]
        keywords = [ast.keyword(k.arg, changed.get(id(k.value), k.value)) for k in call.keywords]
        return ast.Call(func, args, keywords)

    return ask


def _join(call: ast.Call) -> ast.expr | None:
    """`left.join(table, on="city")`, or by the labels of rows."""
    receiver = _receiver(call)
    table = argument(call, "other")
    if receiver is None or table is None:
        return None
    on = call.args[1] if len(call.args) > 1 else _keyword(call, "on")
    true = ast.Constant(True)
    keys = {"left_on": on} if on is not None else {"left_index": true}
    return _with_receiver(call, _joined(receiver, table, {**keys, "right_index": true}))


def _rule(name: str, ask: Ask) -> Rewrite:
    called = {call for call, group in ASKED_TABLES.items() if name.startswith(f"{group}-known")}

    def residual(call: ast.expr, _: Mapping[str, ast.expr]) -> ast.expr:
        assert isinstance(call, ast.Call)
        asked = ask(call)
        assert asked is not None
        return asked

    return Rewrite(
        name=name,
        matches=lambda node: call_name(node) in called and isinstance(node, ast.Call) and ask(node) is not None,
        freeze=lambda _: {},
        residual=residual,
    )


ASKED_TABLE_RULES: Final = (
    _rule("map-known", _of_receiver("only_known(values, table.index)")),
    _rule("map-known-keys", _of_receiver("only_known(values, list(table))")),
    _rule("map-known-get", _map_by_method),
    _rule("merge-known", _merge(by_method=True, rows_are_left=True)),
    _rule("merge-known-other", _merge(by_method=True, rows_are_left=False)),
    _rule("merge-known-function", _merge(by_method=False, rows_are_left=True)),
    _rule("merge-known-function-other", _merge(by_method=False, rows_are_left=False)),
    _rule("join-known", _join),
    _rule("reindex-known", _of_argument),
    _rule("replace-known", _of_receiver("only_known(values, list(table))")),
    _rule("categories-known", _categories),
    _rule("as-dtype-known", _of_receiver("only_known(values, table)")),
    _rule("searchsorted-known", _of_argument),
    _rule("searchsorted-known-function", _searched_by_function),
    _rule("cut-edges-known", _cut),
)
