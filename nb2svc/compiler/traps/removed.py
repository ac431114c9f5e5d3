"""Looks up what libraries have taken away, in one table of all of them: names, attributes, arguments, values."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import Final

from nb2svc.compiler.traps import models_removed, numpy_removed, pandas_removed, sklearn_removed
from nb2svc.compiler.traps.conversions import convert_argument, convert_method
from nb2svc.compiler.traps.rows import GoneArgument, GoneMember, GoneName, GoneValue, Named, Row
from nb2svc.compiler.traps.trap import Look, Rule, Trapped
from nb2svc.diagnostics import Edit

__all__ = ["ROWS", "RULES"]

ROWS: Final[tuple[Row, ...]] = (
    *pandas_removed.ROWS,
    *numpy_removed.ROWS,
    *sklearn_removed.ROWS,
    *models_removed.ROWS,
)

# packages whose modules move about: their classes and functions are known by name alone
_FLAT: Final = frozenset({"sklearn", "lightgbm", "xgboost", "torch"})
_DISTRIBUTIONS: Final = {"sklearn": "scikit-learn", "frame": "pandas", "series": "pandas", "groupby": "pandas"}

_NAMES: Final = {row.path: row for row in ROWS if isinstance(row, GoneName)}
_MEMBERS: Final = {(kind, row.name): row for row in ROWS if isinstance(row, GoneMember) for kind in row.kinds.split()}
_ARGUMENTS: Final[dict[tuple[str, str], list[GoneArgument | GoneValue]]] = defaultdict(list)
_POSITIONAL: Final = {callee: row for row in ROWS if isinstance(row, Named) for callee in row.callees.split()}
# arguments that are mostly given by position
_FIRST: Final = {"series.resample": "rule", "frame.resample": "rule", "matplotlib.pyplot.style.use": "style"}

for _row in ROWS:
    if isinstance(_row, GoneArgument | GoneValue):
        for _called in _row.callees.split():
            _ARGUMENTS[_called, _row.name].append(_row)
_ARGUMENT_NAMES: Final = frozenset(name for _, name in _ARGUMENTS)
_CALLEE_NAMES: Final = frozenset(c.rpartition(".")[2] for c in [*_POSITIONAL, *(callee for callee, _ in _ARGUMENTS)])


def _find_import(node: ast.AST, look: Look) -> Trapped | None:
    assert isinstance(node, ast.Import | ast.ImportFrom)
    module = getattr(node, "module", "") or ""
    for alias in node.names:
        row = _gone(f"{module}.{alias.name}".lstrip("."))
        if row is not None:
            return _trapped(alias, row.path, row, f"`{row.path}`", _mend_import(node, alias, row, look))
    return None


def _mend_import(node: ast.Import | ast.ImportFrom, alias: ast.alias, row: GoneName, look: Look) -> tuple[Edit, ...]:
    """Return edits that import the same from where it is now; none where the statement imports other things too."""
    names = {one.name for one in node.names}
    if row.rename:
        return (look.text.replace(alias, f"{row.rename} as {alias.asname or alias.name}"),)
    if row.whole.startswith("import ") and len(names) == 1 and isinstance(node, ast.ImportFrom):
        return (look.text.replace(node, f"{row.whole} as {alias.asname}" if alias.asname else row.whole),)
    are_there = "*" not in names and (not row.names or names <= set(row.names.split()))
    if row.moved and are_there and isinstance(node, ast.ImportFrom) and node.module == row.path:
        return (look.text.replace_module(node, row.moved),)
    return ()


def _gone(path: str) -> GoneName | None:
    """Return the row of a dotted name or of a module that it is in."""
    while "." in path:
        if path in _NAMES:
            return _NAMES[path]
        path = path.rpartition(".")[0]
    return None


def _find_attribute(node: ast.AST, look: Look) -> Trapped | None:
    assert isinstance(node, ast.Attribute)
    path = look.path(node)
    if path:
        row = _NAMES.get(path)
        if row is None:
            return None
        edits: tuple[Edit, ...] = ()
        if row.whole and not row.whole.startswith("import "):
            edits = (look.text.replace(node, row.whole),)
        elif row.rename:
            edits = (look.text.rename_attribute(node, row.rename),)
        return _trapped(node, path, row, f"`{look.text.short(node)}`", edits)
    return _find_member(node, look)


def _find_member(node: ast.Attribute, look: Look) -> Trapped | None:
    if node.attr not in _MEMBER_NAMES:
        return None
    kind = look.kind(node.value)
    row = _MEMBERS.get((kind, node.attr))
    if row is None and kind == "" and look.kinds.guesses:
        row = _MEMBERS.get(("*", node.attr))
    if row is None or not isinstance(node.ctx, ast.Load):
        return None
    if kind == "frame" and not isinstance(look.around[-1], ast.Call | ast.Subscript):
        return None  # a column of that name: it can be asked for again, now that the method is gone
    owner = kind or row.kinds.split()[0]
    return _trapped(
        node,
        owner,
        row,
        f"`{look.text.short(node)}`",
        (look.text.rename_attribute(node, row.rename),) if row.rename else convert_method(node, look),
    )


_MEMBER_NAMES: Final = frozenset(name for _, name in _MEMBERS)


def _find_argument(node: ast.AST, look: Look) -> Trapped | None:
    assert isinstance(node, ast.keyword)
    call = look.around[-1]
    if node.arg not in _ARGUMENT_NAMES or not isinstance(call, ast.Call):
        return None
    callee = _callee(call.func, look)
    rows = _ARGUMENTS.get((callee, node.arg or ""), ())
    found = (_check_argument(call, node, row, callee, look) for row in rows)
    return next((one for one in found if one is not None), None)


def _find_position(node: ast.AST, look: Look) -> Trapped | None:
    assert isinstance(node, ast.Call)
    if not node.args or any(isinstance(argument, ast.Starred) for argument in node.args):
        return None
    callee = _callee(node.func, look)
    row = _POSITIONAL.get(callee)
    if row is not None and len(node.args) > row.most:
        return _check_positions(node, row, callee, look)
    first = _FIRST.get(callee, "")
    for gone in _ARGUMENTS.get((callee, first), ()):
        if isinstance(gone, GoneValue) and isinstance(node.args[0], ast.Constant) and node.args[0].value == gone.value:
            edits = (look.text.replace(node.args[0], gone.use),)
            return _trapped(node.args[0], callee, gone, f"`{look.text.short(node)}`", edits)
    return None


def _callee(func: ast.expr, look: Look) -> str:
    """Return what is called, as the tables write it; empty where they do not know it."""
    path = look.path(func)
    if path:
        package = path.partition(".")[0]
        return f"{package}.{path.rpartition('.')[2]}" if package in _FLAT else path
    if not isinstance(func, ast.Attribute) or func.attr not in _CALLEE_NAMES:
        return ""
    kind = look.kind(func.value)
    return f"{kind}.{func.attr}" if kind else ""


def _check_argument(
    node: ast.Call, keyword: ast.keyword, row: GoneArgument | GoneValue, callee: str, look: Look
) -> Trapped | None:
    value = keyword.value.value if isinstance(keyword.value, ast.Constant) else ...
    if isinstance(row, GoneValue):
        if value != row.value or type(value) is not type(row.value):
            return None
        edits: tuple[Edit, ...] = (look.text.replace(keyword.value, row.use),) if row.use else ()
        return _trapped(keyword, callee, row, f"`{look.text.short(keyword)}`", edits)
    if row.when and not any(value is one or (value == one and type(value) is type(one)) for one in row.when):
        return None
    edit = look.text.remove_argument(node, keyword) if row.remove else None
    if row.rename:
        edit = look.text.rename_keyword(keyword, row.rename)
    said = f"the argument `{keyword.arg}` of `{look.text.short(node.func)}`"
    edits = (edit,) if edit else ()
    return _trapped(keyword, callee, row, said, edits or convert_argument(node, keyword, callee, look))


def _check_positions(node: ast.Call, row: Named, callee: str, look: Look) -> Trapped:
    names = row.names.split()[row.most : len(node.args)]
    extra = node.args[row.most :]
    given = {k.arg for k in node.keywords}
    fixable = len(names) == len(extra) and not given & set(names)
    edits = tuple(look.text.insert_before(a, f"{n}=") for n, a in zip(names, extra, strict=False)) if fixable else ()
    said = f"`{look.text.short(node.func)}` takes {row.most or 'no'} argument{'s' if row.most != 1 else ''} by position"
    return Trapped(
        node=extra[0],
        code="NB223",
        library=_library(callee),
        since=row.since,
        message=f"{said} since {_library(callee)} {row.since}, and is given {len(node.args)}: this raises an error",
        hint=f"write `{names[0]}={look.text.short(extra[0])}`" if names else "name the arguments",
        edits=edits,
    )


def _trapped(
    node: ast.expr | ast.alias | ast.keyword, owner: str, row: Row, said: str, edits: tuple[Edit, ...]
) -> Trapped:
    library = _library(owner)
    use = row.use if not isinstance(row, Named) else ""
    if isinstance(row, GoneValue):
        message = f"{said} is not accepted since {library} {row.since}: this raises an error"
        hint = f"write `{row.name}={row.use}`" if row.use else row.advice
    else:
        message = f"{said} is gone since {library} {row.since}: this raises an error"
        hint = f"use {use}" if not use.startswith("nothing") else f"leave it out{use.removeprefix('nothing')}"
    return Trapped(node=node, code="NB223", library=library, since=row.since, message=message, hint=hint, edits=edits)


def _library(owner: str) -> str:
    package = owner.partition(".")[0]
    return _DISTRIBUTIONS.get(package, package)


RULES: Final = (
    Rule((ast.Import, ast.ImportFrom), _find_import),
    Rule((ast.Attribute,), _find_attribute),
    Rule((ast.keyword,), _find_argument),
    Rule((ast.Call,), _find_position),
)
