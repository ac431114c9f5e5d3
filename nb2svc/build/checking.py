"""What is known of a notebook without running it: its text through the compiler, with what lies beside its file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nb2svc.build.installed import installed_version
from nb2svc.build.surroundings import find_surroundings
from nb2svc.compiler import Analysis, analyse
from nb2svc.compiler.surroundings import Surroundings
from nb2svc.diagnostics import Diagnostic, Severity

__all__ = ["analyse_source", "finding_facts", "has_errors"]


def analyse_source(text: str, path: Path, *, surroundings: Surroundings | None = None) -> Analysis:
    """Return what can be known of a notebook without running it.

    Args:
        text: the notebook; its file may hold an older one.
        path: its file, beside which modules and scripts are.
        surroundings: those modules and scripts, where they have been read already.

    Raises:
        NotebookReadError: the text is no notebook.
    """
    found = find_surroundings(text, path, ask_libraries=False) if surroundings is None else surroundings
    return analyse(text, path=str(path), surroundings=found, installed=installed_version)


def finding_facts(notebook: Path | str, findings: Sequence[Diagnostic]) -> dict[str, Any]:
    """Return findings as plain JSON values, as every front end shows them."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    return {"notebook": str(notebook), "errors": errors, "diagnostics": [finding.to_json() for finding in findings]}


def has_errors(findings: Sequence[Diagnostic]) -> bool:
    """Whether one of the findings keeps the notebook from becoming a service."""
    return any(finding.severity is Severity.ERROR for finding in findings)
