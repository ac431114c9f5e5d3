"""What functions and classes compute of data when they are defined, with a name of its own: it is computed once.

    def scale(v, top=df["km"].max()):          becomes
        return v / top

    scale_top = df["km"].max()
    def scale(v, top=scale_top):
        return v / top

The same for `class Scale: mean = df["km"].mean()`. A service then keeps the value as it keeps any other statistic,
where a definition that is moved as it stands would compute it of the rows of a request.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from nb2svc.compiler.ir import Cell, Notebook
from nb2svc.compiler.places import characters, slice_text

__all__ = ["name_definition_values"]


_DEFINES: Final = re.compile(r"\b(?:def|class|lambda)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Value:
    """An expression that is evaluated when something is defined, and what to call it."""

    definition: ast.stmt
    node: ast.expr
    name: str


def name_definition_values(notebook: Notebook, *, without: frozenset[str]) -> Notebook:
    """Return the notebook with a statement of its own for what definitions compute of data.

    Args:
        notebook: with the Python text of its cells.
        without: ids of cells that are not valid Python.
    """
    trees = {
        cell.id: ast.parse(cell.python)
        for cell in notebook.cells
        if cell.kind == "code" and cell.id not in without and _DEFINES.search(cell.python)
    }
    found = {
        cell_id: [value for value in _defined_values(tree.body) if _computes(value)] for cell_id, tree in trees.items()
    }
    if not any(found.values()):
        return notebook
    data, taken = _bound_names(notebook, without)
    cells = []
    for cell in notebook.cells:
        values = [value for value in found.get(cell.id, ()) if _reads_data(value, data)]
        cells.append(_written(cell, values, taken) if values else cell)
    return replace(notebook, cells=tuple(cells))


def _bound_names(notebook: Notebook, without: frozenset[str]) -> tuple[set[str], set[str]]:
    """Return the names that statements bind to data, and all names that are in use."""
    data: set[str] = set()
    taken: set[str] = set()
    for cell in notebook.cells:
        if cell.kind != "code" or cell.id in without:
            continue
        for node in ast.walk(ast.parse(cell.python)):
            if isinstance(node, ast.Name):
                taken.add(node.id)
                data |= {node.id} if isinstance(node.ctx, ast.Store) else set()
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                taken.add(node.name)
            elif isinstance(node, ast.alias):
                taken.add((node.asname or node.name).partition(".")[0])
            elif isinstance(node, ast.arg):
                taken.add(node.arg)
    return data, taken


def _defined_values(body: list[ast.stmt]) -> Iterator[_Value]:
    """Yield what definitions evaluate, outside of functions."""
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _defaults(node, node.args, node.name)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda(args=arguments)):
                yield from _defaults(node, arguments, name)
            case ast.ClassDef():
                yield from _class_values(node)
            case ast.If() | ast.For() | ast.While() | ast.With() | ast.Try():
                for block in (node.body, getattr(node, "orelse", []), getattr(node, "finalbody", [])):
                    yield from _defined_values(block)


def _defaults(definition: ast.stmt, given: ast.arguments, owner: str) -> Iterator[_Value]:
    positional = [*given.posonlyargs, *given.args]
    pairs = [
        *zip(reversed(positional), reversed(given.defaults), strict=False),
        *((a, d) for a, d in zip(given.kwonlyargs, given.kw_defaults, strict=True) if d is not None),
    ]
    for argument, default in sorted(pairs, key=lambda pair: (pair[1].lineno, pair[1].col_offset)):
        yield _Value(definition=definition, node=default, name=f"{_snake(owner)}_{argument.arg}")


def _class_values(definition: ast.ClassDef) -> Iterator[_Value]:
    """Yield attributes and defaults of methods; what stands on names of the class body itself stays there."""
    own: set[str] = set()
    for node in definition.body:
        values: list[_Value] = []
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                values = [_Value(definition=definition, node=value, name=f"{_snake(definition.name)}_{name}")]
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                values = list(_defaults(definition, node.args, f"{definition.name}_{node.name}"))
        yield from (value for value in values if not own & _names(value.node))
        own |= {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
        own |= {node.name} if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else set()


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _computes(value: _Value) -> bool:
    """Whether an expression computes something now; `x` and `PATH` do not."""
    computes = any(isinstance(part, ast.Call | ast.Subscript | ast.Attribute) for part in ast.walk(value.node))
    return computes and not any(isinstance(p, ast.Lambda | ast.NamedExpr | ast.Await) for p in ast.walk(value.node))


def _reads_data(value: _Value, data: set[str]) -> bool:
    """Whether an expression is about data; `nn.ReLU()` is not."""
    return bool(_names(value.node) & data)


def _written(cell: Cell, values: list[_Value], taken: set[str]) -> Cell:
    """Return a cell with the values named in front of the definitions that they belong to."""
    if cell.python != cell.source and not cell.origins:
        return cell  # lines that magics were masked in
    lines = cell.python.split("\n")
    origins = list(cell.origins or range(1, len(lines) + 1))
    named = [(value, _fresh(value.name, taken)) for value in values]
    for definition in {id(value.definition): value.definition for value in reversed(values)}.values():
        own = [(value.node, name) for value, name in named if value.definition is definition]
        for node, name in reversed(own):
            first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
            head = lines[first][: characters(lines[first], node.col_offset)]
            tail = lines[last][characters(lines[last], node.end_col_offset or 0) :]
            lines[first : last + 1] = [head + name + tail]
            origins[first : last + 1] = [origins[first]]
        at = min([definition.lineno, *(d.lineno for d in getattr(definition, "decorator_list", ()))]) - 1
        while at and lines[at - 1].lstrip().startswith("#") and not {'"', "'"} & set(lines[at - 1]):
            at -= 1  # what is said of the definition stays with it
        margin = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        lines[at:at] = [f"{margin}{name} = {_text(cell, node)}" for node, name in own]
        origins[at:at] = [cell.source_line(node.lineno) for node, _ in own]
    return replace(cell, python="\n".join(lines), origins=tuple(origins))


def _text(cell: Cell, node: ast.expr) -> str:
    text = slice_text(cell, node)
    return ast.unparse(node) if "\n" in text else text


def _fresh(name: str, taken: set[str]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    taken.add(found)
    return found
