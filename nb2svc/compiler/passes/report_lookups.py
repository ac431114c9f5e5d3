"""Reports what a look-up does not do that it has to: be of one row each, be made anew by every process."""

from __future__ import annotations

import ast
from collections.abc import Collection

from nb2svc.compiler.flow import index_statements
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.lookup_choices import read_choices
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.places import diagnose
from nb2svc.compiler.sites import Instrumented, Site
from nb2svc.compiler.trace import Trace
from nb2svc.diagnostics import Diagnostic, Report
from nb2svc.manifest import Lookup

__all__ = ["is_for_lookups", "report_lookups"]


def report_lookups(
    program: Program,
    code: Instrumented,
    trace: Trace,
    classified: Classified,
    made: Collection[Lookup],
    report: Report,
) -> None:
    """Report look-ups that cannot be done for each request, and say what the others mean for the verification.

    Args:
        program: the notebook.
        code: its operations.
        trace: the run.
        classified: the service.
        made: the look-ups of the package.
        report: gets NB227 and NB228.
    """
    statements = index_statements(program)
    names = {lookup.name for lookup in made}
    for site in code.sites.values():
        if site.looks_up:
            statement = statements[code.places[site.place].statement]
            found = _fault(program, trace, classified, statement, site, names)
            if found is None and site.place in classified.live:
                found = _note(program, statement)
            if found is not None:
                report.add(found)


def is_for_lookups(code: Instrumented, trace: Trace, key: str) -> bool:
    """Whether a frozen value is given to a look-up."""
    return any(
        decision.captures.get("") == key and (site := code.sites.get(where.partition("|")[0])) and site.looks_up
        for where, decision in trace.decisions.items()
    )


def _fault(
    program: Program, trace: Trace, classified: Classified, statement: Statement, site: Site, names: set[str]
) -> Diagnostic | None:
    notebook, span = program.notebook, statement.span
    decision = trace.decisions.get(site.id)
    if decision is None or decision.action != "row":
        message = "what this look-up gives does not belong to the rows one by one, so no request could ask for it anew"
        hint = (
            "let the cell end with the rows and what was found for each: "
            '`orders = orders.merge(customers, how="left")`; a table that is the same for all rows needs no tag'
        )
        return diagnose(notebook, "NB227", message, span, hint=hint)
    if site.place not in classified.live:
        return None
    assert isinstance(site.node, ast.Call)
    assert isinstance(site.node.func, ast.Name)
    if site.node.func.id not in names:
        message = "this look-up calls a function of the notebook that reads the notebook's data"
        return diagnose(notebook, "NB227", message, span, hint="give the function what it reads as arguments")
    looked_up = trace.lookups.get(site.id)
    choices = read_choices(notebook.cell(span.cell_id))
    only_adds = looked_up is not None and looked_up.only_adds
    if (choices.on_failure == "missing" or choices.keys) and not only_adds:
        message = "this look-up does more than to add columns to its rows: it can neither be kept nor left out"
        hint = "change columns and rows in another cell, or take out the comments `on failure` and `cache`"
        return diagnose(notebook, "NB227", message, span, hint=hint)
    if choices.keys and (looked_up is None or not looked_up.by_keys):
        message = f"what is looked up does not depend on {', '.join(f'`{key}`' for key in choices.keys)} alone"
        hint = "name every column of the rows that it depends on behind `# cache for ... s:`"
        return diagnose(notebook, "NB227", message, span, hint=hint)
    return None


def _note(program: Program, statement: Statement) -> Diagnostic:
    message = "this is looked up anew for each request: the answers are equal for the data of the time of the build"
    return diagnose(program.notebook, "NB225", message, statement.span)
