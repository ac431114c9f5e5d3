"""Finds magics the way IPython does: its own tokenizing transformers say where they are, one at a time.

IPython is imported with this module, so it is only imported for cells that need it.
"""

from __future__ import annotations

import re
from typing import Any

from IPython.core.inputtransformer2 import (
    EscapedCommand,
    HelpEnd,
    TransformerManager,
    assemble_continued_line,
    classic_prompt,
    find_end_of_continued_line,
    ipython_prompt,
    make_tokens_by_line,
)

from nb2svc.compiler.frontend.magic_meanings import Mask, mask_assignment, mask_line

__all__ = ["mask_ipython_syntax"]

_MOST_MAGICS = 1000  # a cell with more is not a cell; the bound ends a loop that makes no progress
_CALL_BY_ESCAPE = re.compile(r"[,;/]")


def mask_ipython_syntax(lines: list[str]) -> tuple[list[str], list[Mask]]:
    """Mask every magic that IPython finds, keeping the number of lines.

    Args:
        lines: the cell's lines, without cell magics.

    Returns:
        The masked lines and what was done; lines that IPython cannot make sense of are left as they are.
    """
    lines, masks = _strip_margin(lines)
    for _ in range(_MOST_MAGICS):
        mask = _next_mask(lines)
        if mask is None:
            break
        lines[mask.line - 1 : mask.end_line] = [mask.python] + [""] * (mask.end_line - mask.line)
        masks.append(mask)
    return lines, masks


def _strip_margin(lines: list[str]) -> tuple[list[str], list[Mask]]:
    """Take away prompts (`>>> `, `In [1]: `) and the common indentation, as IPython does."""
    ended = [f"{line}\n" for line in lines]
    stripped = [line.rstrip("\n") for line in ipython_prompt(classic_prompt(ended))]
    first = next((line for line in stripped if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip())]
    stripped = [line.removeprefix(indent) for line in stripped]
    masks = [
        Mask(
            kind="unwrapped",
            name="",
            text=after,
            python=after,
            line=number,
            end_line=number,
            shift=len(before) - len(after),
        )
        for number, (before, after) in enumerate(zip(lines, stripped, strict=True), 1)
        if before != after
    ]
    return stripped, masks


def _next_mask(lines: list[str]) -> Mask | None:
    """Return the mask of the first magic, or None when there is none left."""
    ended = [f"{line}\n" for line in lines]
    try:
        tokens = make_tokens_by_line(ended)
    except SyntaxError:  # indentation that fits nothing: IPython stops here as well
        return None
    found = [finder.find(tokens) for finder in TransformerManager().token_transformers]
    for place in sorted((place for place in found if place is not None), key=lambda place: place.sortby()):
        mask = _mask_at(place, ended)
        if mask is not None:
            return mask
    return None


def _mask_at(place: Any, lines: list[str]) -> Mask | None:
    """Return the mask for a place that IPython found; None where IPython itself would give up."""
    start, column = place.start_line, place.start_col
    before = lines[start][:column]
    if isinstance(place, HelpEnd):
        end = place.q_line
        text = "".join(lines[start : end + 1])[column:].strip()
        return mask_line(text, indent=before, line=start + 1, end_line=end + 1)
    end = min(find_end_of_continued_line(lines, start), len(lines) - 1)  # the last line may end in a backslash
    text = assemble_continued_line(lines, (start, column), end)
    if not isinstance(place, EscapedCommand):
        return mask_assignment(before, text, line=start + 1, end_line=end + 1)
    if not _CALL_BY_ESCAPE.match(text):
        return mask_line(text, indent=before, line=start + 1, end_line=end + 1)
    try:
        python = place.transform(lines)[start].rstrip("\n")
    except SyntaxError:
        return None
    return Mask(kind="call", name=text[0], text=text, python=python, line=start + 1, end_line=end + 1)
