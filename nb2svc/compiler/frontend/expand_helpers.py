"""Helpers that compute statistics, written out where they are called: each call has state of its own.

    def scale(s):                             becomes, where it is called,
        return (s - s.mean()) / s.std()
    df["km"] = scale(df["km"])                s = df["km"]
                                              df["km"] = (s - s.mean()) / s.std()

A helper that works on each row alone, or that trains a model, stays a function. One that is too intricate stays, too:
the run then shows whether it can be served as it is.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from nb2svc.compiler.flow import bound_inside
from nb2svc.compiler.ir import Cell, Notebook
from nb2svc.compiler.operations import STATISTICS, call_name, is_group_chain, is_split
from nb2svc.compiler.places import characters, slice_text

__all__ = ["expand_helpers"]

_WHOLE_DATA: Final = STATISTICS | {"fit_transform", "get_dummies", "factorize", "qcut"}
_DEEPEST: Final = 4
_ATOMS: Final = (ast.Name, ast.Call, ast.Subscript, ast.Attribute, ast.Constant)
_NOT_AT_ONCE: Final = (
    ast.Lambda, ast.IfExp, ast.BoolOp, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
_TOO_INTRICATE: Final = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Await,
    ast.Try, ast.NamedExpr, ast.Import, ast.ImportFrom, ast.While, ast.Delete,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Helper:
    """A function of the notebook that can be written out: its statements, and what it returns at their end."""

    cell: Cell
    node: ast.FunctionDef
    body: list[ast.stmt]
    result: ast.expr | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """A call of a helper that is, or is part of, a simple statement."""

    statement: ast.stmt
    node: ast.Call
    helper: _Helper
    arguments: list[ast.expr]


def expand_helpers(notebook: Notebook, *, without: frozenset[str]) -> Notebook:
    """Return the notebook with helpers that compute statistics written out where they are called.

    Args:
        notebook: with the Python text of its cells.
        without: ids of cells that are not valid Python.
    """
    for _ in range(_DEEPEST):
        helpers = _find_helpers(notebook)
        used = _names_in_use(notebook)
        if not helpers:
            break
        cells = tuple(c if c.id in without else _expand_cell(c, helpers, used) for c in notebook.cells)
        if cells == notebook.cells:
            break
        notebook = replace(notebook, cells=cells)
    return notebook


def _trees(notebook: Notebook) -> Iterator[tuple[Cell, ast.Module]]:
    for cell in notebook.cells:
        if cell.kind == "code" and cell.python:
            try:
                yield cell, ast.parse(cell.python)
            except SyntaxError:
                continue


def _find_helpers(notebook: Notebook) -> dict[str, _Helper]:
    """Return the functions to write out, by name; a name that is bound more than once says nothing certain."""
    bound: Counter[str] = Counter()
    found: dict[str, _Helper] = {}
    for cell, tree in _trees(notebook):
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                bound[node.name] += 1
                helper = _helper(cell, node)
                if helper is not None:
                    found[node.name] = helper
            else:
                stored = (n for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
                bound.update(n.id for n in stored)
    return {name: helper for name, helper in found.items() if bound[name] == 1}


def _helper(cell: Cell, node: ast.FunctionDef) -> _Helper | None:
    arguments = node.args
    if node.decorator_list or arguments.vararg or arguments.kwarg or arguments.posonlyargs or arguments.kwonlyargs:
        return None
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    result = None
    if body and isinstance(body[-1], ast.Return):
        result, body = body[-1].value, body[:-1]
    inside = [part for statement in node.body for part in ast.walk(statement)]
    returns = sum(isinstance(part, ast.Return) for part in inside)
    whole = any(isinstance(part, ast.expr) and _asks_all_rows(part) for part in inside)
    long_texts = any(
        isinstance(p, ast.Constant) and isinstance(p.value, str) and p.lineno != p.end_lineno for p in inside
    )
    recursive = any(isinstance(part, ast.Name) and part.id == node.name for part in inside)
    on_one_line = bool(body) and body[0].lineno == node.lineno
    if not whole or returns > int(result is not None) or (long_texts and body) or recursive or on_one_line:
        return None
    if any(isinstance(part, _TOO_INTRICATE) for part in inside) or not _works_on_rows(node, body, result):
        return None
    return _Helper(cell=cell, node=node, body=body, result=result)


def _asks_all_rows(node: ast.expr) -> bool:
    """Whether an expression is a statistic, a fit, an encoding or a split; `scaler.transform(x)` is not."""
    if is_split(node):
        return True
    is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return (is_method and call_name(node) in _WHOLE_DATA) or is_group_chain(node)


def _works_on_rows(node: ast.FunctionDef, body: list[ast.stmt], result: ast.expr | None) -> bool:
    """Whether a helper gives back or changes what it was given, so that its result may be of rows."""
    parameters = {a.arg for a in node.args.args}
    known = set(parameters)
    for part in (p for statement in body for p in ast.walk(statement)):
        match part:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _root(value) in known:
                known.add(name)
            case ast.Assign(targets=[ast.Tuple(elts=parts)], value=value) if is_split(value):
                known |= {name.id for name in parts if isinstance(name, ast.Name)}
            case ast.Assign(targets=[ast.Subscript() as target]) | ast.AugAssign(target=ast.Subscript() as target):
                if _root(target) in known:
                    return True
    given = result.elts if isinstance(result, ast.Tuple) else [result] if result is not None else []
    return any(_gives_rows(part, known) for part in given)


def _gives_rows(node: ast.expr, known: set[str]) -> bool:
    if is_split(node):
        return True
    match node:
        case ast.BinOp(left=left, right=right):
            return _gives_rows(left, known) or _gives_rows(right, known)
        case ast.Call(func=ast.Attribute(value=value, attr=attr), args=arguments):
            if attr in {"fit_transform", "get_dummies", "factorize", "qcut", "where"}:
                return True
            return attr not in STATISTICS and (
                _gives_rows(value, known) or any(_gives_rows(a, known) for a in arguments)
            )
        case ast.Name(id=name):
            return name in known
        case ast.Subscript(value=value):
            return _gives_rows(value, known)
        case _:
            return False


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _names_in_use(notebook: Notebook) -> set[str]:
    """Return all names of the notebook's own scope: those of a helper must not be taken for them."""
    used: set[str] = set()
    for _, tree in _trees(notebook):
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                used.add(node.name)
            else:
                used |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} - bound_inside(node)
                used |= {(n.asname or n.name).partition(".")[0] for n in ast.walk(node) if isinstance(n, ast.alias)}
    return used


