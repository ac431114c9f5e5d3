"""What `nb2svc check` does and prints; its options are read elsewhere, so that a plain check starts quickly."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import nb2svc
from nb2svc.build.checking import finding_facts, has_errors
from nb2svc.cli.output import count_findings, print_diagnostics, print_json, print_text
from nb2svc.diagnostics import Diagnostic

if TYPE_CHECKING:
    from nb2svc.compiler.mend import Mended

__all__ = ["check_notebook", "fix_notebook"]


def check_notebook(
    notebook: Path, *, as_json: bool, store: Path = Path(nb2svc.DEFAULT_STORE), name: str | None = None
) -> int:
    """Print the findings of a notebook or pipeline and return the exit code: 1 where one is an error."""
    findings = nb2svc.check(notebook, store=store, name=name)
    if as_json:
        print_json(finding_facts(notebook, findings))
    else:
        print_diagnostics(findings)
        print_text(f"{notebook}: {count_findings(findings)}{_offer(findings)}")
    return _exit_code(findings)


def fix_notebook(notebook: Path, *, write: bool, as_json: bool) -> int:
    """Show or make the change that fixes make; the findings that it leaves are told as by a plain check.

    Returns:
        The exit code: 1 where an error is left.
    """
    from nb2svc.build.installed import installed_version  # start-up: a plain check does without
    from nb2svc.build.source import read_source, write_source
    from nb2svc.build.surroundings import find_surroundings
    from nb2svc.compiler.mend import mend

    text = read_source(notebook)
    found = find_surroundings(text, notebook, ask_libraries=False)
    mended = mend(text, path=str(notebook), installed=installed_version, surroundings=found)
    if write and mended.cells:
        write_source(notebook, mended.text)
    if as_json:
        facts = finding_facts(notebook, mended.left)
        changes = [
            {"cell": cell.number, "cell_id": cell.id, "before": cell.before, "after": cell.after}
            for cell in mended.cells
        ]
        print_json({**facts, "fixed": [d.to_json() for d in mended.fixed], "cells": changes, "written": write})
        return _exit_code(mended.left)
    print_diagnostics(mended.left)
    if not write:
        for text in _diffs(notebook, mended):
            print_text(text)
    print_text(f"{notebook}: {_summary(mended, write=write)}")
    return _exit_code(mended.left)


def _summary(mended: Mended, *, write: bool) -> str:
    count = len(mended.fixed)
    if not count:
        return f"nothing to fix, {count_findings(mended.left)}"
    done = f"{count} fix{'es' if count > 1 else ''} in {len(mended.cells)} cell{'s' if len(mended.cells) > 1 else ''}"
    left = f"{count_findings(mended.left)}{' left' if mended.left else ''}"
    return (
        f"{done} written, {left}"
        if write
        else f"{done}, {left}; add `--write` to write {'it' if count == 1 else 'them'}"
    )


def _diffs(notebook: Path, mended: Mended) -> list[str]:
    """Return a unified diff for each cell that changes."""
    from difflib import unified_diff  # start-up: a plain check does without

    texts = []
    for cell in mended.cells:
        name = f"{notebook} cell {cell.number} #{cell.id}"
        lines = unified_diff(cell.before.split("\n"), cell.after.split("\n"), name, name, lineterm="")
        texts.append("\n".join(lines))
    return texts


def _offer(findings: Sequence[Diagnostic]) -> str:
    count = sum(finding.fix is not None for finding in findings)
    return f"; `--fix` mends {count} of them" if count else ""


def _exit_code(findings: Sequence[Diagnostic]) -> int:
    return 1 if has_errors(findings) else 0
