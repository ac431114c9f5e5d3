"""Which of the notebook's report cells can run on a batch, and what they need. Text only: nothing is run here."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass, field

from nb2svc.compiler.flow import find_definition, index_statements, is_code, is_literal
from nb2svc.compiler.frontend import read_program
from nb2svc.compiler.ir import Cell, Parameter, Program, Statement
from nb2svc.compiler.passes.bind_names import bind_names
from nb2svc.compiler.passes.number_versions import number_versions
from nb2svc.compiler.places import slice_text
from nb2svc.diagnostics import Report

__all__ = ["ReportCells", "choose_report_cells"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCells:
    """The report cells of a notebook, sorted by whether a batch can run them.

    Attributes:
        cells: those that can run, in order.
        names: the batch's values that they read.
        setup: imports, helpers and constants of other cells that they need, in order.
        skipped: the others, each with the names that a batch does not have.
        parameters: the notebook's parameters, with their types.
        fixed: names of parameters cells that hold no literal, and so cannot be set.
    """

    cells: tuple[Cell, ...] = ()
    names: tuple[str, ...] = ()
    setup: tuple[str, ...] = ()
    skipped: tuple[tuple[Cell, tuple[str, ...]], ...] = ()
    parameters: tuple[Parameter, ...] = ()
    fixed: tuple[str, ...] = ()


@dataclass(slots=True)
class _Needs:
    names: set[str] = field(default_factory=set)
    setup: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)


def choose_report_cells(text: str, *, path: str, available: Collection[str]) -> ReportCells:
    """Return the report cells whose every name is one of the batch's values, an import, a helper or a constant.

    Args:
        text: the notebook.
        path: its name.
        available: names that a batch has values for: the rows, the features, the answers, the parameters.
    """
    report = Report()  # what is wrong with the notebook was told by the build
    program = read_program(text, path=path, report=report)
    program = number_versions(bind_names(program, report), report)
    chosen, skipped, all_needs = [], [], _Needs()
    own: set[str] = set()
    for cell in program.notebook.cells:
        if "report" in cell.stages and cell.kind == "code" and cell.id not in program.broken and cell.source.strip():
            statements = [s for s in program.statements if s.span.cell_id == cell.id]
            needs = _find_needs(program, statements, own, available)
            if needs.missing:
                skipped.append((cell, tuple(sorted(needs.missing))))
                continue
            chosen.append(cell)
            own |= {s.id for s in statements}
            all_needs.names |= needs.names
            all_needs.setup |= needs.setup
    setup = [s for s in program.statements if s.id in all_needs.setup and s.id not in own]
    return ReportCells(
        cells=tuple(chosen),
        names=tuple(sorted(all_needs.names)),
        setup=tuple(slice_text(program.notebook.cell(s.span.cell_id), _with_decorators(s.node)) for s in setup),
        skipped=tuple(skipped),
        parameters=program.parameters,
        fixed=_find_fixed(program),
    )


def _find_fixed(program: Program) -> tuple[str, ...]:
    known = {parameter.name for parameter in program.parameters}
    statements = [s.node for s in program.statements if "parameters" in s.stages]
    assigned = [node for node in statements if isinstance(node, ast.Assign | ast.AnnAssign)]
    targets = [target for node in assigned for target in getattr(node, "targets", [getattr(node, "target", None)])]
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    return tuple(name for name in dict.fromkeys(names) if name not in known)


def _find_needs(program: Program, statements: list[Statement], own: set[str], available: Collection[str]) -> _Needs:
    index = index_statements(program)
    needs = _Needs()
    inside = own | {s.id for s in statements}
    pending, seen = list(statements), {s.id for s in statements}
    while pending:
        statement = pending.pop()
        for name in statement.effects.reads:
            definition = find_definition(index, statement, name)
            if definition is not None and definition.id in inside:
                continue
            if name in available:
                needs.names.add(name)
            elif definition is None:
                continue  # a builtin
            elif is_code(definition, name) or is_literal(definition):
                needs.setup.add(definition.id)
                if definition.id not in seen:
                    seen.add(definition.id)
                    pending.append(definition)
            else:
                needs.missing.add(name)
    return needs


def _with_decorators(node: ast.stmt) -> ast.stmt:
    """Return a node whose place starts at its first decorator."""
    decorators = getattr(node, "decorator_list", [])
    if not decorators:
        return node
    first = decorators[0]
    placed = ast.Pass()
    placed.lineno, placed.col_offset = first.lineno, max(0, first.col_offset - 1)
    placed.end_lineno, placed.end_col_offset = node.end_lineno, node.end_col_offset
    return placed
