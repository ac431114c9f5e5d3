"""The program as text for people and test cases, and the rules that every valid program keeps."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from nb2svc.compiler.ir import STAGES, Program, Statement
from nb2svc.compiler.places import text_at

__all__ = ["dump", "verify"]

_NAME_SETS: Final = ("reads", "defines", "maybe_defines", "mutates", "deletes", "ambient")
_FLAGS: Final = ("dynamic", "star")


def dump(program: Program) -> str:
    """Return a program as text: the same program gives the same text, and only what is there is shown."""
    lines = [f"notebook {program.notebook.path}"]
    for cell in program.notebook.cells:
        if cell.kind != "code":
            continue
        lines.append(f"cell {cell.number} #{cell.id}" + "".join(f" {stage}" for stage in cell.stages))
        if cell.id in program.broken:
            span, message = program.broken[cell.id]
            lines.append(f"  broken at {span.line}:{span.column}: {message}")
        for statement in program.statements:
            if statement.span.cell_id == cell.id:
                lines += _dump_statement(program, statement)
    for parameter in program.parameters:
        annotation = f": {parameter.annotation}" if parameter.annotation else ""
        lines.append(f"parameter {parameter.name}{annotation} = {parameter.value!r} in {parameter.statement}")
    lines += [f"install {install.text}" for install in program.installs]
    return "\n".join(lines) + "\n"


def _dump_statement(program: Program, statement: Statement) -> Iterator[str]:
    first, *rest = _source(program, statement).split("\n")
    kind = f"{statement.kind} {statement.magic}".rstrip()
    yield f"  {statement.id} {kind} {statement.span.line}:{statement.span.column} | {first}{' ...' if rest else ''}"
    for field in _NAME_SETS:
        names = getattr(statement.effects, field)
        if names:
            yield f"      {field.replace('_', ' ')}: {' '.join(sorted(names))}"
    flags = [flag for flag in _FLAGS if getattr(statement.effects, flag)]
    if flags:
        yield f"      {' '.join(flags)}"
    if statement.sources:
        yield "      from: " + " ".join(f"{name}={source}" for name, source in sorted(statement.sources.items()))


def _source(program: Program, statement: Statement) -> str:
    return text_at(program.notebook.cell(statement.span.cell_id).source, statement.span)


def verify(program: Program) -> None:
    """Check the rules that every valid program keeps; passes rely on them.

    Raises:
        ValueError: a rule is broken, which is a fault of the pass that made the program; all faults are named.
    """
    faults = [*_check_cells(program), *_check_order(program)]
    for statement in program.statements if not faults else ():
        faults += (
            f"{statement.id}: {fault}" for fault in (*_check_text(program, statement), *_check_effects(statement))
        )
    faults += _check_parameters(program)
    if faults:
        raise ValueError("invalid program: " + "; ".join(faults))


def _check_cells(program: Program) -> Iterator[str]:
    cells = program.notebook.cells
    if len({cell.id for cell in cells}) != len(cells):
        yield "cell ids are not unique"
    for number, cell in enumerate((cell for cell in cells if not cell.path), 1):
        if cell.number != number:
            yield f"cell {number} has the number {cell.number}"
    for number, cell in enumerate(cells, 1):
        if cell.python and not cell.origins and cell.python.count("\n") != cell.source.count("\n"):
            yield f"cell {number}: masking changed the number of lines"
        if cell.stages != tuple(stage for stage in STAGES if stage in cell.stages):
            yield f"cell {number}: stages are not in order"


def _check_order(program: Program) -> Iterator[str]:
    """Statements stand in notebook order, have ids of their own, and read from statements before them."""
    earlier: set[str] = set()
    order = {cell.id: number for number, cell in enumerate(program.notebook.cells)}
    last = (-1, 0)
    for statement in program.statements:
        if statement.id in earlier:
            yield f"{statement.id}: the id is not unique"
        for name, source in statement.sources.items():
            if source not in earlier:
                yield f"{statement.id}: the source {source} of `{name}` is no statement before it"
        earlier.add(statement.id)
        cell_id, _, position = statement.id.rpartition(".")
        if cell_id != statement.span.cell_id or (order.get(cell_id, -1), int(position)) <= last:
            yield f"{statement.id}: the id does not fit its place"
        last = (order.get(cell_id, -1), int(position))


def _check_text(program: Program, statement: Statement) -> Iterator[str]:
    """The span covers the statement's own text, except where a magic was masked or a helper written out."""
    cell = program.notebook.cell(statement.span.cell_id)
    if cell.origins:
        return
    if statement.span.cell_id in program.broken:
        yield "it stands in a broken cell"
    text = text_at(cell.source, statement.span)
    last = cell.source.split("\n")[statement.span.end_line - 1]
    if not text.strip() or text != text.strip() or statement.span.end_column > len(last) + 1:
        yield f"the span covers {text!r}"
    elif cell.python == cell.source and ast.dump(_parse_part(text, statement)) != ast.dump(statement.node):
        yield f"the span covers {text!r}, which is another statement"
    if (statement.kind == "magic") != bool(statement.magic):
        yield "a magic has a name and nothing else has one"


def _parse_part(text: str, statement: Statement) -> ast.stmt:
    """Return the syntax of a statement's text, which may stand indented in a block that is always run."""
    if statement.span.column == 1:
        return ast.parse(text).body[0]
    block = ast.parse(f"if 1:\n{' ' * (statement.span.column - 1)}{text}").body[0]
    assert isinstance(block, ast.If)
    return block.body[0]


def _check_effects(statement: Statement) -> Iterator[str]:
    effects = statement.effects
    if not effects.mutates <= effects.reads:
        yield f"it changes {sorted(effects.mutates - effects.reads)} without reading"
    if effects.defines & effects.maybe_defines:
        yield f"it defines {sorted(effects.defines & effects.maybe_defines)} surely and maybe"
    if effects.defines & effects.deletes:
        yield f"it defines and deletes {sorted(effects.defines & effects.deletes)}"
    if statement.kind == "display" and (effects.writes or effects.deletes or effects.ambient):
        yield "it is a display, yet it changes something"
    unread = statement.sources.keys() - effects.reads - effects.maybe_defines - {"*"}
    if unread:
        yield f"it has sources for {sorted(unread)}, which it does not read"


def _check_parameters(program: Program) -> Iterator[str]:
    known = {statement.id for statement in program.statements}
    for parameter in program.parameters:
        if parameter.statement not in known:
            yield f"the parameter {parameter.name} belongs to no statement"
