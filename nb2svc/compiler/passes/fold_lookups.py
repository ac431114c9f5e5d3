"""A cell tagged `lookup` becomes a function and its call: one operation, tried on the samples as on all rows.

    # %% [lookup]                               def look_up(orders, engine):
    ids = orders["customer_id"].tolist()            ids = orders["customer_id"].tolist()
    found = pd.read_sql(query(ids), engine)   ->    found = pd.read_sql(query(ids), engine)
    orders = orders.merge(found, how="left")        orders = orders.merge(found, how="left")
                                                    return orders
                                                orders = look_up(orders, engine)

What the cell begins with and needs no data for (imports, `engine = create_engine(url)`) stays in front of it.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from nb2svc.compiler.flow import is_code
from nb2svc.compiler.ir import Cell, Program, Statement
from nb2svc.compiler.lookup_choices import read_choices
from nb2svc.compiler.margin import indent
from nb2svc.compiler.operations import call_name
from nb2svc.compiler.passes.bind_names import bind_names
from nb2svc.compiler.places import cell_span, diagnose, line_span
from nb2svc.diagnostics import Diagnostic, Report

__all__ = ["fold_lookups"]

_NAME: Final = "look_up"
_OPENERS: Final = frozenset({"create_engine", "connect", "Session", "sessionmaker", "Client", "MongoClient", "Redis"})


def fold_lookups(program: Program, report: Report) -> Program:
    """Return the program with each look-up cell as a function and its call.

    Args:
        program: the statements, as parsed.
        report: gets NB227 for a look-up cell that gives nothing to later cells, or that is no plain Python.
    """
    cells = [c for c in program.notebook.cells if "lookup" in c.stages and c.id not in program.broken]
    if not cells:
        return program
    bound = bind_names(program, Report())
    taken = {name for s in bound.statements for name in s.effects.writes | s.effects.reads}
    for cell in cells:
        own = [i for i, s in enumerate(bound.statements) if s.span.cell_id == cell.id]
        if own:
            program = _fold(program, bound, cell, range(own[0], own[-1] + 1), taken, report)
    return program


def _fold(program: Program, bound: Program, cell: Cell, own: range, taken: set[str], report: Report) -> Program:
    statements = bound.statements
    body = _body(statements, own)
    given = _given(statements, body, own.stop)
    unknown = read_choices(cell).unknown
    if unknown:
        span = line_span(cell.path or program.notebook.path, cell, unknown)
        message = "this line chooses something for the look-up in words that are not known"
        hint = "write `# on failure: missing values` or `# cache for 60 s: customer_id`, or take the line out"
        report.add(diagnose(program.notebook, "NB227", message, span, hint=hint))
    mentioned = {n.id for i in body for n in ast.walk(statements[i].node) if isinstance(n, ast.Name)}
    for name in sorted({*given} - mentioned):
        message = f"this look-up cell changes `{name}` as well, which is another name of what it changes"
        hint = f"copy the table before the cell, `{name} = {name}.copy()`"
        span = cell_span(cell.path or program.notebook.path, cell)
        report.add(diagnose(program.notebook, "NB227", message, span, hint=hint))
    if not given or cell.python != cell.source or cell.origins:
        report.add(_cannot(program, cell, given))
        return program
    name = _fresh(taken)
    text, origins = _written(cell, [statements[i] for i in body], name, _needed(statements, body), given)
    folded = replace(cell, python=text, origins=origins)
    kept = [s for s in program.statements if s.span.cell_id == cell.id][: len(own) - len(body)]
    made = _statements(folded, kept, [program.statements[i] for i in _places(program, cell)][len(kept) :])
    first = _places(program, cell)[0]
    rest = [s for s in program.statements if s.span.cell_id != cell.id]
    cells = tuple(folded if c.id == cell.id else c for c in program.notebook.cells)
    return replace(
        program,
        notebook=replace(program.notebook, cells=cells),
        statements=(*rest[:first], *made, *rest[first:]),
        lookups=program.lookups | {made[-2].id},
    )


def _places(program: Program, cell: Cell) -> list[int]:
    return [i for i, s in enumerate(program.statements) if s.span.cell_id == cell.id]


def _body(statements: Sequence[Statement], own: range) -> range:
    """Return the statements of a cell from the first that reads data on."""
    for i in own:
        statement = statements[i]
        if statement.kind not in {"import", "function", "class"}:
            names = {n.id for n in ast.walk(statement.node) if isinstance(n, ast.Name)} & statement.effects.reads
            data = {n for n in names if _is_data(statements, i, n)}
            if data or not _opens(statement.node):
                return range(i, own.stop)
    return range(own.stop, own.stop)


def _opens(node: ast.stmt) -> bool:
    """Whether a statement makes what a look-up talks through: once, and not for each request."""
    if not isinstance(node, ast.Assign):
        return False
    return any(call_name(part) in _OPENERS for part in ast.walk(node.value) if isinstance(part, ast.Call))


def _is_data(statements: Sequence[Statement], before: int, name: str) -> bool:
    """Whether a name holds data that some earlier statement made, and no parameter."""
    writer = _writer(statements, before, name)
    return writer is not None and not is_code(writer, name) and "parameters" not in writer.stages


def _writer(statements: Sequence[Statement], before: int, name: str) -> Statement | None:
    return next((s for s in reversed(statements[:before]) if name in s.effects.writes), None)


def _needed(statements: Sequence[Statement], body: range) -> list[str]:
    """Return the names of data that the body reads before it binds them, in the order of its text."""
    found: dict[str, None] = {}
    made: set[str] = set()
    for i in body:
        statement = statements[i]
        names = [n.id for n in ast.walk(statement.node) if isinstance(n, ast.Name)]
        wanted = statement.effects.reads | statement.effects.maybe_defines
        for name in dict.fromkeys(names):
            writer = _writer(statements, body.start, name)
            if name in wanted and name not in made and writer is not None and not is_code(writer, name):
                found[name] = None
        made |= statement.effects.defines
    return list(found)


def _given(statements: Sequence[Statement], body: range, end: int) -> list[str]:
    """Return the names that the body binds or changes and that later statements read, in the order of its text."""
    written = list(dict.fromkeys(n for i in body for n in sorted(statements[i].effects.writes)))
    later = {name for s in statements[end:] for name in s.effects.reads}
    return [name for name in written if name in later]


def _written(
    cell: Cell, body: Sequence[Statement], name: str, needed: Sequence[str], given: Sequence[str]
) -> tuple[str, tuple[int, ...]]:
    """Return the text of the cell with its body as a function, and the line of the source of each line."""
    lines = cell.python.split("\n")
    first = min([body[0].node.lineno, *(d.lineno for d in getattr(body[0].node, "decorator_list", ()))])
    while first > 1 and lines[first - 2].lstrip().startswith("#"):
        first -= 1
    last = max(s.node.end_lineno or s.node.lineno for s in body)
    left_out = _shown_only(body)
    kept = [number for number in range(first, last + 1) if number not in left_out]
    inside = indent("\n".join(lines[number - 1] for number in kept)).split("\n")
    values = ", ".join(given)
    text = [
        *lines[: first - 1],
        f"def {name}({', '.join(needed)}):",
        *inside,
        f"    return {values}",
        f"{values} = {name}({', '.join(needed)})",
        *lines[last:],
    ]
    numbers = range(1, len(lines) + 1)
    start = body[0].node.lineno
    origins = (*numbers[: first - 1], start, *kept, last, last, *numbers[last:])
    return "\n".join(text), origins


def _shown_only(body: Sequence[Statement]) -> set[int]:
    """Return the lines that only show something to who runs the notebook: `customers.head()`."""
    lines = [range(s.node.lineno, (s.node.end_lineno or s.node.lineno) + 1) for s in body]
    counts = Counter(number for each in lines for number in each)
    shown = (each for s, each in zip(body, lines, strict=True) if s.kind == "display")
    return {number for each in shown if all(counts[n] == 1 for n in each) for number in each}


def _statements(cell: Cell, kept: Sequence[Statement], body: Sequence[Statement]) -> list[Statement]:
    """Return the statements of a folded cell: those in front, the function, its call."""
    tree = ast.parse(cell.python)
    first, last = body[0].span, body[-1].span
    whole = replace(first, end_line=last.end_line, end_column=last.end_column)
    function, call = tree.body[len(kept) :]
    position = len(kept)
    return [
        *(replace(s, node=node) for s, node in zip(kept, tree.body, strict=False)),
        replace(body[0], id=f"{cell.id}.{position}", span=whole, node=function, kind="function"),
        replace(body[0], id=f"{cell.id}.{position + 1}", span=whole, node=call, kind="code"),
    ]


def _fresh(taken: set[str]) -> str:
    number, found = 1, _NAME
    while found in taken:
        number += 1
        found = f"{_NAME}_{number}"
    taken.add(found)
    return found


def _cannot(program: Program, cell: Cell, given: Sequence[str]) -> Diagnostic:
    if given and cell.origins:
        message = "this look-up cell calls a function of the notebook that computes statistics: one row alone has none"
        hint = "call it in another cell"
    elif given:
        message, hint = "a look-up cell is run for each request, and this one is no plain Python", "leave magics out"
    else:
        message = "this look-up cell gives nothing that a later cell reads"
        hint = 'let it add columns to the rows, `orders = orders.merge(customers, how="left")`, or remove its tag'
    return diagnose(program.notebook, "NB227", message, cell_span(cell.path or program.notebook.path, cell), hint=hint)
