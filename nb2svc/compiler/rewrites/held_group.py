"""`groups.transform("mean")` of a groupby in a variable -> each group's training value, by the name of the group."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from nb2svc.compiler.operations import call_name, is_group_chain
from nb2svc.compiler.rewrites.rule import Hole, Rewrite, argument, parse_expression

__all__ = ["HELD_GROUP", "KNOWN_HELD_GROUP"]


def _matches(node: ast.expr) -> bool:
    return (
        call_name(node) == "transform"
        and isinstance(node, ast.Call)
        and not is_group_chain(node)
        and argument(node, "func") is not None
        and len(node.args) < 2
    )


def _table(call: ast.expr) -> Mapping[str, Hole]:
    assert isinstance(call, ast.Call)
    grouped = call.func.value  # type: ignore[attr-defined]
    how = argument(call, "func")
    assert how is not None
    hint = f"{how.value!s}_by_group" if isinstance(how, ast.Constant) else "by_group"
    return {"table": Hole(value=parse_expression("grouped.agg(how).to_dict()", grouped=grouped, how=how), hint=hint)}


def _residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    return parse_expression(
        'transform(lambda group: table.get(group.name, float("nan")))', transform=call.func, table=holes["table"]
    )


HELD_GROUP: Final = Rewrite(name="held-group", matches=_matches, freeze=_table, residual=_residual)


def _known(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    text = "transform(lambda group: table[only_known([group.name], list(table))[0]])"
    return parse_expression(text, transform=call.func, table=holes["table"])


KNOWN_HELD_GROUP: Final = Rewrite(name="held-group-known", matches=_matches, freeze=_table, residual=_known)
