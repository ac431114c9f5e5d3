"""What commands print: results to stdout, as text or as exactly one JSON document; findings and errors to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from nb2svc.diagnostics import Diagnostic, Severity

__all__ = ["count_findings", "draw_table", "print_diagnostics", "print_error", "print_json", "print_line", "print_text"]


def print_text(text: str) -> None:
    """Print a result."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def print_json(value: Any) -> None:
    """Print a result as one indented JSON document."""
    import msgspec  # only commands that print JSON need it

    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
    sys.stdout.buffer.flush()


def print_line(value: Any) -> None:
    """Print a JSON document on one line, at once: for commands that go on after it."""
    import msgspec  # see print_json

    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    sys.stdout.buffer.flush()


def print_error(text: str) -> None:
    """Print what a person should know beside the result."""
    sys.stdout.flush()  # so that the two streams keep their order where both go to one place
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def print_diagnostics(diagnostics: Iterable[Diagnostic]) -> None:
    """Print findings, a blank line between two."""
    text = "\n\n".join(diagnostic.render() for diagnostic in diagnostics)
    if text:
        print_error(text)


def count_findings(diagnostics: Sequence[Diagnostic]) -> str:
    """Return `2 errors, 1 warning`, or `no findings`."""
    counts = [(sum(each.severity is severity for each in diagnostics), str(severity)) for severity in Severity]
    return ", ".join(f"{n} {word}{'s' if n > 1 else ''}" for n, word in counts if n) or "no findings"


def draw_table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return rows in aligned columns, numbers to the right; without a border, so that other programs can cut it."""
    body = [["" if value is None else str(value) for value in row] for row in rows]
    table = [list(head), *body]
    widths = [max(len(row[i]) for row in table) for i in range(len(head))]
    to_right = [bool(body) and all(_is_number(row[i]) for row in body) for i in range(len(head))]
    lines = (
        "  ".join(
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(row, widths, to_right, strict=True)
        )
        for row in table
    )
    return "\n".join(line.rstrip() for line in lines)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
