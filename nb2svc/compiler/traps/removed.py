"""Looks up what libraries have taken away, in one table of all of them: names, attributes, arguments, values."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import replace
from typing import Final

from nb2svc.compiler.traps import models_removed, numpy_removed, pandas_removed, sklearn_removed
from nb2svc.compiler.traps.conversions import convert_argument, convert_method
from nb2svc.compiler.traps.entries import Entry, GoneArgument, GoneMember, GoneName, GoneValue, Named
from nb2svc.compiler.traps.trap import Look, Rule, Trapped
from nb2svc.diagnostics import Edit

__all__ = ["ENTRIES", "RULES"]

ENTRIES: Final[tuple[Entry, ...]] = (
    *pandas_removed.ENTRIES,
    *numpy_removed.ENTRIES,
    *sklearn_removed.ENTRIES,
    *models_removed.ENTRIES,
)

# packages whose modules move about: their classes and functions are known by name alone
_FLAT: Final = frozenset({"sklearn", "lightgbm", "xgboost", "torch", "imblearn"})
_DISTRIBUTIONS: Final = {
    "sklearn": "scikit-learn", "imblearn": "imbalanced-learn",
    "frame": "pandas", "series": "pandas", "groupby": "pandas",
}  # fmt: skip

_NAMES: Final = {entry.path: entry for entry in ENTRIES if isinstance(entry, GoneName)}
_MEMBERS: Final = {
    (kind, entry.name): entry for entry in ENTRIES if isinstance(entry, GoneMember) for kind in entry.kinds.split()
}
_ARGUMENTS: Final[dict[tuple[str, str], list[GoneArgument | GoneValue]]] = defaultdict(list)
_POSITIONAL: Final = {
    callee: entry for entry in ENTRIES if isinstance(entry, Named) for callee in entry.callees.split()
}
# arguments that are mostly given by position
_FIRST: Final = {"series.resample": "rule", "frame.resample": "rule", "matplotlib.pyplot.style.use": "style"}

for _entry in ENTRIES:
    if isinstance(_entry, GoneArgument | GoneValue):
        for _called in _entry.callees.split():
            _ARGUMENTS[_called, _entry.name].append(_entry)
_ARGUMENT_NAMES: Final = frozenset(name for _, name in _ARGUMENTS)
_CALLEE_NAMES: Final = frozenset(c.rpartition(".")[2] for c in [*_POSITIONAL, *(callee for callee, _ in _ARGUMENTS)])


def _find_import(node: ast.AST, look: Look) -> Trapped | None:
    assert isinstance(node, ast.Import | ast.ImportFrom)
    module = getattr(node, "module", "") or ""
    for alias in node.names:
        entry = _gone(f"{module}.{alias.name}".lstrip("."))
        if entry is not None:
            return _trapped(alias, entry.path, entry, f"`{entry.path}`", _mend_import(node, alias, entry, look))
    return None


def _mend_import(node: ast.Import | ast.ImportFrom, alias: ast.alias, entry: GoneName, look: Look) -> tuple[Edit, ...]:
    """Return edits that import the same from where it is now; none where the statement imports other things too."""
    names = {one.name for one in node.names}
    if entry.rename:
        return (look.text.replace(alias, f"{entry.rename} as {alias.asname or alias.name}"),)
    if entry.whole.startswith("import ") and len(names) == 1 and isinstance(node, ast.ImportFrom):
        return (look.text.replace(node, f"{entry.whole} as {alias.asname}" if alias.asname else entry.whole),)
    are_there = "*" not in names and (not entry.names or names <= set(entry.names.split()))
    if entry.moved and are_there and isinstance(node, ast.ImportFrom) and node.module == entry.path:
        return (look.text.replace_module(node, entry.moved),)
    return ()


def _gone(path: str) -> GoneName | None:
    """Return the entry of a dotted name or of a module that it is in."""
    while "." in path:
        if path in _NAMES:
            return _NAMES[path]
        path = path.rpartition(".")[0]
    return None


def _find_attribute(node: ast.AST, look: Look) -> Trapped | None:
    assert isinstance(node, ast.Attribute)
    path = look.path(node)
    if path:
        entry = _NAMES.get(path)
        if entry is None:
            return None
        edits: tuple[Edit, ...] = ()
        if entry.whole and not entry.whole.startswith("import "):
            edits = (look.text.replace(node, entry.whole),)
        elif entry.rename:
            edits = (look.text.rename_attribute(node, entry.rename),)
        return _trapped(node, path, entry, f"`{look.text.short(node)}`", edits)
    return _find_member(node, look)


def _find_member(node: ast.Attribute, look: Look) -> Trapped | None:
    if node.attr not in _MEMBER_NAMES:
        return None
    kind = look.kind(node.value)
    entry = _MEMBERS.get((kind, node.attr))
    if entry is None and kind == "" and look.kinds.guesses:
        entry = _MEMBERS.get(("*", node.attr))
    if entry is None or not isinstance(node.ctx, ast.Load):
        return None
    if kind == "frame" and not isinstance(look.around[-1], ast.Call | ast.Subscript):
        return None  # a column of that name: it can be asked for again, now that the method is gone
    owner = kind or entry.kinds.split()[0]
    return _trapped(
        node,
        owner,
        entry,
        f"`{look.text.short(node)}`",
        (look.text.rename_attribute(node, entry.rename),) if entry.rename else convert_method(node, look),
    )


_MEMBER_NAMES: Final = frozenset(name for _, name in _MEMBERS)


def _find_argument(node: ast.AST, look: Look) -> Trapped | None:
    assert isinstance(node, ast.keyword)
    call = look.around[-1]
    if node.arg not in _ARGUMENT_NAMES or not isinstance(call, ast.Call):
        return None
    callee = _callee(call.func, look)
    entries = _ARGUMENTS.get((callee, node.arg or ""), ())
    found = (_check_argument(call, node, entry, callee, look) for entry in entries)
    return next((one for one in found if one is not None), None)


def _find_position(node: ast.AST, look: Look) -> Trapped | None:
    assert isinstance(node, ast.Call)
    if not node.args or any(isinstance(argument, ast.Starred) for argument in node.args):
        return None
    callee = _callee(node.func, look)
    entry = _POSITIONAL.get(callee)
    if entry is not None and len(node.args) > entry.most:
        return _check_positions(node, entry, callee, look)
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
    node: ast.Call, keyword: ast.keyword, entry: GoneArgument | GoneValue, callee: str, look: Look
) -> Trapped | None:
    value = keyword.value.value if isinstance(keyword.value, ast.Constant) else ...
    if isinstance(entry, GoneValue):
        if value != entry.value or type(value) is not type(entry.value):
            return None
        edits: tuple[Edit, ...] = (look.text.replace(keyword.value, entry.use),) if entry.use else ()
        return _trapped(keyword, callee, entry, f"`{look.text.short(keyword)}`", edits)
    if entry.when and not any(value is one or (value == one and type(value) is type(one)) for one in entry.when):
        return None
    beside = next((k for k in node.keywords if k.arg in entry.beside.split()), None)
    if entry.beside and beside is None:
        return None
    edit = look.text.remove_argument(node, keyword) if entry.remove else None
    if entry.rename:
        edit = look.text.rename_keyword(keyword, entry.rename)
    said = f"the argument `{keyword.arg}` of `{look.text.short(node.func)}`"
    edits = (edit,) if edit else ()
    found = _trapped(keyword, callee, entry, said, edits or convert_argument(node, keyword, callee, look))
    if beside is None:
        return found
    what = f"`{look.text.short(keyword)}` is not accepted beside `{beside.arg}`"
    return replace(found, message=f"{what} since {found.library} {entry.since}: this raises an error")


def _check_positions(node: ast.Call, entry: Named, callee: str, look: Look) -> Trapped:
    names = entry.names.split()[entry.most : len(node.args)]
    extra = node.args[entry.most :]
    given = {k.arg for k in node.keywords}
    fixable = len(names) == len(extra) and not given & set(names)
    edits = tuple(look.text.insert_before(a, f"{n}=") for n, a in zip(names, extra, strict=False)) if fixable else ()
    counted = f"{entry.most or 'no'} argument{'s' if entry.most != 1 else ''}"
    said = f"`{look.text.short(node.func)}` takes {counted} by position"
    return Trapped(
        node=extra[0],
        code="NB223",
        library=_library(callee),
        since=entry.since,
        message=f"{said} since {_library(callee)} {entry.since}, and is given {len(node.args)}: this raises an error",
        hint=f"write `{names[0]}={look.text.short(extra[0])}`" if names else "name the arguments",
        edits=edits,
    )


def _trapped(
    node: ast.expr | ast.alias | ast.keyword, owner: str, entry: Entry, said: str, edits: tuple[Edit, ...]
) -> Trapped:
    library = _library(owner)
    use = entry.use if not isinstance(entry, Named) else ""
    if isinstance(entry, GoneValue):
        message = f"{said} is not accepted since {library} {entry.since}: this raises an error"
        hint = f"write `{entry.name}={entry.use}`" if entry.use else entry.advice
    else:
        message = f"{said} is gone since {library} {entry.since}: this raises an error"
        hint = f"use {use}" if not use.startswith("nothing") else f"leave it out{use.removeprefix('nothing')}"
    return Trapped(node=node, code="NB223", library=library, since=entry.since, message=message, hint=hint, edits=edits)


def _library(owner: str) -> str:
    package = owner.partition(".")[0]
    return _DISTRIBUTIONS.get(package, package)


RULES: Final = (
    Rule((ast.Import, ast.ImportFrom), _find_import),
    Rule((ast.Attribute,), _find_attribute),
    Rule((ast.keyword,), _find_argument),
    Rule((ast.Call,), _find_position),
)
