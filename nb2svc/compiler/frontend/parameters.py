"""Finds what can be set from outside: assignments of literals in the cells tagged `parameters`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from nb2svc.compiler.frontend.parameter_values import ValueTypeError, expected_type, fit_value
from nb2svc.compiler.ir import Parameter, Program, Statement
from nb2svc.compiler.places import diagnose
from nb2svc.diagnostics import Report, Span

__all__ = ["assigned_literal", "parse_parameters"]

_TIMES: Final = frozenset(
    ("date", "datetime", "fromisoformat", "time", "timedelta", "Timedelta", "Timestamp", "to_datetime")
)
_TIME_HINT: Final = (
    'a parameter that is a day is a text, `day: str = "2026-11-01"`, which `{{ yesterday }}` fits too; make a time of '
    "it in the cell that needs one: `pd.Timestamp(day)`"
)


def parse_parameters(program: Program, report: Report) -> Program:
    """Return the program with its parameters.

    Args:
        program: the statements.
        report: gets NB105 for statements of parameters cells that are no assignment of a literal, and NB104 for a
            default that its own annotation does not allow.
    """
    parameters: dict[str, Parameter] = {}
    for statement in program.statements:
        if "parameters" not in statement.stages:
            continue
        found = list(_read_parameters(program, statement))
        if not found and not _is_comment(statement.node):
            _report_bare(program, statement, report)
        for parameter in found:
            _check_default(program, parameter, report)
            parameters[parameter.name] = parameter
    return replace(program, parameters=tuple(parameters.values()))


def assigned_literal(node: ast.stmt) -> tuple[tuple[ast.Name, ...], ast.expr, ast.expr | None] | None:
    """Return the names, the value and the annotation of `name = literal`, or None for any other statement."""
    if isinstance(node, ast.Assign):
        names, annotation, value = node.targets, None, node.value
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        names, annotation, value = [node.target], node.annotation, node.value
    else:
        return None
    plain = tuple(name for name in names if isinstance(name, ast.Name))
    if len(plain) != len(names):
        return None
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, RecursionError):
        return None
    return plain, value, annotation


def _read_parameters(program: Program, statement: Statement) -> Iterator[Parameter]:
    literal = assigned_literal(statement.node)
    if literal is None:
        return
    names, value, annotation = literal
    content: Any = ast.literal_eval(value)
    comment = _comment_of(program.notebook.cell(statement.span.cell_id).source.split("\n"), statement.span)
    for name in names:
        yield Parameter(
            name=name.id,
            value=content,
            annotation=ast.unparse(annotation) if annotation is not None else "",
            span=statement.span,
            statement=statement.id,
            comment=comment,
        )


def _comment_of(lines: list[str], span: Span) -> str:
    """Return the comment behind an assignment, else what the lines of comment right above it say."""
    behind = lines[span.end_line - 1][span.end_column - 1 :].strip() if span.end_line <= len(lines) else ""
    if behind.startswith("#"):
        return behind.lstrip("#").strip()
    above: list[str] = []
    for line in reversed(lines[: span.line - 1]):
        if not line.strip().startswith("#"):
            break
        above.insert(0, line.strip().lstrip("#").strip())
    return " ".join(word for word in above if word)


def _is_comment(node: ast.stmt) -> bool:
    """Return whether a statement is a text that stands for itself."""
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _report_bare(program: Program, statement: Statement, report: Report) -> None:
    report.add(
        diagnose(
            program.notebook,
            "NB105",
            "this statement of a `parameters` cell assigns no literal, so nothing here can be set from outside; "
            "it is compiled like any other statement",
            statement.span,
            hint=_TIME_HINT
            if _makes_time(statement.node)
            else "keep only lines like `n_trees: int = 200` in the cell, and move this one to a cell of its own",
        )
    )


def _makes_time(node: ast.stmt) -> bool:
    """Return whether a statement assigns `datetime.date(2026, 11, 1)` or the like."""
    value = getattr(node, "value", None)
    return isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] in _TIMES


def _check_default(program: Program, parameter: Parameter, report: Report) -> None:
    if not parameter.annotation or parameter.value is None:
        return  # `n: int = None` is a common way to write "no value"
    expected = expected_type(parameter)
    try:
        fit_value(parameter.value, expected, from_text=False)
    except ValueTypeError as error:
        report.add(
            diagnose(
                program.notebook,
                "NB104",
                f"`{parameter.name}` is annotated `{parameter.annotation}`, but its default is {error.found}",
                parameter.span,
                hint="change the annotation or the default",
            )
        )