def _expand_cell(cell: Cell, helpers: dict[str, _Helper], used: set[str]) -> Cell:
    """Return a cell with the calls of helpers written out, one call of a statement at a time."""
    if cell.kind != "code" or not cell.python or (cell.python != cell.source and not cell.origins):
        return cell
    if set(cell.stages) and set(cell.stages) <= {"evaluate", "report"}:
        return cell
    try:
        tree = ast.parse(cell.python)
    except SyntaxError:
        return cell
    calls = [call for node in tree.body for call in _calls(node, helpers)]
    lines = cell.python.split("\n")
    origins = list(cell.origins or range(1, len(lines) + 1))
    written_out = [(call, _write_out(cell, call, used)) for call in sorted(calls, key=lambda c: c.statement.lineno)]
    for call, written in reversed(written_out):
        if written is None:
            continue
        first, last = call.statement.lineno - 1, call.statement.end_lineno or call.statement.lineno
        at = origins[first]
        lines[first:last] = written
        origins[first:last] = [at] * len(written)
    return replace(cell, python="\n".join(lines), origins=tuple(origins)) if lines != cell.python.split("\n") else cell


def _calls(node: ast.stmt, helpers: dict[str, _Helper]) -> Iterator[_Call]:
    """Yield, for each simple statement, the first call of a helper whose value it uses at once."""
    match node:
        case ast.For() | ast.If() | ast.With():
            for inner in [*node.body, *getattr(node, "orelse", [])]:
                yield from _calls(inner, helpers)
        case ast.Assign(value=value) | ast.Expr(value=value):
            found = _call_in(value, node, helpers)
            if found is not None:
                yield found


def _call_in(node: ast.expr, statement: ast.stmt, helpers: dict[str, _Helper]) -> _Call | None:
    if isinstance(
        node, ast.Lambda | ast.IfExp | ast.BoolOp | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    ):
        return None
    for child in ast.iter_child_nodes(node):
        inner = [child.value] if isinstance(child, ast.keyword) else [child] if isinstance(child, ast.expr) else []
        for part in inner:
            found = _call_in(part, statement, helpers)
            if found is not None:
                return found
    match node:
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in helpers:
            pass
        case ast.Call(func=ast.Attribute(value=receiver, attr="pipe"), args=[ast.Name(id=name), *rest]) if (
            name in helpers
        ):
            arguments = [receiver, *rest]
        case _:
            return None
    value = statement.value if isinstance(statement, ast.Assign | ast.Expr) else node
    if not _is_first(value, node) and _changes_something(helpers[name]):
        return None  # what stands before the call would be evaluated after it
    if any(isinstance(a, ast.Starred) for a in arguments) or any(k.arg is None for k in node.keywords):
        return None
    return _Call(statement=statement, node=node, helper=helpers[name], arguments=arguments)


