"""`nb2svc tags`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from nb2svc.cli.options import JsonOption, NotebookArgument
from nb2svc.cli.output import draw_table, print_json, print_text
from nb2svc.diagnostics import Nb2svcError

if TYPE_CHECKING:
    from nb2svc.compiler.frontend.edit_tags import TagRow

__all__ = ["tags"]

_STAGES = "parameters, load, lookup, preprocess, train, predict, evaluate, report"
_SET_HELP = f"Let these be the stages of a cell; repeatable. Stages are {_STAGES}."
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="CELL=STAGE[,STAGE]", help=_SET_HELP),
]
RemoveOption = Annotated[
    list[str] | None,
    typer.Option("--remove", metavar="CELL[=STAGE]", help="Take stages, or all of them, from a cell; repeatable."),
]


def tags(
    notebook: NotebookArgument,
    to_set: SetOption = None,
    to_remove: RemoveOption = None,
    as_json: JsonOption = False,
) -> int:
    """Show which cell is which stage, and change it. CELL is the number in the table, or the cell's id."""
    from nb2svc.build.source import read_source, write_source  # start-up: only here and in check
    from nb2svc.compiler.frontend.edit_tags import show_tags

    if notebook.suffix == ".toml":
        raise Nb2svcError(f"`{notebook}` declares a pipeline, which has no cells: tag the notebooks of its steps")
    saved = read_source(notebook)
    text = _edit(saved, to_set or (), to_remove or (), path=str(notebook))
    if text != saved:
        write_source(notebook, text)
    rows = show_tags(text, path=str(notebook))
    if as_json:
        print_json({"notebook": str(notebook), "changed": text != saved, "cells": [asdict(row) for row in rows]})
    else:
        table = [(row.cell, row.id, " ".join(row.tags), _shorten(row.first_line)) for row in rows]
        print_text(draw_table(("cell", "id", "tags", "first line"), table))
    return 0


def _edit(text: str, to_set: Sequence[str], to_remove: Sequence[str], *, path: str) -> str:
    """Return the notebook's text with all changes, or raise before any is written."""
    from nb2svc.compiler.frontend.edit_tags import remove_tags, set_tags, show_tags

    cells = show_tags(text, path=path)
    for change in to_remove:
        cell, _, stages = change.partition("=")
        text = remove_tags(text, _find_cell(cell, cells, path), _split(stages), path=path)
    for change in to_set:
        cell, _, stages = change.partition("=")
        if not _split(stages):
            raise Nb2svcError(f"`--set {change}` names no stage: write `--set {cell or 'CELL'}=train`")
        text = set_tags(text, _find_cell(cell, cells, path), _split(stages), path=path)
    return text


def _find_cell(name: str, cells: Sequence[TagRow], path: str) -> int:
    """Return the number of a cell that is named by its number or id; ids may be all digits, so numbers go first."""
    by_id = {cell.id: cell.cell for cell in cells}
    if name.isdigit() and (name not in by_id or int(name) in by_id.values()):
        return int(name)
    if name not in by_id:
        raise Nb2svcError(f"`{path}` has no code cell `{name}`: `nb2svc tags {path}` shows numbers and ids")
    return by_id[name]


def _split(stages: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in stages.split(",") if name.strip())


def _shorten(line: str, limit: int = 60) -> str:
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
