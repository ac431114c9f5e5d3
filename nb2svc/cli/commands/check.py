"""`nb2svc check`."""

from __future__ import annotations

import nb2svc
from nb2svc.cli.options import JsonOption, NotebookArgument
from nb2svc.cli.output import count_findings, print_diagnostics, print_json, print_text
from nb2svc.diagnostics import Severity

__all__ = ["check"]


def check(notebook: NotebookArgument, as_json: JsonOption = False) -> int:
    """Say what keeps a notebook from becoming a service; runs nothing."""
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
