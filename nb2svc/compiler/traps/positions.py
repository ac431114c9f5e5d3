"""Selections that pandas reads in another way than they are meant.

df.mean()[0]               pandas 3: a label, and there is no column 0
df.loc[(df.x > 1),] = 0    a tuple of one: raises an error when it is assigned to
"""

from __future__ import annotations

import ast
from typing import Final

from nb2svc.compiler.traps.trap import Look, Rule, Trapped

__all__ = ["RULES"]


def _find_position(node: ast.AST, look: Look) -> Trapped | None:
    match node:
        case ast.Subscript(value=row, slice=index) if _is_position(index) and not look.numbers_columns:
            if look.kind(row) != "row":
                return None
        case _:
            return None
    return Trapped(
        node=node,
        code="NB224",
        library="pandas",
        since="3.0",
        message=f"`{look.text.short(node)}` looks for a column named {look.text.of(index)}: since pandas 3 a number in "
        "brackets is a label, not a position",
        hint=f"write `{look.text.of(row)}.iloc[{look.text.of(index)}]`",
        edits=(look.text.insert_after(row, ".iloc"),),
    )


def _is_position(index: ast.expr) -> bool:
    if isinstance(index, ast.UnaryOp):
        index = index.operand
    return isinstance(index, ast.Constant) and type(index.value) is int


def _find_tuple_of_one(node: ast.AST, look: Look) -> Trapped | None:
    match node:
        case ast.Assign(
            targets=[ast.Subscript(value=ast.Attribute(value=frame, attr="loc"), slice=ast.Tuple(elts=[only]) as index)]
        ) if look.kind(frame) == "frame":
            pass
        case _:
            return None
    return Trapped(
        node=index,
        code="NB223",
        library="pandas",
        since="",
        message=f"`{look.text.short(frame)}.loc` is assigned to with a tuple of one: this raises an IndexError",
        hint=f"write `{look.text.of(frame)}.loc[{look.text.of(only)}]`, or name the columns as well",
        edits=(look.text.replace(index, look.text.of(only)),),
    )


RULES: Final = (
    Rule((ast.Subscript,), _find_position),
    Rule((ast.Assign,), _find_tuple_of_one),
)
