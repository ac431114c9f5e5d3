"""Calls that still run and give something else than they did, or than they say.

pd.to_datetime(t).astype("int64") // 10**9     pandas 3: microseconds, so the result is 1,000 times too small
df["sex"].replace({"male": 0, "female": 1})    pandas 3: stays `object`, which get_dummies takes for categories
df["city"].astype(str).replace("nan", "?")     pandas 3: a gap stays a gap, there is no text "nan"
df["name"].str.replace("[^a-z]", "")           pandas 2: a plain text, not a pattern
df["age"].fillna("ffill")                      fills with the text "ffill"
"""

from __future__ import annotations

import ast
import re
from typing import Final

from nb2svc.compiler.traps.trap import Look, Rule, Trapped

__all__ = ["RULES", "puts_numbers_for_text"]

_BILLION: Final = 1_000_000_000
_INTEGERS: Final = frozenset({"int64", "int", "i8"})
_FILLS: Final = frozenset({"ffill", "bfill", "pad", "backfill"})
# what is written only by those who mean a pattern: classes, \d, repeated groups; a lone "$" or "(" is meant as it is
_PATTERN: Final = re.compile(r"\\[dDwWsSbB(]|\[[^\]]{2,}\]|\.[*+]|[\w\])][*+](?:$|[^\w])|^\^\w|\w\$$|\)\||\w\|\w")


def _find_seconds(node: ast.AST, look: Look) -> Trapped | None:
    """Find nanoseconds of a date divided into seconds."""
    match node:
        case ast.BinOp(
            left=ast.Call(func=ast.Attribute(value=dates, attr="astype" | "view"), args=[kind]),
            op=ast.FloorDiv() | ast.Div(),
            right=divisor,
        ):
            pass
        case _:
            return None
    if not (_is_billion(divisor) and _is_integer(kind, look)):
        return None
    if isinstance(dates, ast.Call) and getattr(dates.func, "attr", "") == "as_unit":
        return None
    is_series = look.kind(dates) == "series"
    unit = ".dt.as_unit" if is_series else ".as_unit"
    return Trapped(
        node=node,
        code="NB222",
        library="pandas",
        since="3.0",
        message=f"`{look.text.short(node)}` gives 1,000 times too little: since pandas 3 dates that are read from text "
        "count microseconds, not nanoseconds",
        hint=f'say the unit: `{look.text.of(dates)}{unit}("ns")...`',
        edits=(look.text.insert_after(dates, f'{unit}("ns")'),) if is_series else (),
    )


def _is_billion(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=int() | float() as value):
            return value == _BILLION
        case ast.BinOp(left=ast.Constant(value=10), op=ast.Pow(), right=ast.Constant(value=9)):
            return True
        case _:
            return False


def _is_integer(node: ast.expr, look: Look) -> bool:
    match node:
        case ast.Constant(value=str() as name):
            return name in _INTEGERS
        case ast.Name(id="int"):
            return True
        case _:
            return look.path(node) == "numpy.int64"


def _find_numbers_for_text(node: ast.AST, look: Look) -> Trapped | None:
    match node:
        case ast.Call(func=ast.Attribute(value=part, attr="replace")) if puts_numbers_for_text(node):
            pass
        case _:
            return None
    outer = look.around[-1] if look.around else None
    is_converted = isinstance(outer, ast.Attribute) and outer.attr in ("astype", "infer_objects", "convert_dtypes")
    if not look.asks_dtypes or is_converted or any(k.arg == "inplace" for k in node.keywords):
        return None
    if look.kind(part) not in ("series", "frame"):
        return None
    return Trapped(
        node=node,
        code="NB222",
        library="pandas",
        since="3.0",
        message=f"`{look.text.short(node)}` leaves numbers with the dtype `object`: since pandas 3 `replace` does not "
        "convert them, and what goes by dtypes takes them for categories",
        hint="add `.infer_objects()`, or use `.map(...)`",
        edits=(look.text.insert_after(node, ".infer_objects()"),),
    )


def puts_numbers_for_text(call: ast.Call) -> bool:
    """Whether a `replace` puts numbers in the place of texts."""
    match call.args:
        case [ast.Dict(keys=old, values=new)] | [ast.List(elts=old), ast.List(elts=new)]:
            return any(_is_text(one) for one in old) and all(_is_number(one) for one in new)
        case [old_value, new_value, *_]:
            return _is_text(old_value) and _is_number(new_value)
    return False


def _is_text(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def _find_fill(node: ast.AST, look: Look) -> Trapped | None:
    match node:
        case ast.Call(func=ast.Attribute(value=part, attr="fillna"), args=[ast.Constant(value=str() as value)]):
            pass
        case _:
            return None
    if value not in _FILLS or look.kind(part) not in ("series", "frame", "groupby"):
        return None
    method = {"pad": "ffill", "backfill": "bfill"}.get(value, value)
    return Trapped(
        node=node,
        code="NB222",
        library="pandas",
        since="",
        message=f'`{look.text.short(node)}` fills every gap with the text "{value}"',
        hint=f"write `{look.text.short(part)}.{method}()`",
    )


def _find_missing_as_text(node: ast.AST, look: Look) -> Trapped | None:
    """Find the text "nan" looked for in what `astype(str)` gives."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Call() as text, attr="replace"), args=[old, *_]):
            pass
        case ast.Compare(left=ast.Call() as text, comparators=[old]):
            pass
        case _:
            return None
    match text:
        case ast.Call(func=ast.Attribute(value=column, attr="astype"), args=[ast.Name(id="str")]):
            pass
        case _:
            return None
    sought = [*old.elts] if isinstance(old, ast.List) else [*old.keys] if isinstance(old, ast.Dict) else [old]
    if not any(isinstance(one, ast.Constant) and one.value in ("nan", "None") for one in sought):
        return None
    if look.kind(column) not in ("series", "frame"):
        return None
    return Trapped(
        node=node,
        code="NB222",
        library="pandas",
        since="3.0",
        message=f'`{look.text.short(text)}` has no text "nan": since pandas 3 a missing value stays missing',
        hint=f"ask for gaps themselves: `{look.text.short(column)}.fillna(...)`, `.isna()`",
    )


def _find_pattern(node: ast.AST, look: Look) -> Trapped | None:
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Attribute(attr="str"), attr="replace"),
            args=[ast.Constant(value=str() as pattern), last],
        ):
            pass
        case _:
            return None
    if any(k.arg == "regex" for k in node.keywords) or not _PATTERN.search(pattern):
        return None
    return Trapped(
        node=node,
        code="NB222",
        library="pandas",
        since="2.0",
        message=f"`{look.text.short(node)}` looks for exactly this text: since pandas 2 a pattern has to be called one",
        hint="add `regex=True`",
        edits=(look.text.insert_after(last, ", regex=True"),) if _is_simple(last) else (),
    )


def _is_simple(node: ast.expr) -> bool:
    """Whether what stands behind a node is the end of the argument: no parenthesis closes around it."""
    return isinstance(node, ast.Constant | ast.Name)


RULES: Final = (
    Rule((ast.BinOp,), _find_seconds),
    Rule((ast.Call,), _find_numbers_for_text),
    Rule((ast.Call,), _find_fill),
    Rule((ast.Call, ast.Compare), _find_missing_as_text),
    Rule((ast.Call,), _find_pattern),
)
