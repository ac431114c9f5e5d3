"""Writes other values into the parameters cells: the text of the literal is replaced, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nb2svc.compiler.frontend.parameter_values import ValueTypeError, expected_type, fit_value, literal_text
from nb2svc.compiler.frontend.parameters import assigned_literal, parse_parameters
from nb2svc.compiler.frontend.parse_statements import parse_statements
from nb2svc.compiler.ir import Cell, Parameter, Program
from nb2svc.compiler.places import characters, diagnose
from nb2svc.diagnostics import Report, Span

__all__ = ["apply_parameters"]

_Edit = tuple[int, int, int, int, str]  # first line, column, last line, column (1-based, last exclusive), new text


def apply_parameters(program: Program, values: Mapping[str, Any], report: Report) -> Program:
    """Return the program of the same notebook with other parameter values in its text.

    Args:
        program: a program as `read_program` gives it.
        values: name -> value; a text is converted to the parameter's type, as the command line needs it.
        report: gets NB104 for an unknown name and for a value that does not fit; such a value is not applied.
    """
    parameters = {parameter.name: parameter for parameter in program.parameters}
    texts: dict[str, str] = {}
    for name, value in values.items():
        parameter = parameters.get(name)
        if parameter is None:
            _report_unknown(program, name, report)
            continue
        try:
            texts[name] = literal_text(fit_value(value, expected_type(parameter)))
        except ValueTypeError as error:
            _report_unfit(program, parameter, error, report)
    if not texts:
        return program
    cells = tuple(_edit_cell(program, cell, texts) for cell in program.notebook.cells)
    already_said = Report()  # reading the same cells again finds what was reported when they were read first
    edited = parse_statements(replace(program.notebook, cells=cells), already_said, program.surroundings)
    return parse_parameters(edited, already_said)


def _edit_cell(program: Program, cell: Cell, texts: Mapping[str, str]) -> Cell:
    """Return the cell with the new literals; edits go back to front so that places stay true."""
    if "parameters" not in cell.stages or not cell.python:
        return cell
    lines = cell.source.split("\n")
    edits = [
        edit
        for statement in program.statements
        if statement.span.cell_id == cell.id
        for edit in _edits(statement.node, cell.python.split("\n"), texts)
    ]
    for first, column, last, end_column, text in sorted(edits, reverse=True):
        before, after = lines[first - 1][: column - 1], lines[last - 1][end_column - 1 :]
        lines[first - 1 : last] = [f"{before}{text}{after}"]
    return replace(cell, source="\n".join(lines))


def _edits(node: Any, lines: list[str], texts: Mapping[str, str]) -> list[_Edit]:
    """Return what to replace in one statement: the literal, or all of `a = b = 1`, where values now differ."""
    literal = assigned_literal(node)
    if literal is None or not any(name.id in texts for name in literal[0]):
        return []
    names, value, _ = literal
    if len(names) == 1:
        return [(*_place(value, lines), texts[names[0].id])]
    first, column, last, end_column = _place(value, lines)
    old = "\n".join(lines[first - 1 : last])
    old = old[column - 1 : len(old) - (len(lines[last - 1]) - end_column + 1)]
    assignments = "; ".join(f"{name.id} = {texts.get(name.id, old)}" for name in names)
    return [(*_place(node, lines), assignments)]


def _place(node: Any, lines: list[str]) -> tuple[int, int, int, int]:
    return (
        node.lineno,
        characters(lines[node.lineno - 1], node.col_offset) + 1,
        node.end_lineno,
        characters(lines[node.end_lineno - 1], node.end_col_offset) + 1,
    )


def _report_unknown(program: Program, name: str, report: Report) -> None:
    # imported here: only a wrong name needs it, and every command starts quicker
    from difflib import get_close_matches

    known = [parameter.name for parameter in program.parameters]
    close = get_close_matches(name, known, n=1)
    if close:
        hint = f"did you mean `{close[0]}`?"
    elif known:
        hint = "the parameters are " + ", ".join(f"`{other}`" for other in known)
    else:
        hint = f"assign `{name}` in a cell and tag the cell `parameters`"
    message = f"the notebook has no parameter `{name}`"
    report.add(diagnose(program.notebook, "NB104", message, Span(path=program.notebook.path), hint=hint))


def _report_unfit(program: Program, parameter: Parameter, error: ValueTypeError, report: Report) -> None:
    hint = ""
    if not parameter.annotation and isinstance(parameter.value, int):
        hint = f"the type is that of the default; write `{parameter.name}: float = ...` to allow fractions"
    report.add(
        diagnose(
            program.notebook,
            "NB104",
            f"the parameter `{parameter.name}` expects {error.expected}, found {error.found}",
            parameter.span,
            hint=hint,
        )
    )