def _is_first(root: ast.expr, call: ast.Call) -> bool:
    """Whether an expression evaluates a call before anything else that may change: all that stands before are names."""
    while root is not call:
        match root:
            case (
                ast.Attribute(value=inner)
                | ast.Subscript(value=inner)
                | ast.BinOp(left=inner)
                | ast.Compare(left=inner)
            ):
                root = inner
            case ast.Call(func=ast.Attribute(value=inner)) if any(part is call for part in ast.walk(inner)):
                root = inner
            case ast.Call(func=func, args=[inner, *_]) if not any(isinstance(p, ast.Call) for p in ast.walk(func)):
                root = inner
            case ast.List(elts=[inner, *_]) | ast.Tuple(elts=[inner, *_]):
                root = inner
            case _:
                return False
    return True


def _changes_something(helper: _Helper) -> bool:
    """Whether a helper may change what it is given."""
    parts = [part for statement in helper.body for part in ast.walk(statement)]
    return any(
        isinstance(part, ast.Expr | ast.AugAssign)
        or (isinstance(part, ast.Subscript | ast.Attribute) and isinstance(part.ctx, ast.Store))
        for part in parts
    )


def _write_out(cell: Cell, call: _Call, used: set[str]) -> list[str] | None:
    """Return the lines that a statement becomes, or None if its call stays."""
    helper = call.helper
    given = _given(cell, call)
    if given is None:
        return None
    parts = [part for statement in helper.node.body for part in ast.walk(statement)]
    stored = {p.id for p in parts if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)}
    own = frozenset[str]().union(*(bound_inside(statement) for statement in helper.node.body))
    quoted = {n.id for p in parts if isinstance(p, ast.JoinedStr) for n in ast.walk(p) if isinstance(n, ast.Name)}
    names: dict[str, str] = {}
    opening: list[tuple[str, str]] = []
    for parameter, (argument, text) in given.items():
        if isinstance(argument, ast.Name | ast.Constant) and parameter not in stored | quoted:
            names[parameter] = text
        else:
            opening.append((parameter, text))
    free = _bound_anyway(call)
    for name in sorted(stored | {p for p, _ in opening}):
        names[name] = name if name not in used or name in free else _fresh(name, used)
    renamed = {name for name, text in names.items() if name != text}
    if renamed & (quoted | own):
        return None
    used.update(names.values())
    margin = _margin(cell, call.statement)
    lines = [f"{margin}{names[parameter]} = {text}" for parameter, text in opening]
    lines += [margin + line if line else line for line in _body(helper, names)]
    return [*lines, *_last(cell, call, names)] if _is_usable(call) else None


def _bound_anyway(call: _Call) -> set[str]:
    """Return the helper's names that the statement itself binds to what they hold in the end: they may keep it."""
    statement, result = call.statement, call.helper.result
    if not isinstance(statement, ast.Assign) or statement.value is not call.node or result is None:
        return set()
    read = {p.id for a in [*call.arguments, *call.node.keywords] for p in ast.walk(a) if isinstance(p, ast.Name)}
    bound = {t.id for target in statement.targets for t in ast.walk(target) if isinstance(t, ast.Name)}
    return (bound if all(_elements(t) == _elements(result) for t in statement.targets) else set()) - read


def _elements(node: ast.expr) -> str:
    """Return the text of an expression; of a tuple without its parentheses."""
    return ", ".join(map(ast.unparse, node.elts)) if isinstance(node, ast.Tuple) else ast.unparse(node)


def _is_usable(call: _Call) -> bool:
    """Whether the value that the statement takes of the call is there."""
    whole = isinstance(call.statement, ast.Expr) and call.statement.value is call.node
    return whole or call.helper.result is not None


