"""Percent scripts: a notebook as a Python file with `# %%` lines between cells. Text in, raw cells out.

`# %% tags=train`, `# %% tags=["load", "train"]`, `# %% [load, train] #cell-id` and `# %% [markdown]` are understood, as
are magics that jupytext writes as comments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["ScriptCell", "read_script"]

_MARKER = re.compile(r"#\s*%%(?P<options>(?:[^%].*)?)")
_BRACKET = re.compile(r"(?<![=\w])\[(?P<names>[^\]\"']*)\]")
_TAGS = re.compile(r"\btags\s*=\s*(?:\[(?P<list>[^\]]*)\]|\"(?P<text>[^\"]*)\"|(?P<plain>[^\s#]+))")
_ID = re.compile(r"(?:^|\s)#(?P<id>[a-zA-Z0-9_-]{1,64})\s*$")
_COMMENTED_MAGIC = re.compile(r"(?P<indent>\s*)# ?(?P<magic>(?:%%?[a-zA-Z]|![a-zA-Z./]).*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptCell:
    """A cell as a file has it; the id may be empty or not unique. `first_line` is that of its text in a script."""

    id: str
    kind: Literal["code", "markdown", "raw"]
    source: str
    tags: tuple[str, ...]
    first_line: int = 0


def read_script(text: str) -> tuple[ScriptCell, ...]:
    """Return the cells of a percent script; what stands before the first marker is a cell of its own."""
    cells: list[ScriptCell] = []
    options: str | None = None
    lines: list[str] = []
    saved = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    body = _without_header(saved)
    start = first = len(saved) - len(body) + 1
    for number, line in enumerate(body, start):
        marker = _MARKER.fullmatch(line)
        if marker is None:
            lines.append(line)
            continue
        if options is not None or "".join(lines).strip():
            cells.append(_make_cell(options or "", lines, first))
        options, lines, first = marker["options"], [], number + 1
    if options is not None or "".join(lines).strip():
        cells.append(_make_cell(options or "", lines, first))
    return tuple(cells)


def _without_header(lines: list[str]) -> list[str]:
    """Return the lines without the commented YAML block that jupytext writes at the top."""
    if lines and lines[0].rstrip() == "# ---":
        for number, line in enumerate(lines[1:], 1):
            if line.rstrip() == "# ---":
                return lines[number + 1 :]
            if not line.startswith("#"):
                break
    return lines


def _make_cell(options: str, lines: list[str], first_line: int) -> ScriptCell:
    identity = _ID.search(options)
    if identity is not None:
        options = options[: identity.start()]
    tags = _read_tags(options)
    names = [name for bracket in _BRACKET.finditer(options) for name in _split(bracket["names"])]
    kind: Literal["code", "markdown", "raw"] = "code"
    if "markdown" in names or "md" in names:
        kind = "markdown"
    elif "raw" in names:
        kind = "raw"
    tags += [name for name in names if name not in ("markdown", "md", "raw")]
    body = [_clean_line(line, kind) for line in lines]
    while body and not body[-1].strip():
        body.pop()
    return ScriptCell(
        id=identity["id"] if identity else "",
        kind=kind,
        source="\n".join(body),
        tags=tuple(dict.fromkeys(tags)),
        first_line=first_line,
    )


def _clean_line(line: str, kind: str) -> str:
    """Return the line without the comment sign that text cells and magics carry in a script."""
    if kind != "code":
        return line.removeprefix("# ") if line.startswith("# ") else line.removeprefix("#")
    magic = _COMMENTED_MAGIC.fullmatch(line)
    return f"{magic['indent']}{magic['magic']}" if magic else line


def _read_tags(options: str) -> list[str]:
    found = _TAGS.search(options)
    if found is None:
        return []
    return _split(found["list"] or found["text"] or found["plain"] or "")


def _split(text: str) -> list[str]:
    return [name.strip("\"' ") for name in re.split(r"[,\s]+", text) if name.strip("\"' ")]
