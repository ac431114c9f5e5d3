"""Shows and edits the stage tags in a notebook's text. Text in, text out: what is not a tag stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from nb2svc.compiler.frontend.read_notebook import read_notebook
from nb2svc.compiler.frontend.stage_tags import likely_stage, stages_of
from nb2svc.compiler.ir import STAGES, Stage
from nb2svc.diagnostics import Nb2svcError, NotebookReadError, Report

__all__ = ["TagRow", "remove_tags", "set_tags", "show_tags"]

_INDENT: Final = re.compile(r"\A\s*[{\[]\n(?P<indent>[ \t]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRow:
    """A code cell as a table of tags shows it.

    Attributes:
        cell: its number, counting every cell from 1.
        id: its id.
        first_line: the first line that holds code.
        tags: all its tags.
        stages: the stages among them.
    """

    cell: int
    id: str
    first_line: str
    tags: tuple[str, ...]
    stages: tuple[Stage, ...]


def show_tags(text: str, *, path: str) -> tuple[TagRow, ...]:
    """Return the code cells of a notebook with their tags.

    Args:
        text: the notebook's text.
        path: its name, for messages.

    Raises:
        NotebookReadError: the text is no notebook.
    """
    notebook = read_notebook(text, path=path, report=Report())
    return tuple(
        TagRow(cell=cell.number, id=cell.id, first_line=_first_line(cell.source), tags=cell.tags, stages=cell.stages)
        for cell in notebook.cells
        if cell.kind == "code"
    )


def set_tags(text: str, cell_number: int, stages: Iterable[str], *, path: str) -> str:
    """Return the notebook with these stages as the stage tags of a cell; its other tags stay.

    Args:
        text: the notebook's text.
        cell_number: the cell, counting every cell from 1.
        stages: names of stages.
        path: the notebook's name, for messages.

    Raises:
        NotebookReadError: the text is no notebook in JSON.
        Nb2svcError: there is no such code cell, or a name is no stage.
    """
    wanted = _check_stages(stages)

    def change(tags: list[str]) -> list[str]:
        kept = [tag for tag in tags if not stages_of((tag,)) or stages_of((tag,))[0] in wanted]
        named = stages_of(kept)
        return kept + [stage for stage in wanted if stage not in named]

    return _edit(text, cell_number, change, path=path)


def remove_tags(text: str, cell_number: int, stages: Iterable[str] = (), *, path: str) -> str:
    """Return the notebook without these stage tags on a cell, or without any where none is named.

    Args:
        text: the notebook's text.
        cell_number: the cell, counting every cell from 1.
        stages: names of stages; none means all.
        path: the notebook's name, for messages.

    Raises:
        NotebookReadError: the text is no notebook in JSON.
        Nb2svcError: there is no such code cell, or a name is no stage.
    """
    unwanted = _check_stages(stages) or STAGES

    def change(tags: list[str]) -> list[str]:
        return [tag for tag in tags if not stages_of((tag,)) or stages_of((tag,))[0] not in unwanted]

    return _edit(text, cell_number, change, path=path)


def _check_stages(names: Iterable[str]) -> tuple[Stage, ...]:
    names = tuple(names)
    for name in names:
        if not stages_of((name,)):
            close = likely_stage(name)
            hint = f"did you mean `{close}`?" if close else "the stages are " + ", ".join(STAGES)
            raise Nb2svcError(f"`{name}` is no stage: {hint}")
    return stages_of(names)


def _edit(text: str, cell_number: int, change: Callable[[list[str]], list[str]], *, path: str) -> str:
    if path.endswith(".py"):
        raise NotebookReadError(f"`{path}` is a script: write the stages into its `# %% tags=...` lines")
    kinds = {cell.number: cell.kind for cell in read_notebook(text, path=path, report=Report()).cells}
    if kinds.get(cell_number) != "code":
        if cell_number not in kinds:
            raise Nb2svcError(f"`{path}` has no cell {cell_number}; its cells are 1 to {len(kinds)}")
        kind = kinds[cell_number]
        raise Nb2svcError(f"cell {cell_number} of `{path}` is a {kind} cell; only code cells have stages")
    content: Any = json.loads(text.removeprefix("\ufeff"))
    metadata = content["cells"][cell_number - 1].setdefault("metadata", {})
    before = [tag for tag in metadata.get("tags", []) if isinstance(tag, str)]
    after = change(before)
    if after == before:
        return text
    if after:
        metadata["tags"] = after
    else:
        metadata.pop("tags", None)
    return _write_like(text, content)


def _write_like(text: str, content: Any) -> str:
    """Return JSON in the style of `text`: its indentation, its way with non-ASCII characters, its last line."""
    indent = _INDENT.match(text.replace("\r\n", "\n").removeprefix("\ufeff"))
    compact = indent is None and '": ' not in text[:1000]
    written = json.dumps(
        content,
        indent=indent["indent"] if indent else None,
        separators=(",", ":") if compact else None,
        ensure_ascii=text.isascii() and "\\u" in text,
    )
    ending = text[len(text.rstrip()) :].replace("\r\n", "\n")
    result = ("\ufeff" if text.startswith("\ufeff") else "") + written + ending
    return result.replace("\n", "\r\n") if "\r\n" in text else result


def _first_line(source: str) -> str:
    lines = [line for line in source.split("\n") if line.strip()]
    return next((line for line in lines if not line.lstrip().startswith("#")), lines[0] if lines else "")
