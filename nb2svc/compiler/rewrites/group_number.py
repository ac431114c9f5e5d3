"""`df.groupby("city").ngroup()` -> the numbers that the training's groups have, looked up by key.

One key: `df["city"].map(state.number_by_city)`; several: a join. A missing key has the number -1, as pandas gives it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Final

from nb2svc.compiler.operations import call_name, is_group_chain
from nb2svc.compiler.rewrites.group_transform import KNOWN_LOOKUPS, ONE_KEY, SEVERAL_KEYS, group_hint, group_parts
from nb2svc.compiler.rewrites.rule import Hole, Rewrite, parse_expression

__all__ = ["GROUP_NUMBERS", "KNOWN_GROUP_NUMBERS"]

_NO_GROUP: Final = ".fillna(-1).astype(int)"


def _matches(node: ast.expr) -> bool:
    return is_group_chain(node) and call_name(node) == "ngroup"


def _table(call: ast.expr) -> Mapping[str, Hole]:
    group = group_parts(call)
    text = 'frame.assign(number=call).groupby(keys)["number"].first()'
    value = parse_expression(text, frame=group.frame, call=call, keys=group.keys)
    return {"table": Hole(value=value, hint=group_hint(group, "number"))}


def _looked_up(text: str) -> Callable[[ast.expr, Mapping[str, ast.expr]], ast.expr]:
    def residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
        group = group_parts(call)
        columns = ast.Constant("number")
        return parse_expression(text, frame=group.frame, keys=group.keys, columns=columns, table=holes["table"])

    return residual


def _rules(one_key: str, several_keys: str, suffix: str) -> tuple[Rewrite, ...]:
    texts = {
        "group-number": one_key,
        "group-number-keys": several_keys,
        "group-number-or-none": one_key + _NO_GROUP,
        "group-number-keys-or-none": several_keys + _NO_GROUP,
    }
    return tuple(
        Rewrite(name=name + suffix, matches=_matches, freeze=_table, residual=_looked_up(text))
        for name, text in texts.items()
    )


GROUP_NUMBERS: Final = _rules(ONE_KEY, SEVERAL_KEYS, "")
KNOWN_GROUP_NUMBERS: Final = _rules(KNOWN_LOOKUPS[ONE_KEY], KNOWN_LOOKUPS[SEVERAL_KEYS], "-known")
