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
import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from nb2svc.compiler.flow import bound_inside
from nb2svc.compiler.frontend.helpers import CellTrees, Helper, find_helpers
from nb2svc.compiler.ir import Cell, Notebook
from nb2svc.compiler.places import characters, slice_text

__all__ = ["expand_helpers"]

_DEEPEST: Final = 4
_ATOMS: Final = (ast.Name, ast.Call, ast.Subscript, ast.Attribute, ast.Constant)
_NOT_AT_ONCE: Final = (
    ast.Lambda, ast.IfExp, ast.BoolOp, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """A call of a helper that is, or is part of, a simple statement."""

    statement: ast.stmt
    node: ast.Call
    helper: Helper
    arguments: list[ast.expr]


def expand_helpers(notebook: Notebook, *, without: frozenset[str]) -> Notebook:
    """Return the notebook with helpers that compute statistics written out where they are called.

    Args:
        notebook: with the Python text of its cells.
        without: ids of cells that are not valid Python.
    """
    trees = CellTrees()
    used: set[str] = set()
    for _ in range(_DEEPEST):
        helpers = find_helpers(notebook, trees)
        calls = _calls_in_cells(notebook, helpers, trees, without) if helpers else {}
        if not calls:
            break
        used = used or _names_in_use(notebook, trees)
        cells = tuple(_expand_cell(c, calls[c.id], used) if c.id in calls else c for c in notebook.cells)
        if cells == notebook.cells:
            break
        notebook = replace(notebook, cells=cells)
    return notebook


def _calls_in_cells(
    notebook: Notebook, helpers: dict[str, Helper], trees: CellTrees, without: frozenset[str]
) -> dict[str, list[_Call]]:
    """Return the calls to write out, by the id of their cell."""
    found: dict[str, list[_Call]] = {}
    for cell, tree in trees.mentioning(notebook, helpers):
        is_as_written = cell.python == cell.source or bool(cell.origins)
        is_looked_at = bool(cell.stages) and set(cell.stages) <= {"evaluate", "report"}
        if is_as_written and not is_looked_at and cell.id not in without:
            calls = [call for node in tree.body for call in _calls(node, helpers)]
            if calls:
                found[cell.id] = calls
    return found


def _names_in_use(notebook: Notebook, trees: CellTrees) -> set[str]:
    """Return all names of the notebook's own scope: those of a helper must not be taken for them."""
    used: set[str] = set()
    for node in (node for cell in notebook.cells for node in trees.of(cell).body):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            used.add(node.name)
        else:
            used |= _mentioned(node)
    return used


def _mentioned(node: ast.stmt) -> set[str]:
    """Return the names that a statement mentions, without those that lambdas and comprehensions in it bind."""
    names: set[str] = set()
    bound: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            names.add(part.id)
        elif isinstance(part, ast.arg):
            bound.add(part.arg)
        elif isinstance(part, ast.comprehension):
            bound |= {name.id for name in ast.walk(part.target) if isinstance(name, ast.Name)}
        elif isinstance(part, ast.alias):
            names.add((part.asname or part.name).partition(".")[0])
    return names - bound


def _expand_cell(cell: Cell, calls: list[_Call], used: set[str]) -> Cell:
    """Return a cell with calls of helpers written out, one call of a statement at a time."""
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


def _calls(node: ast.stmt, helpers: dict[str, Helper]) -> Iterator[_Call]:
    """Yield, for each simple statement, the first call of a helper whose value it uses at once."""
    match node:
        case ast.For() | ast.If() | ast.With():
            for inner in [*node.body, *getattr(node, "orelse", [])]:
                yield from _calls(inner, helpers)
        case ast.Assign(value=value) | ast.Expr(value=value):
            found = _call_in(value, node, helpers)
            if found is not None:
                yield found


def _call_in(node: ast.expr, statement: ast.stmt, helpers: dict[str, Helper]) -> _Call | None:
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


def _changes_something(helper: Helper) -> bool:
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
        is_literal = isinstance(argument, ast.Constant) and parameter not in quoted
        if (is_literal or isinstance(argument, ast.Name)) and parameter not in stored:
            names[parameter] = text
        else:
            opening.append((parameter, text))
    free = _bound_anyway(call)
    for name in sorted(stored | {p for p, _ in opening}):
        names[name] = name if name not in used or name in free else _fresh(name, used)
    renamed = {name for name, text in names.items() if name != text}
    if renamed & own:
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


def _body(helper: Helper, names: dict[str, str]) -> list[str]:
    """Return the lines of a helper's statements with its names replaced, without their margin."""
    if not helper.body:
        return []
    lines = helper.cell.python.split("\n")
    first, last = helper.body[0].lineno - 1, helper.body[-1].end_lineno or helper.body[-1].lineno
    after = len(lines) - last
    _rename(lines, helper.body, names)
    for statement in reversed([s for node in helper.body for s in _quoting(node, names)]):
        head = lines[statement.lineno - 1][: statement.col_offset]
        renamed = _Rename(names).visit(copy.deepcopy(statement))
        lines[statement.lineno - 1 : statement.end_lineno] = [head + ast.unparse(renamed)]
    margin = helper.body[0].col_offset
    return [line[margin:] if line.strip() else "" for line in lines[first : len(lines) - after]]


def _quoting(node: ast.stmt, names: dict[str, str]) -> Iterator[ast.stmt]:
    """Yield the simple statements with an f-string that mentions a name to replace: these are written anew."""
    inner = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.stmt)]
    if inner:
        for statement in inner:
            yield from _quoting(statement, names)
        return
    quoted = (n for p in ast.walk(node) if isinstance(p, ast.JoinedStr) for n in ast.walk(p) if isinstance(n, ast.Name))
    if any(names.get(name.id, name.id) != name.id for name in quoted):
        yield node


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
