"""Facts of a version as short tables and as a command to try; shared by the commands that print versions."""

from __future__ import annotations

import json
import shlex

from nb2svc.cli.output import draw_table
from nb2svc.manifest import Check
from nb2svc.runtime.loading.bundle import Bundle, read_golden
from nb2svc.runtime.web.schemas import example_row

__all__ = ["draw_checks", "summarize_checks", "write_curl"]


def draw_checks(checks: tuple[Check, ...]) -> str:
    """Return the verification as a table."""
    rows = [
        (check.name, "equal" if check.passed else "DIFFERS", check.rows, f"{check.largest_difference:g}", check.detail)
        for check in checks
    ]
    return draw_table(("check", "result", "rows", "largest difference", ""), rows)


def summarize_checks(checks: tuple[Check, ...]) -> str:
    """Return `5/5`."""
    return f"{sum(check.passed for check in checks)}/{len(checks)}"


def write_curl(bundle: Bundle, address: str) -> str:
    """Return a command for the shell that asks a running service for an answer.

    Args:
        bundle: of the service; the row is its example.
        address: where its predictions are, `http://127.0.0.1:8000/predict`.
    """
    body = json.dumps(example_row(bundle.manifest.request, read_golden(bundle)), ensure_ascii=False)
    return f"curl -s {address} -H 'content-type: application/json' -d {shlex.quote(body)}"
