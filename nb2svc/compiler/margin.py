"""The margin of code: moved with it, but not inside strings that span lines."""

from __future__ import annotations

import io
import tokenize

__all__ = ["indent", "inside_strings"]


def indent(text: str, spaces: int = 4) -> str:
    """Return the text moved to the right; lines inside a string that spans lines stay where they are."""
    inside = inside_strings(text)
    lines = text.split("\n")
    return "\n".join(
        line if number in inside or not line.strip() else " " * spaces + line for number, line in enumerate(lines, 1)
    )


def inside_strings(text: str) -> set[int]:
    """Return the numbers of the lines that begin inside a string."""
    inside: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text + "\n").readline):
        if token.type == tokenize.STRING and token.end[0] > token.start[0]:
            inside |= set(range(token.start[0] + 1, token.end[0] + 1))
    return inside
