"""Changes that are made to a copy and lost with it.

df["age"].fillna(0, inplace=True)      pandas 3: a column is a copy, `df` keeps its gaps
df["fare"][df["fare"] > 9] = 9         the same
df[df["fare"] > 9]["fare"] = 9         never changed `df`, in any version
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Final

from nb2svc.compiler.traps.meanings import puts_numbers_for_text
from nb2svc.compiler.traps.pandas_members import FRAME_MEMBERS, INDEXERS
from nb2svc.compiler.traps.trap import Look, Rule, Trapped
from nb2svc.diagnostics import Edit

__all__ = ["RULES"]

# methods whose result can be assigned back: one value for each value they are given
_ASSIGNABLE: Final = frozenset(["fillna", "replace", "clip", "where", "mask", "interpolate", "ffill", "bfill"])
# methods that leave rows out or put them in another order
_REARRANGING: Final = frozenset(["dropna", "drop_duplicates", "sort_values", "sort_index", "drop", "reset_index"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    """A part of a frame that is a copy of it.

    Attributes:
        frame: the frame.
        text: the part, as it can be assigned to: `df["age"]` for `df.age`.
        column: the name of the column as text of Python, where it is one.
        rows: what picks the rows, where it picks some.
        ever: whether it was a copy in older versions as well.
    """

    frame: ast.expr
    text: str
    column: str = ""
    rows: ast.expr | None = None
    ever: bool = False


def _find_in_place(node: ast.AST, look: Look) -> Trapped | None:
    outer = [*look.around[-2:], node]
    match node, outer:
        case ast.Call(func=ast.Attribute(value=part, attr=method)), [*_, ast.Expr(), _]:
            is_statement = True
        case ast.Call(func=ast.Attribute(value=part, attr=method)), [ast.Expr(), ast.ListComp(), _]:
            is_statement = False  # `[d["age"].fillna(0, inplace=True) for d in (train, test)]`
        case _:
            return None
    call: ast.Call = node
    flag = next((k for k in call.keywords if k.arg == "inplace" and _is_true(k.value)), None)
    if flag is None and not (method == "update" and look.kind(part) == "series"):
        return None
    copied = _copy(part, look)
    if copied is None:
        return None
    frame = look.text.short(copied.frame)
    edits: tuple[Edit, ...] = ()
    if flag is not None and method in _ASSIGNABLE and copied.text:
        hint = f"write `{copied.text} = {copied.text}.{method}(...)`, without `inplace`"
        edits = _assign_result(call, flag, copied, look) if is_statement else ()
    elif method in _REARRANGING:
        subset = f"subset=[{copied.column}]" if copied.column and method.startswith("d") and method != "drop" else "..."
        hint = f"call it on the whole frame and keep the result: `{frame} = {frame}.{method}({subset})`"
    else:
        hint = f"keep the result: assign it to a name, or to a part of `{frame}`"
    return _lost(call, f"{look.text.short(part)}.{method}(...)", copied, look, hint, edits)


def _assign_result(call: ast.Call, flag: ast.keyword, copied: _Copy, look: Look) -> tuple[Edit, ...]:
    text = look.text
    removed = text.remove_argument(call, flag)
    func = call.func
    if removed is None or not isinstance(func, ast.Attribute):
        return ()
    part = func.value
    edits = [text.insert_before(call, f"{copied.text} = ")]
    if isinstance(part, ast.Attribute):
        edits.append(text.replace(part, copied.text))
    edits.append(removed)
    if func.attr == "replace" and puts_numbers_for_text(call):
        edits.append(text.insert_after(call, ".infer_objects()"))  # as `replace` itself did before pandas 3
    return tuple(edits)


def _find_assignment(node: ast.AST, look: Look) -> Trapped | None:
    match node:
        case ast.Assign(targets=[ast.Subscript(value=part, slice=index) as target]):
            pass
        case ast.AugAssign(target=ast.Subscript(value=part, slice=index) as target):
            pass
        case _:
            return None
    indexer = ""
    if isinstance(part, ast.Attribute) and part.attr in INDEXERS:
        indexer = part.attr
        part = part.value
    if isinstance(part, ast.Name) or look.kind(part) not in ("series", "frame", "row"):
        return None
    copied = _copy(part, look)
    if copied is None:
        return None
    better = _one_step(copied, indexer, index, look)
    hint = f"write `{better} = ...`"
    if not better:
        frame = look.text.short(copied.frame)
        hint = f"select rows and column in one step: `{frame}.loc[rows, column] = ...`"
    if _changes_type(copied, index, node.value):
        better = ""
        hint = "a column takes only values of its own type: write `df[column] = df[column].map({...})`"
    edits = (look.text.replace(target, better),) if better else ()
    return _lost(target, f"{look.text.short(target)} = ...", copied, look, hint, edits)


def _lost(node: ast.expr, said: str, copied: _Copy, look: Look, hint: str, edits: tuple[Edit, ...]) -> Trapped:
    since = "" if copied.ever else "since pandas 3 "
    return Trapped(
        node=node,
        code="NB220",
        library="pandas",
        since="" if copied.ever else "3.0",
        message=f"`{said}` changes a copy: {since}`{look.text.short(copied.frame)}` stays as it is, "
        "so this statement does nothing",
        hint=hint,
        edits=edits,
    )


def _one_step(copied: _Copy, indexer: str, index: ast.expr, look: Look) -> str:
    """Return the text that selects rows and column at once, where both are known."""
    text = look.text
    frame = text.of(copied.frame)
    if copied.column and copied.rows is None and not isinstance(index, ast.Slice | ast.Tuple):
        if indexer in ("iloc", "iat"):
            return f"{frame}.iloc[{text.of(index)}, {frame}.columns.get_loc({copied.column})]"
        if indexer or isinstance(index, ast.Compare | ast.BinOp | ast.UnaryOp | ast.Name | ast.Constant | ast.Call):
            return f"{frame}.loc[{text.of(index)}, {copied.column}]"
    if copied.rows is not None and not copied.column and not indexer and _names_columns(index):
        return f"{frame}.loc[{text.of(copied.rows)}, {text.of(index)}]"
    return ""


def _names_columns(index: ast.expr) -> bool:
    return _is_text(index) or (isinstance(index, ast.List) and all(_is_text(one) for one in index.elts))


def _changes_type(copied: _Copy, index: ast.expr, value: ast.expr) -> bool:
    """Whether a column of texts is to get a number, or one of numbers a text: pandas 3 refuses that in any form."""
    column = copied.column or _written(index)
    for part in ast.walk(copied.rows or index):
        match part:
            case ast.Compare(left=left, comparators=[other]) if column and _mentions(left, column):
                if (_is_text(other) and _is_number(value)) or (_is_number(other) and _is_text(value)):
                    return True
    return False


def _written(index: ast.expr) -> str:
    return repr(index.value) if isinstance(index, ast.Constant) else ""


def _mentions(node: ast.expr, column: str) -> bool:
    """Whether an expression reads a column: `df["sex"]`, `df.sex`."""
    name = column.strip("\"'")
    names = (part.value if isinstance(part, ast.Constant) else getattr(part, "attr", None) for part in ast.walk(node))
    return name in names


def _copy(part: ast.expr, look: Look) -> _Copy | None:
    """Return which part of which frame an expression is a copy of; None where it is the object itself."""
    text = look.text
    match part:
        case ast.Subscript(value=ast.Attribute(value=frame, attr="loc" | "iloc" as indexer), slice=index):
            return _copy_by_indexer(part, frame, indexer, index, look)
        case ast.Subscript(value=frame, slice=index) if look.kind(frame) == "frame":
            outer = _copy(frame, look)
            ever = outer is not None and outer.ever
            kind = look.kind(part)
            if kind == "series" or (kind == "" and isinstance(index, ast.Name)):
                return _Copy(frame=frame, text=text.of(part), column=text.of(index), ever=ever)
            if isinstance(index, ast.List | ast.ListComp) or look.kind(index) in ("labels", "index"):
                return _Copy(frame=frame, text=text.of(part), ever=True)
            is_slice = isinstance(index, ast.Slice)
            return _Copy(frame=frame, text="", rows=None if is_slice else index, ever=ever or not is_slice)
        case ast.Attribute(value=frame, attr=name) if name not in FRAME_MEMBERS and look.kind(frame) == "frame":
            outer = _copy(frame, look)
            column = f'"{name}"'
            return _Copy(
                frame=frame,
                text=f"{text.of(frame)}[{column}]",
                column=column,
                ever=outer is not None and outer.ever,
            )
        case ast.Call(func=ast.Attribute(value=owner)) if look.kind(owner) in ("frame", "series"):
            return _Copy(frame=owner, text="", ever=True) if look.kind(part) in ("frame", "series") else None
        case _:
            return None


def _copy_by_indexer(part: ast.Subscript, frame: ast.expr, indexer: str, index: ast.expr, look: Look) -> _Copy | None:
    text = look.text
    if look.kind(frame) != "frame":
        return None
    if isinstance(index, ast.Tuple):
        rows, *columns = index.elts
        whole = isinstance(rows, ast.Slice) and rows.lower is None and rows.upper is None
        name = text.of(columns[0]) if indexer == "loc" and whole and len(columns) == 1 and _is_text(columns[0]) else ""
        is_part = look.kind(part) in ("series", "frame")
        return _Copy(frame=frame, text=text.of(part), column=name, ever=not whole) if is_part else None
    is_mask = isinstance(index, ast.Compare | ast.BinOp | ast.List)
    rows_text = index if indexer == "loc" and not isinstance(index, ast.Slice) else None
    return _Copy(frame=frame, text="", rows=rows_text, ever=is_mask)


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


RULES: Final = (
    Rule((ast.Call,), _find_in_place),
    Rule((ast.Assign, ast.AugAssign), _find_assignment),
)
