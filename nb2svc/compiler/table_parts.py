"""A table that is put together from parts: each part stands for itself, so that a service may be without some.

pd.DataFrame({"Actual": y_test, "Predicted": model.predict(X_test)})     a service has no `Actual`
pd.concat([X_test, y_test, predicted], axis=1)                           nor the second of these
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.sites import PART

__all__ = [
    "entry_names",
    "find_table",
    "held_parts",
    "is_literal_part",
    "parts_of_table",
    "replace_part",
    "with_parts",
    "written_keys",
]


def find_table(node: ast.stmt) -> ast.Call | None:
    """Return the call that puts a table together, if the value of a statement begins with it: `DataFrame(...).head()`.

    What is evaluated before its parts is nothing, so that they can be computed in statements of their own.
    """
    match node:
        case ast.Assign(targets=[ast.Name()], value=value) | ast.Expr(value=value):
            pass
        case _:
            return None
    while not _puts_together(value):
        match value:
            case ast.Call(func=ast.Attribute(value=inner)) | ast.Attribute(value=inner) | ast.Subscript(value=inner):
                value = inner
            case _:
                return None
    assert isinstance(value, ast.Call)
    parts = parts_of_table(value)
    return value if sum(not is_literal_part(part) for part in parts) > 1 else None


def held_parts(call: ast.Call) -> ast.Dict | ast.List:
    """Return the dict or list that a table is put together from: the first argument, by its place or its name."""
    held = call.args[0] if call.args else call.keywords[0].value
    assert isinstance(held, ast.Dict | ast.List)
    return held


def parts_of_table(call: ast.Call) -> list[ast.expr]:
    """Return the parts of a table, in order."""
    held = held_parts(call)
    return list(held.values) if isinstance(held, ast.Dict) else list(held.elts)


def with_parts(call: ast.Call, parts: Sequence[ast.expr], kept: Sequence[int] = ()) -> ast.Call:
    """Return a copy of the call with other parts.

    Args:
        call: what puts the table together.
        parts: one for each of its parts.
        kept: positions of those that stay; all, if none is given.
    """
    held = held_parts(call)
    chosen = list(kept) or list(range(len(parts)))
    made: ast.expr
    if isinstance(held, ast.Dict):
        made = ast.Dict(keys=[held.keys[i] for i in chosen], values=[parts[i] for i in chosen])
    else:
        made = ast.List(elts=[parts[i] for i in chosen], ctx=ast.Load())
    copied = copy.copy(call)
    made = ast.copy_location(made, held)
    if call.args:
        copied.args = [made, *call.args[1:]]
    else:
        copied.keywords = [ast.keyword(arg=call.keywords[0].arg, value=made), *call.keywords[1:]]
    return copied


def replace_part(node: ast.stmt, old: ast.expr, new: ast.expr) -> ast.stmt:
    """Return a copy of a statement in which a receiver at the beginning of its value is another expression."""

    def follow(part: ast.expr) -> ast.expr:
        if part is old:
            return new
        copied = copy.copy(part)
        if isinstance(copied, ast.Call):
            copied.func = follow(copied.func)
        elif isinstance(copied, ast.Attribute | ast.Subscript):
            copied.value = follow(copied.value)
        return copied

    assert isinstance(node, ast.Assign | ast.Expr)
    copied = copy.copy(node)
    copied.value = follow(node.value)
    return copied


def entry_names(call: ast.expr) -> list[str]:
    """Return the names that stand for the parts of a table that has been taken apart; none, if it has not been."""
    if not isinstance(call, ast.Call) or not _puts_together(call):
        return []
    names = [part.id for part in parts_of_table(call) if isinstance(part, ast.Name) and part.id.startswith(PART)]
    return names if len(names) == len(parts_of_table(call)) else []


def written_keys(call: ast.expr) -> list[str]:
    """Return the names that `DataFrame({...})` gives its columns, in order; none for other calls."""
    held = held_parts(call) if isinstance(call, ast.Call) and _puts_together(call) else None
    keys = held.keys if isinstance(held, ast.Dict) else []
    return [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]


def is_literal_part(node: ast.expr) -> bool:
    """Whether a part is written in the notebook: `"model": "forest"`."""
    return not any(isinstance(part, ast.Name | ast.Call) for part in ast.walk(node))


def _puts_together(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call) or len(node.args) > 1:
        return False
    first = [*node.args, *(k.value for k in node.keywords[:1] if not node.args and k.arg in {"data", "objs"})]
    options = node.keywords if node.args else node.keywords[1:]
    match first:
        case [ast.Dict(keys=keys)] if call_name(node) == "DataFrame":
            labels = [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
            return len(set(labels)) == len(keys) and {k.arg for k in options} <= {"index"}
        case [ast.List(elts=parts)] if call_name(node) == "concat" and not any(_is_starred(p) for p in parts):
            side = [k.value.value for k in options if k.arg == "axis" and isinstance(k.value, ast.Constant)]
            return len(options) == 1 and side in ([1], ["columns"])
        case _:
            return False


def _is_starred(node: ast.expr) -> bool:
    return isinstance(node, ast.Starred)
