"""From cells to statements: one per top-level statement of a cell, each knowing its place in the user's text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from nb2svc.compiler.flow import is_choice_of_definitions
from nb2svc.compiler.frontend.ask_for_labels import ask_for_labels
from nb2svc.compiler.frontend.expand_helpers import expand_helpers
from nb2svc.compiler.frontend.expand_runs import is_expanded
from nb2svc.compiler.frontend.lift_definitions import lift_definitions
from nb2svc.compiler.frontend.magic_meanings import Mask
from nb2svc.compiler.frontend.magics import MaskedCell, mask_magics
from nb2svc.compiler.frontend.name_definition_values import name_definition_values
from nb2svc.compiler.frontend.order_keywords import order_keywords
from nb2svc.compiler.ir import Cell, Install, Notebook, Program, Statement, StatementKind
from nb2svc.compiler.places import cell_span, characters, diagnose, line_span
from nb2svc.compiler.surroundings import NOTHING, Surroundings
from nb2svc.diagnostics import Report, Span

__all__ = ["parse_statements"]

_OUTSIDE_FUNCTION = {ast.Return: "'return' outside function"}


def parse_statements(notebook: Notebook, report: Report, surroundings: Surroundings = NOTHING) -> Program:
    """Mask the magics of every code cell and cut the cells into statements.

    Args:
        notebook: the cells as read.
        report: gets NB004 for every installation in the notebook.
        surroundings: what lies beside it; a `%run` of a script whose cells are here already is no statement.

    Returns:
        The program; its notebook's cells have their `python` text. Cells that are not valid Python are in `broken`.
    """
    cells: list[Cell] = []
    masked_cells: dict[str, MaskedCell] = {}
    statements: list[Statement] = []
    installs: list[Install] = []
    broken: dict[str, tuple[Span, str]] = {}
    for cell in notebook.cells:
        if cell.kind != "code":
            cells.append(cell)
            continue
        masked = mask_magics(cell.source)
        error = masked.error or _misplaced_statement(masked.tree)
        cells.append(replace(cell, python=masked.python, origins=()))
        if error is not None:
            broken[cell.id] = _explain(cell.path or notebook.path, cell, error)
        masked_cells[cell.id] = masked
    lifted = lift_definitions(replace(notebook, cells=tuple(cells)), without=frozenset(broken))
    named = name_definition_values(lifted, without=frozenset(broken))
    asking = ask_for_labels(named, without=frozenset(broken))
    expanded = expand_helpers(asking, without=frozenset(broken))
    cells = list(expanded.cells)
    for cell in cells:
        if cell.kind != "code" or cell.id in broken:
            continue
        masked = masked_cells[cell.id]
        if cell.origins:
            masked = replace(masked, python=cell.python, tree=ast.parse(cell.python))
        order_keywords(masked.tree, masked.python)
        statements += _cut(cell.path or notebook.path, cell, masked, surroundings)
        installs += [
            Install(text=mask.text, span=_mask_span(cell.path or notebook.path, cell, mask))
            for mask in masked.masks
            if mask.kind == "install"
        ]
    notebook = replace(notebook, cells=tuple(cells))
    for install in installs:
        report.add(
            diagnose(
                notebook,
                "NB004",
                f"`{install.text}` is not run by the build: the service is locked to the versions installed now",
                install.span,
            )
        )
    return Program(
        notebook=notebook,
        statements=tuple(statements),
        installs=tuple(installs),
        broken=broken,
        surroundings=surroundings,
    )


def _misplaced_statement(tree: ast.Module) -> SyntaxError | None:
    """Return the error that only compiling would show for a cell of one misplaced `return`."""
    for node in tree.body:
        message = _OUTSIDE_FUNCTION.get(type(node))  # type: ignore[arg-type]  # a key that is absent is the usual case
        if message is not None:
            return SyntaxError(message, ("", node.lineno, node.col_offset + 1, ""))
    return None


def _explain(path: str, cell: Cell, error: SyntaxError) -> tuple[Span, str]:
    """Return where a cell stops being Python, and why in words."""
    lines = cell.source.split("\n")
    message = error.msg.removeprefix("invalid syntax. ")
    if message.startswith("Missing parentheses in call to 'print'"):
        message = "`print` without parentheses is Python 2"
    if error.lineno is None or error.lineno > len(lines):
        return cell_span(path, cell), message
    line = max(error.lineno, 1)
    text = lines[line - 1]
    column = min(max(error.offset or 1, 1), len(text) + 1)
    if isinstance(error, IndentationError):
        column = len(text) - len(text.lstrip()) + 1
    return line_span(path, cell, line, column), message


def _cut(path: str, cell: Cell, masked: MaskedCell, surroundings: Surroundings) -> Iterator[Statement]:
    lines = masked.python.split("\n")
    opaque = [mask for mask in masked.masks if mask.kind == "opaque"]
    for position, node in enumerate(_always_run(masked.tree.body)):
        first = min((decorator.lineno for decorator in getattr(node, "decorator_list", ())), default=node.lineno)
        last = node.end_lineno or node.lineno
        magic = next((mask for mask in opaque if first <= mask.line <= last), None)
        if magic is not None and isinstance(node, ast.Expr) and is_expanded(magic.text, surroundings.scripts):
            continue  # its cells stand before this one
        yield Statement(
            id=f"{cell.id}.{position}",
            span=_span(path, cell, node, lines, masked.masks),
            node=node,
            kind="magic" if magic is not None else _kind(node),
            stages=cell.stages,
            magic=magic.name if magic is not None else "",
        )


def _always_run(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a cell: those under `if __name__ == "__main__":` as well, and no reload of a module.

    A notebook is always the main module; a build's run imports each module afresh.
    """
    for node in body:
        match node:
            case ast.If(
                test=ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant("__main__")]),
                body=inner,
                orelse=[],
            ) if inner[0].lineno > node.lineno:
                yield from _always_run(inner)
            case ast.Expr(value=ast.Call() as call) if _is_reload(call):
                continue
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(args=[ast.Name(id=module)]) as call) if (
                name == module and _is_reload(call)
            ):
                continue
            case _:
                yield node


