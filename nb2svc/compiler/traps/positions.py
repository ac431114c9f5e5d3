"""Selections that pandas reads in another way than they are meant.

df.mean()[0]               pandas 3: a label, and there is no column 0
df.loc[(df.x > 1),] = 0    a tuple of one: raises an error when it is assigned to
df.groupby("a")["b", "c"]  pandas 2: columns are selected with a list
stats.mode(x)[0][0]        scipy 1.11: the mode is a number, no array of one
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


def _find_tuple_of_columns(node: ast.AST, look: Look) -> Trapped | None:
    match node:
        case ast.Subscript(value=groups, slice=ast.Tuple(elts=[_, _, *_]) as columns):
            pass
        case _:
            return None
    if look.kind(groups) != "groupby":
        return None
    written = look.text.of(columns)
    listed = f"[{written[1:-1] if written.startswith('(') else written}]"
    return Trapped(
        node=columns,
        code="NB223",
        library="pandas",
        since="2.0",
        message=f"`{look.text.short(node)}` selects columns with a tuple: since pandas 2.0 this raises an error",
        hint=f"select them with a list: `[{listed}]`",
        edits=(look.text.replace(columns, listed),),
    )


def _find_entry_of_mode(node: ast.AST, look: Look) -> Trapped | None:
    """Find `stats.mode(x)[0][0]` and `stats.mode(x).mode[0]`."""
    match node:
        case ast.Subscript(
            value=ast.Subscript(value=ast.Call() as call, slice=ast.Constant(value=0))
            | ast.Attribute(value=ast.Call() as call, attr="mode"),
            slice=ast.Constant(value=0),
        ):
            pass
        case _:
            return None
    if look.path(call.func) != "scipy.stats.mode" or any(k.arg == "keepdims" for k in call.keywords) or not call.args:
        return None
    last = max([*call.args, *(k.value for k in call.keywords)], key=lambda a: (a.lineno, a.col_offset))
    simple = isinstance(last, ast.Name | ast.Constant | ast.Subscript | ast.Attribute)
    return Trapped(
        node=node,
        code="NB223",
        library="scipy",
        since="1.11",
        message=f"`{look.text.short(node)}` raises an error: since scipy 1.11 the mode is a number, no array of one",
        hint=f"write `{look.text.short(call)}[0]`, or `.mode()[0]` of the column, which takes text as well",
        edits=(look.text.insert_after(last, ", keepdims=True"),) if simple else (),
    )


RULES: Final = (
    Rule((ast.Subscript,), _find_position),
    Rule((ast.Assign,), _find_tuple_of_one),
    Rule((ast.Subscript,), _find_tuple_of_columns),
    Rule((ast.Subscript,), _find_entry_of_mode),
)
