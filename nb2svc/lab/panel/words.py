"""The panel as plain text: for terminals, logs of runs, and whoever opens the notebook without widgets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nb2svc.diagnostics import Diagnostic
from nb2svc.lab.panel.look import Look

__all__ = ["count_findings", "name_cells", "name_checks", "name_metrics", "write_look"]


def write_look(look: Look) -> str:
    """Return all of it in words."""
    return "\n".join(_lines(look))


def count_findings(diagnostics: Sequence[Mapping[str, Any]]) -> str:
    """Return `1 error, 2 warnings`."""
    if not diagnostics:
        return "no findings"
    severities = [each["severity"] for each in diagnostics]
    counts = [(severities.count(name), name) for name in dict.fromkeys(severities)]
    return ", ".join(f"{count} {name}" + ("s" if count > 1 else "") for count, name in counts)


def name_cells(cells: Sequence[int]) -> str:
    """Return `cell 4`, or `cells 4, 5`, for positions that count from 0."""
    return ("cell " if len(cells) == 1 else "cells ") + ", ".join(str(cell + 1) for cell in cells)


def name_checks(version: Mapping[str, Any]) -> str:
    """Return how much of a version's verification went well, and what did not."""
    checks = version["checks"]
    failed = [check.name for check in checks if not check.passed]
    return f"{len(checks) - len(failed)} of {len(checks)} equal" + (f"; differs: {', '.join(failed)}" if failed else "")


def name_metrics(version: Mapping[str, Any]) -> str:
    """Return the metrics of a version, as short as a table needs them."""
    return " ".join(f"{name}={value:.4g}" for name, value in version["metrics"].items())


def _lines(look: Look) -> Iterator[str]:
    yield f"nb2svc: {look.file.name}, {look.words}"
    if look.fault:
        yield look.fault
        return
    if not look.explained["stages"]:
        yield "no cell has a stage yet"
    for stage in look.explained["stages"]:
        yield f"{stage['stage']}: {name_cells(stage['cells'])}"
    for edge in look.explained["edges"]:
        yield f"{edge['source']} -> {edge['target']}: {', '.join(edge['names'])}"
    yield count_findings(look.checked["diagnostics"])
    for finding in look.checked["diagnostics"]:
        yield Diagnostic.from_json(finding).render()
    built = look.built()
    if not built:
        yield f"no version of {look.versions['service']} in {look.store}"
    for version, aliases in built:
        parts = (name_checks(version), name_metrics(version), aliases)
        yield f"{version['version']} ({version['created']}): " + ", ".join(filter(None, parts))
