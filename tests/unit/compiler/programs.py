"""Small notebooks for tests of passes: text -> plan, and the statements of interest."""

from __future__ import annotations

from nb2svc.compiler import Plan, plan
from nb2svc.compiler.ir import Program, Statement
from nb2svc.diagnostics import Report


def planned(text: str) -> Plan:
    """Return the plan of a percent script without errors."""
    report = Report()
    found = plan(text, path="notebook.py", parameters={}, report=report)
    assert found is not None, [d.render() for d in report.diagnostics]
    return found


def text_of(program: Program, statement: Statement) -> str:
    """Return the first line of a statement."""
    cell = program.notebook.cell(statement.span.cell_id)
    return cell.python.split("\n")[statement.span.line - 1].strip()


def lines(found: Plan, statement_ids: frozenset[str]) -> list[str]:
    """Return the first lines of some statements, in notebook order."""
    return [text_of(found.program, s) for s in found.program.statements if s.id in statement_ids]
