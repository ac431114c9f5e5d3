"""Which functions of a notebook are written out where they are called: those whose result depends on all rows.

What works on each row alone stays a function, and so does what trains a model and gives the model back. A function
that fits a model and answers with it gives values of rows: it is one of these.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from nb2svc.compiler.ir import Cell, Notebook
from nb2svc.compiler.operations import DATA_METHODS, FIT_METHODS, STATISTICS, call_name, is_group_chain, is_split

__all__ = ["CellTrees", "Helper", "find_helpers"]

_WHOLE_DATA: Final = STATISTICS | {"fit_transform", "get_dummies", "factorize", "qcut"}
_TOO_INTRICATE: Final = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Await,
    ast.Try, ast.NamedExpr, ast.Import, ast.ImportFrom, ast.While, ast.Delete,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """A function of the notebook that can be written out: its statements, and what it returns at their end."""

    cell: Cell
    node: ast.FunctionDef
    body: list[ast.stmt]
    result: ast.expr | None


class CellTrees:
    """The trees of cells, each text parsed once; what is no Python has an empty one."""

    def __init__(self) -> None:
        self._known: dict[str, ast.Module] = {}

    def of(self, cell: Cell) -> ast.Module:
        """Return the tree of a cell."""
        text = cell.python if cell.kind == "code" else ""
        if text not in self._known:
            try:
                self._known[text] = ast.parse(text)
            except SyntaxError:
                self._known[text] = ast.Module(body=[], type_ignores=[])
        return self._known[text]

    def mentioning(self, notebook: Notebook, names: Collection[str]) -> Iterator[tuple[Cell, ast.Module]]:
        """Yield the cells whose text mentions one of these names; the others need not be looked into."""
        mentions = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
        for cell in notebook.cells:
            if cell.kind == "code" and mentions.search(cell.python):
                yield cell, self.of(cell)


def find_helpers(notebook: Notebook, trees: CellTrees) -> dict[str, Helper]:
    """Return the functions to write out, by name; a name that is bound more than once says nothing certain."""
    bound: Counter[str] = Counter()
    found: dict[str, Helper] = {}
    for cell, tree in trees.mentioning(notebook, ["def"]):
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                bound[node.name] += 1
                helper = _helper(cell, node)
                if helper is not None:
                    found[node.name] = helper
    for _, tree in trees.mentioning(notebook, found) if found else ():
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef):
                stored = (n for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
                bound.update(n.id for n in stored if n.id in found)
    return {name: helper for name, helper in found.items() if bound[name] == 1}


def _helper(cell: Cell, node: ast.FunctionDef) -> Helper | None:
    arguments = node.args
    if node.decorator_list or arguments.vararg or arguments.kwarg or arguments.posonlyargs or arguments.kwonlyargs:
        return None
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    result = None
    if body and isinstance(body[-1], ast.Return):
        result, body = body[-1].value, body[:-1]
    inside = [part for statement in node.body for part in ast.walk(statement)]
    returns = sum(isinstance(part, ast.Return) for part in inside)
    whole = any(isinstance(part, ast.expr) and _asks_all_rows(part) for part in inside) or _answers(body, result)
    long_texts = any(
        isinstance(p, ast.Constant) and isinstance(p.value, str) and p.lineno != p.end_lineno for p in inside
    )
    recursive = any(isinstance(part, ast.Name) and part.id == node.name for part in inside)
    on_one_line = bool(body) and body[0].lineno == node.lineno
    if not whole or returns > int(result is not None) or (long_texts and body) or recursive or on_one_line:
        return None
    if any(isinstance(part, _TOO_INTRICATE) for part in inside) or not _works_on_rows(node, body, result):
        return None
    return Helper(cell=cell, node=node, body=body, result=result)


def _asks_all_rows(node: ast.expr) -> bool:
    """Whether an expression is a statistic, a fit, an encoding or a split; `scaler.transform(x)` is not."""
    if is_split(node):
        return True
    is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return (is_method and call_name(node) in _WHOLE_DATA) or is_group_chain(node)


def _answers(body: list[ast.stmt], result: ast.expr | None) -> bool:
    """Whether a helper fits a model and gives back what it predicts, and not only a number about that."""
    fits, predicted = False, set[str]()
    for part in (p for statement in body for p in ast.walk(statement)):
        fits = fits or (isinstance(part, ast.expr) and call_name(part) in FIT_METHODS)
        match part:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if fits and _is_predicted(value, predicted):
                predicted.add(name)
    given = result.elts if isinstance(result, ast.Tuple) else [result] if result is not None else []
    return fits and any(_is_predicted(part, predicted) for part in given)


def _is_predicted(node: ast.expr, predicted: set[str]) -> bool:
    """Whether an expression is what a model predicts, or something made of each of its values."""
    match node:
        case ast.Name(id=name):
            return name in predicted
        case ast.Subscript(value=value):
            return _is_predicted(value, predicted)
        case ast.BinOp(left=left, right=right):
            return _is_predicted(left, predicted) or _is_predicted(right, predicted)
        case ast.Call(func=ast.Attribute(value=value, attr=attr), args=arguments):
            of_library = isinstance(value, ast.Name) and value.id in {"np", "numpy", "pd"}
            given = arguments if of_library else [value]
            return attr in DATA_METHODS or (
                attr not in STATISTICS and any(_is_predicted(part, predicted) for part in given)
            )
        case _:
            return False


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
