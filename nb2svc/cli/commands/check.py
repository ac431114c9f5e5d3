"""`nb2svc check`."""

from __future__ import annotations

import nb2svc
from nb2svc.cli.options import DumpOption, JsonOption, NotebookArgument
from nb2svc.cli.output import count_findings, print_diagnostics, print_json, print_text
from nb2svc.diagnostics import Severity

__all__ = ["check"]


def check(notebook: NotebookArgument, dump_ir: DumpOption = None, as_json: JsonOption = False) -> int:
    """Say what keeps a notebook from becoming a service; runs nothing."""
    if dump_ir is not None:
        # only for those who look into the compiler
        from nb2svc.build.source import read_source
        from nb2svc.compiler import dump_program

        print_text(dump_program(read_source(notebook), path=notebook.name, after=dump_ir.removeprefix("after:")))
        return 0
    findings = nb2svc.check(notebook)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if as_json:
        print_json(
            {"notebook": str(notebook), "errors": errors, "diagnostics": [finding.to_json() for finding in findings]}
        )
    else:
        print_diagnostics(findings)
        print_text(f"{notebook}: {count_findings(findings)}")
    return 1 if errors else 0
