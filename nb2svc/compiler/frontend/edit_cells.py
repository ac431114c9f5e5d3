"""Writes changed cells back into a notebook's text: what no cell's source says stays as it is, byte for byte.

The places of the sources are found in the text itself: JSON is not written anew, a script's lines are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Final

from nb2svc.compiler.frontend.read_script import read_script
from nb2svc.diagnostics import Edit, Fix

__all__ = ["mend_source", "select_fixes", "write_cells"]

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_DECODER: Final = json.JSONDecoder()


def select_fixes(fixes: Iterable[Fix]) -> tuple[Fix, ...]:
    """Return the fixes that can be made together: of two that touch the same text, the first."""
    taken: dict[int, list[Edit]] = {}
    selected: list[Fix] = []
    for fix in fixes:
        others = taken.setdefault(fix.edits[0].span.cell, [])
        if not any(_overlap(edit, other) for edit in fix.edits for other in others):
            others += fix.edits
            selected.append(fix)
    return tuple(selected)


def _overlap(one: Edit, other: Edit) -> bool:
    """Whether two edits touch the same text; two insertions at one place do."""
    start, end = _points(one)
    other_start, other_end = _points(other)
    if start == other_start:
        return True
    return start < other_end and other_start < end


def _points(edit: Edit) -> tuple[tuple[int, int], tuple[int, int]]:
    span = edit.span
    return (span.line, span.column), (span.end_line, span.end_column)


def mend_source(source: str, fixes: Iterable[Fix]) -> str:
    """Return a cell's text with the edits of fixes that do not overlap, made from back to front."""
    lines = source.split("\n")
    for edit in sorted((edit for fix in fixes for edit in fix.edits), reverse=True):
        (line, column), (end_line, end_column) = _points(edit)
        head, tail = lines[line - 1][: column - 1], lines[end_line - 1][end_column - 1 :]
        lines[line - 1 : end_line] = f"{head}{edit.text}{tail}".split("\n")
    return "\n".join(lines)


def write_cells(text: str, sources: Mapping[int, str], *, path: str) -> str:
    """Return the notebook's text with other sources for some cells.

    Args:
        text: content of the file, as it was read.
        sources: the new text of cells, by their number.
        path: the file's name, which tells a script from JSON.
    """
    return _write_script(text, sources) if path.endswith(".py") else _write_json(text, sources)


def _write_script(text: str, sources: Mapping[int, str]) -> str:
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(ending)
    cells = list(enumerate(read_script(text), 1))
    for number, cell in reversed(cells):
        if number not in sources:
            continue
        old, new = cell.source.split("\n"), sources[number].split("\n")
        first, stop, new_stop = _changed(old, new)
        start = cell.first_line - 1
        lines[start + first : start + stop] = new[first:new_stop]
    return ending.join(lines)


def _changed(old: list[str], new: list[str]) -> tuple[int, int, int]:
    """Return where two lists of lines differ: from the first index to the second of `old`, to the third of `new`."""
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    same = 0
    while same < min(len(old), len(new)) - first and old[-1 - same] == new[-1 - same]:
        same += 1
    return first, len(old) - same, len(new) - same


# -- JSON


def _write_json(text: str, sources: Mapping[int, str]) -> str:
    for start, end, number in sorted(_find_sources(text), reverse=True):
        if number in sources:
            text = text[:start] + _rewrite(text[start:end], sources[number]) + text[end:]
    return text


def _rewrite(written: str, source: str) -> str:
    """Return the JSON of a cell's source, with the items that do not change as they were written."""
    ascii_only = written.isascii()
    if written.startswith('"'):
        old = json.loads(written)
        return json.dumps(_with_endings(source, old), ensure_ascii=ascii_only)
    items = [(start, end) for start, end in _items(written)]
    old_lines = [json.loads(written[start:end]) for start, end in items]
    new_lines = _lines(_with_endings(source, "".join(old_lines)))
    if new_lines == old_lines:
        return written
    if not items or _lines("".join(old_lines)) != old_lines:  # cut in an unusual way: each line becomes an item
        return json.dumps(new_lines, ensure_ascii=ascii_only)
    first, stop, new_stop = _changed(old_lines, new_lines)
    between = written[items[0][1] : items[1][0]] if len(items) > 1 else ", "
    texts = [written[start:end] for start, end in items]
    texts[first:stop] = [json.dumps(line, ensure_ascii=ascii_only) for line in new_lines[first:new_stop]]
    return written[: items[0][0]] + between.join(texts) + written[items[-1][1] :]


def _lines(text: str) -> list[str]:
    return [line for line in re.split(r"(?<=\n)", text) if line]


def _with_endings(source: str, old: str) -> str:
    return source.replace("\n", "\r\n") if "\r\n" in old else source


def _find_sources(text: str) -> list[tuple[int, int, int]]:
    """Return where the value of each cell's source stands, with the cell's number."""
    found = []
    for key, start, _ in _members(text, _skip(text, 1 if text.startswith("\ufeff") else 0)):
        if key == "cells":
            for number, (cell, _) in enumerate(_items(text, start), 1):
                found += [(begin, end, number) for name, begin, end in _members(text, cell) if name == "source"]
    return found


def _members(text: str, start: int) -> list[tuple[str, int, int]]:
    """Return name, start and end of each value of the object that starts at `start`."""
    found = []
    position = _skip(text, start + 1)
    while text[position] == '"':
        name, position = _DECODER.raw_decode(text, position)
        begin = _skip(text, _skip(text, position) + 1)
        _, end = _DECODER.raw_decode(text, begin)
        found.append((name, begin, end))
        position = _skip(text, end)
        if text[position] == ",":
            position = _skip(text, position + 1)
    return found


def _items(text: str, start: int = 0) -> list[tuple[int, int]]:
    """Return start and end of each item of the list that starts at `start`."""
    found = []
    position = _skip(text, start + 1)
    while text[position] != "]":
        _, end = _DECODER.raw_decode(text, position)
        found.append((position, end))
        position = _skip(text, end)
        if text[position] == ",":
            position = _skip(text, position + 1)
    return found


def _skip(text: str, position: int) -> int:
    """Return the position after white space."""
    found = _SPACE.match(text, position)
    return found.end() if found else position
