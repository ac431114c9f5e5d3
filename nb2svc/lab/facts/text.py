"""The text of a notebook that an editor holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, TypeAlias

from nb2svc.build.source import read_source
from nb2svc.diagnostics import NotebookReadError

__all__ = ["Notebook", "notebook_text", "text_to_build"]

Notebook: TypeAlias = "dict[str, Any] | str"
"""A notebook as an editor holds it, or the text of its file."""

_LEFT_OUT: Final[dict[str, Any]] = {"outputs": [], "execution_count": None}


def notebook_text(notebook: Notebook) -> str:
    """Return a notebook as its file would be saved, without outputs; the text of a file stays as it is."""
    if isinstance(notebook, str):
        return notebook
    cells = notebook.get("cells")
    if isinstance(cells, list):
        notebook = {**notebook, "cells": [_without_outputs(cell) for cell in cells]}
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _without_outputs(cell: Any) -> Any:
    is_code = isinstance(cell, dict) and cell.get("cell_type") == "code"
    return {**cell, **_LEFT_OUT} if is_code else cell


def text_to_build(notebook: Notebook, file: Path) -> str:
    """Return what is to be built: the file's own text where it holds the very cells of the editor.

    The version then holds the notebook as it is saved, outputs and all, and is the one that the command line builds.
    """
    text = notebook_text(notebook)
    if notebook == text:
        return text
    try:
        saved = read_source(file)
        is_same = _cells(json.loads(saved)) == _cells(notebook)
    except (NotebookReadError, ValueError):  # not there yet, or in the middle of being saved
        return text
    return saved if is_same else text


def _cells(notebook: Any) -> list[Any] | None:
    """Return what a compiler sees of a notebook; None for what is none."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        return None
    return [
        (
            cell.get("cell_type"),
            cell.get("id"),
            _joined(cell.get("source")),
            (cell.get("metadata") or {}).get("tags", []),
        )
        for cell in cells
    ]


def _joined(source: Any) -> Any:
    is_lines = isinstance(source, list) and all(isinstance(line, str) for line in source)
    return "".join(source) if is_lines else source