def _is_reload(call: ast.Call) -> bool:
    match call.func:
        case ast.Name(id="reload") | ast.Attribute(value=ast.Name(id="importlib" | "imp"), attr="reload"):
            return True
    return False


def _kind(node: ast.stmt) -> StatementKind:
    match node:
        case ast.Import() | ast.ImportFrom():
            return "import"
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Assign(targets=[ast.Name()], value=ast.Lambda()):
            return "function"
        case ast.ClassDef():
            return "class"
        case ast.If() | ast.Try() if is_choice_of_definitions(node):
            return "function"
        case _:
            return "code"


def _span(path: str, cell: Cell, node: ast.stmt, lines: Sequence[str], masks: Sequence[Mask]) -> Span:
    """Return the place of a statement in the source, where masked text may stand further right or go on."""
    first, start = node.lineno, node.col_offset
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    if decorators:
        first = decorators[0].lineno
        start = len(lines[first - 1].encode()) - len(lines[first - 1].encode().lstrip())
    last, end = node.end_lineno or first, node.end_col_offset or start
    column = characters(lines[first - 1], start) + 1
    end_column = characters(lines[last - 1], end) + 1
    if not masks:
        return _make_span(path, cell, (first, column), (last, end_column))
    end_mask = next((mask for mask in masks if mask.line == last and mask.kind in ("opaque", "call")), None)
    if end_mask is not None:
        last = _last_text(cell, first, end_mask.end_line)
        end_column = len(cell.source.split("\n")[last - 1].rstrip()) + 1
    else:
        end_column = _shifted(last, end_column, masks)
    if any(mask.line == first and mask.kind == "call" for mask in masks):  # a magic may become several statements
        column = len(lines[first - 1]) - len(lines[first - 1].lstrip()) + 1
    return _make_span(path, cell, (first, _shifted(first, column, masks)), (last, end_column))


def _last_text(cell: Cell, first: int, last: int) -> int:
    """Return the last of these lines that holds text: a magic may be continued into nothing."""
    lines = cell.source.split("\n")
    return next((line for line in range(last, first, -1) if lines[line - 1].strip()), first)


def _shifted(line: int, column: int, masks: Sequence[Mask]) -> int:
    """Return where a column of the masked text stands in the source."""
    return column + sum(mask.shift for mask in masks if mask.line == line and column > mask.column)


def _make_span(path: str, cell: Cell, start: tuple[int, int], end: tuple[int, int]) -> Span:
    if cell.origins:
        source = cell.source.split("\n")
        line, last = cell.source_line(start[0]), cell.source_line(end[0])
        start = start[0], len(source[line - 1]) - len(source[line - 1].lstrip()) + 1
        end = end[0], len(source[last - 1].rstrip()) + 1
    return Span(
        path=path,
        cell=cell.number,
        cell_id=cell.id,
        line=cell.source_line(start[0]),
        column=start[1],
        end_line=cell.source_line(end[0]),
        end_column=end[1],
    )


def _mask_span(path: str, cell: Cell, mask: Mask) -> Span:
    """Return the place of a mask: from its first character to the end of its last line."""
    lines = cell.source.split("\n")
    column = len(lines[mask.line - 1]) - len(lines[mask.line - 1].lstrip()) + 1
    last = _last_text(cell, mask.line, mask.end_line)
    return _make_span(path, cell, (mask.line, column), (last, len(lines[last - 1].rstrip()) + 1))
