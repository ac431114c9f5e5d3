"""Text is no longer `object`: pandas 3 gives columns of text the dtype `str`.

df.dtypes == "object"                  finds no text column
if df[c].dtype == object:              is never true for text
df.select_dtypes("object")             still finds text in pandas 3, no longer in pandas 4
"""

from __future__ import annotations

import ast
from typing import Final

from nb2svc.compiler.traps.trap import Look, Rule, Trapped
from nb2svc.diagnostics import Edit

__all__ = ["RULES"]

_OBJECT_NAMES: Final = frozenset({"object", "O", "|O"})
_OBJECT_PATHS: Final = frozenset({"numpy.object_", "numpy.object", "numpy.dtype"})
_TEXT_NAMES: Final = frozenset({"str", "string", "string[python]", "string[pyarrow]"})
# what an expression can stand in without parentheses around it, whatever its operators
_CLOSED: Final = (ast.Subscript, ast.Assign, ast.Call, ast.keyword, ast.List, ast.Return)


def _find_comparison(node: ast.AST, look: Look) -> Trapped | None:
    match node:
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            pass
        case _:
            return None
    if _is_object(left, look):
        left, right = right, left
    elif isinstance(operator, ast.In | ast.NotIn):
        return _find_membership(node, left, right, look)
    elif not _is_object(right, look):
        return None
    subject = _dtype_of(left, look)
    if not subject or _asks_for_text_too(look):
        return None
    negated = isinstance(operator, ast.NotEq | ast.IsNot)
    if not negated and not isinstance(operator, ast.Eq | ast.Is):
        return None
    said, sought = look.text.of(left), look.text.of(right)
    if subject == "dtypes":
        sign, joint = ("!=", "&") if negated else ("==", "|")
        written = f'({said} {sign} {sought}) {joint} ({said} {sign} "str")'
        if not look.text.is_parenthesised(node) and not isinstance(look.around[-1], _CLOSED):
            written = f"({written})"
        fact = "takes every text column for one that is not" if negated else "finds no text column"
    else:
        written = f'{said} {"not in" if negated else "in"} ({sought}, "str")'
        fact = "is true for every text column" if negated else "is false for every text column"
    return _trapped(node, look, fact, written, (look.text.replace(node, written),))


def _find_membership(node: ast.Compare, left: ast.expr, right: ast.expr, look: Look) -> Trapped | None:
    """Find `dtype in ["object", ...]`."""
    if not isinstance(right, ast.List | ast.Tuple | ast.Set) or not right.elts or _dtype_of(left, look) != "dtype":
        return None
    if not any(_is_object(item, look) for item in right.elts) or any(_is_text_dtype(item) for item in right.elts):
        return None
    last = right.elts[-1]
    written = f'{look.text.of(left)} {"in" if isinstance(node.ops[0], ast.In) else "not in"} (..., "str")'
    return _trapped(node, look, "never finds a text column", written, (look.text.insert_after(last, ', "str"'),))


def _trapped(node: ast.expr, look: Look, fact: str, written: str, edits: tuple[Edit, ...]) -> Trapped:
    return Trapped(
        node=node,
        code="NB221",
        library="pandas",
        since="3.0",
        message=f"`{look.text.short(node)}` {fact}: since pandas 3 their dtype is `str`, not `object`",
        hint=f"write `{written}`, which holds for older versions as well",
        edits=edits,
    )


def _find_is_object(node: ast.AST, look: Look) -> Trapped | None:
    """Find `pd.api.types.is_object_dtype(df[c])`."""
    match node:
        case ast.Call(func=func, args=[column]) if look.path(func).endswith("types.is_object_dtype"):
            pass
        case _:
            return None
    if look.kind(column) not in ("series", "dtype") or _asks_for_text_too(look):
        return None
    test = look.text.of(func).replace("is_object_dtype", "is_string_dtype")
    message = f"`{look.text.short(node)}` is false for every text column: since pandas 3 their dtype is `str`"
    return Trapped(
        node=node, code="NB221", library="pandas", since="3.0", message=message, hint=f"ask `{test}(...)` as well"
    )


def _find_selection(node: ast.AST, look: Look) -> Trapped | None:
    match node:
        case ast.Call(func=ast.Attribute(attr="select_dtypes")):
            pass
        case _:
            return None
    given = [*node.args, *(k.value for k in node.keywords if k.arg in ("include", "exclude"))]
    for value in given:
        items = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
        objects = [item for item in items if _is_object(item, look)]
        if not objects or any(_is_text_dtype(item) for item in items):
            continue
        edit = (
            look.text.insert_after(items[-1], ', "str"')
            if value is not items[0]
            else look.text.replace(value, f'[{look.text.of(value)}, "str"]')
        )
        return Trapped(
            node=value,
            code="NB221",
            library="pandas",
            since="4.0",
            message="`object` selects no text column: since pandas 4 only `str` does",
            hint='select `["object", "str"]`',
            edits=(edit,),
        )
    return None


def _is_object(node: ast.expr, look: Look) -> bool:
    match node:
        case ast.Constant(value=str() as name):
            return name in _OBJECT_NAMES
        case ast.Name(id="object"):
            return True
        case ast.Call(func=func, args=[inner]):
            return look.path(func) == "numpy.dtype" and _is_object(inner, look)
        case ast.Attribute():
            return look.path(node) in _OBJECT_PATHS
        case _:
            return False


def _is_text_dtype(node: ast.expr) -> bool:
    return (isinstance(node, ast.Constant) and node.value in _TEXT_NAMES) or (
        isinstance(node, ast.Name) and node.id == "str"
    )


def _dtype_of(node: ast.expr, look: Look) -> str:
    """Return `dtypes` for those of a frame, `dtype` for one or its name, or empty."""
    match node:
        case ast.Attribute(value=inner, attr="name"):
            return "dtype" if look.kind(inner) == "dtype" else ""
        case ast.Call(func=ast.Name(id="str"), args=[inner]):
            return "dtype" if look.kind(inner) == "dtype" else ""
        case _:
            kind = look.kind(node)
            return kind if kind in ("dtypes", "dtype") else ""


def _asks_for_text_too(look: Look) -> bool:
    """Whether the condition around asks for `str` as well: somebody has thought of it."""
    around = [node for node in look.around if isinstance(node, ast.BoolOp | ast.BinOp | ast.IfExp | ast.If)]
    outer = around[0] if around else None
    if outer is None:
        return False
    asked = outer.test if isinstance(outer, ast.If | ast.IfExp) else outer
    return any(isinstance(part, ast.Constant) and part.value in _TEXT_NAMES for part in ast.walk(asked))


RULES: Final = (
    Rule((ast.Compare,), _find_comparison),
    Rule((ast.Call,), _find_is_object),
    Rule((ast.Call,), _find_selection),
)