def _given(cell: Cell, call: _Call) -> dict[str, tuple[ast.expr, str]] | None:
    """Return what each parameter is given: the expression and its text."""
    arguments = call.helper.node.args
    parameters = [a.arg for a in arguments.args]
    defaults = dict(zip(reversed(parameters), reversed(arguments.defaults), strict=False))
    if len(call.arguments) > len(parameters) or not {str(k.arg) for k in call.node.keywords} <= set(parameters):
        return None
    given = dict(zip(parameters, call.arguments, strict=False))
    given |= {str(k.arg): k.value for k in call.node.keywords}
    found = {}
    for parameter in parameters:
        if parameter in given:
            text = slice_text(cell, given[parameter])
            found[parameter] = (given[parameter], ast.unparse(given[parameter]) if "\n" in text else text)
        elif isinstance(defaults.get(parameter), ast.Constant):
            found[parameter] = (defaults[parameter], slice_text(call.helper.cell, defaults[parameter]))
        else:
            return None
    return found


def _fresh(name: str, used: set[str]) -> str:
    number = 2
    while f"{name}_{number}" in used:
        number += 1
    return f"{name}_{number}"


def _margin(cell: Cell, statement: ast.stmt) -> str:
    line = cell.python.split("\n")[statement.lineno - 1]
    return line[: len(line) - len(line.lstrip())]


def _body(helper: _Helper, names: dict[str, str]) -> list[str]:
    """Return the lines of a helper's statements with its names replaced, without their margin."""
    if not helper.body:
        return []
    lines = helper.cell.python.split("\n")
    first, last = helper.body[0].lineno - 1, helper.body[-1].end_lineno or helper.body[-1].lineno
    _rename(lines, helper.body, names)
    margin = helper.body[0].col_offset
    return [line[margin:] if line.strip() else "" for line in lines[first:last]]


def _rename(lines: list[str], nodes: list[ast.stmt], names: dict[str, str]) -> None:
    found = [p for node in nodes for p in ast.walk(node) if isinstance(p, ast.Name) and p.id in names]
    inside = {id(n) for node in nodes for p in ast.walk(node) if isinstance(p, ast.JoinedStr) for n in ast.walk(p)}
    for part in sorted(found, key=lambda p: (p.lineno, p.col_offset), reverse=True):
        if names[part.id] != part.id and id(part) not in inside:
            line = lines[part.lineno - 1]
            start = characters(line, part.col_offset)
            lines[part.lineno - 1] = line[:start] + names[part.id] + line[start + len(part.id) :]


def _last(cell: Cell, call: _Call, names: dict[str, str]) -> list[str]:
    """Return the statement itself, with what the helper returns in place of its call."""
    statement, result = call.statement, call.helper.result
    whole = isinstance(statement, ast.Assign | ast.Expr) and statement.value is call.node
    if result is None:
        return []
    text = _renamed(call.helper.cell, result, names)
    if whole and isinstance(statement, ast.Expr) and isinstance(result, ast.Name | ast.Tuple):
        return []
    if whole and isinstance(statement, ast.Assign) and all(_elements(t) == text for t in statement.targets):
        return []
    if not whole and not isinstance(result, _ATOMS):
        text = f"({text})"
    lines = cell.python.split("\n")
    start = characters(lines[call.node.lineno - 1], call.node.col_offset)
    last = (call.node.end_lineno or call.node.lineno) - 1
    end = characters(lines[last], call.node.end_col_offset or 0)
    head, tail = lines[call.node.lineno - 1][:start], lines[last][end:]
    before = lines[statement.lineno - 1 : call.node.lineno - 1]
    after = lines[last + 1 : statement.end_lineno]
    return [*before, head + text + tail, *after]


def _renamed(cell: Cell, node: ast.expr, names: dict[str, str]) -> str:
    """Return the text of an expression with names replaced."""
    text = slice_text(cell, node)
    quoted = any(isinstance(part, ast.JoinedStr) for part in ast.walk(node))
    if "\n" in text or quoted or not text.isascii():
        return ast.unparse(_Rename(names).visit(ast.parse(f"({text})", mode="eval").body))
    found = [part for part in ast.walk(node) if isinstance(part, ast.Name) and part.id in names]
    for part in sorted(found, key=lambda p: p.col_offset, reverse=True):
        start = part.col_offset - node.col_offset
        text = text[:start] + names[part.id] + text[start + len(part.id) :]
    return text[1:-1] if isinstance(node, ast.Tuple) and text.startswith("(") else text


class _Rename(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Return the expression that stands for a name."""
        return ast.parse(self.names.get(node.id, node.id), mode="eval").body
