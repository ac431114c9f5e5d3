"""From the text of a notebook file to cells with ids, tags and stages. Knows JSON and percent scripts, not Python."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable
from typing import Any, Literal

from nb2svc.compiler.frontend.read_script import ScriptCell, read_script
from nb2svc.compiler.frontend.stage_tags import likely_stage, stages_of
from nb2svc.compiler.ir import Cell, Notebook
from nb2svc.compiler.places import cell_span, diagnose
from nb2svc.diagnostics import NotebookReadError, Report, Span

__all__ = ["read_notebook"]

_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_KINDS: dict[str, Literal["code", "markdown", "raw"]] = {"code": "code", "markdown": "markdown", "raw": "raw"}


def read_notebook(text: str, *, path: str, report: Report) -> Notebook:
    """Read a notebook: an `.ipynb` file's JSON, or a percent script when the path ends in `.py`.

    Args:
        text: the file's content.
        path: the file's name, for messages.
        report: gets NB002 for a notebook without code and NB102 for tags that are almost a stage.

    Raises:
        NotebookReadError: the text is not a notebook that can be read; the message says what was found.
    """
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    raw = read_script(text) if name.endswith(".py") else _read_json(text, name)
    notebook = Notebook(path=name, cells=_make_cells(raw))
    if not any(cell.kind == "code" and cell.source.strip() for cell in notebook.cells):
        report.add(
            diagnose(
                notebook,
                "NB002",
                f"`{name}` has no code cell with code in it, so there is nothing to compile",
                Span(path=name),
                hint="write and tag cells first, or start from an example: `nb2svc new`",
            )
        )
    _check_tags(notebook, report)
    return notebook


def _make_cells(raw: Iterable[ScriptCell]) -> tuple[Cell, ...]:
    """Return cells with unique ids: the file's own id where it is usable and new, else one made from the content."""
    cells: list[Cell] = []
    raw = tuple(raw)
    # ids that the file gives keep their owner, wherever it stands: a made id never takes one
    seen = {cell.id for cell in raw if _CELL_ID.fullmatch(cell.id)}
    owned: set[str] = set()
    for number, cell in enumerate(raw, 1):
        identity = cell.id
        if not _CELL_ID.fullmatch(identity) or identity in owned:
            identity = _content_id(cell, seen)
        seen.add(identity)
        owned.add(identity)
        cells.append(
            Cell(
                number=number,
                id=identity,
                kind=cell.kind,
                source=cell.source,
                tags=cell.tags,
                stages=stages_of(cell.tags) if cell.kind == "code" else (),
            )
        )
    return tuple(cells)


def _content_id(cell: ScriptCell, seen: set[str]) -> str:
    base = f"{zlib.crc32(f'{cell.kind}:{cell.source}'.encode('utf-8', 'surrogatepass')):08x}"
    identity, copy = base, 1
    while identity in seen:
        copy += 1
        identity = f"{base}-{copy}"
    return identity


def _check_tags(notebook: Notebook, report: Report) -> None:
    for cell in notebook.cells:
        if cell.kind != "code":
            continue
        for tag in cell.tags:
            stage = likely_stage(tag)
            if stage is not None:
                report.add(
                    diagnose(
                        notebook,
                        "NB102",
                        f"the tag `{tag}` of cell {cell.number} is no stage: the cell is compiled as if it had no tag",
                        cell_span(notebook.path, cell),
                        hint=f"did you mean `{stage}`?",
                    )
                )


def _read_json(text: str, name: str) -> tuple[ScriptCell, ...]:
    if not text.strip():
        raise NotebookReadError(f"`{name}` is empty: save the notebook in JupyterLab, then try again")
    try:
        content = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise NotebookReadError(
            f"`{name}` is not a notebook: it is not valid JSON (line {error.lineno}, column {error.colno}: {error.msg})"
        ) from error
    except RecursionError as error:
        raise NotebookReadError(f"`{name}` is not a notebook: its JSON is nested too deeply") from error
    cells = _notebook_cells(content, name)
    return tuple(_read_cell(cell, number, name) for number, cell in enumerate(cells, 1))


def _notebook_cells(content: Any, name: str) -> list[Any]:
    """Return the cells of a decoded notebook after checking that it is one, of format 4, in Python."""
    if not isinstance(content, dict):
        raise NotebookReadError(f"`{name}` is not a notebook: the JSON holds {_describe(content)}, not an object")
    version = content.get("nbformat")
    if "worksheets" in content or (isinstance(version, int) and version < 4):
        raise NotebookReadError(
            f"`{name}` is in notebook format {version or 3}, nb2svc reads format 4: "
            "open and save it in JupyterLab, or run `jupyter nbconvert --to notebook --inplace` on it"
        )
    if isinstance(version, int) and version > 4:
        raise NotebookReadError(f"`{name}` is in notebook format {version}, nb2svc reads format 4")
    cells = content.get("cells")
    if not isinstance(cells, list):
        found = "no `cells`" if cells is None else f"`cells` holding {_describe(cells)}"
        raise NotebookReadError(f"`{name}` is not a notebook: the JSON has {found}, expected a list of cells")
    language = _language(content.get("metadata"))
    if language.lower() not in {"", "python", "ipython", "python3", "python2"}:
        raise NotebookReadError(f"`{name}` is written in {language}, nb2svc compiles Python notebooks")
    return cells


def _language(metadata: Any) -> str:
    if not isinstance(metadata, dict):
        return ""
    for section, key in (("language_info", "name"), ("kernelspec", "language")):
        facts = metadata.get(section)
        if isinstance(facts, dict) and isinstance(facts.get(key), str):
            return str(facts[key])
    return ""


def _read_cell(cell: Any, number: int, name: str) -> ScriptCell:
    if not isinstance(cell, dict):
        raise NotebookReadError(f"`{name}` is broken: cell {number} is {_describe(cell)}, expected an object")
    kind = cell.get("cell_type")
    if kind not in ("code", "markdown", "raw"):
        raise NotebookReadError(
            f"`{name}` is broken: cell {number} has the cell_type {kind!r}, expected code, markdown or raw"
        )
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise NotebookReadError(
            f"`{name}` is broken: the source of cell {number} is {_describe(source)}, expected text"
        )
    identity = cell.get("id")
    return ScriptCell(
        id=identity if isinstance(identity, str) else "",
        kind=_KINDS[kind],
        source=source.replace("\r\n", "\n").replace("\r", "\n"),
        tags=_read_tags(cell.get("metadata")),
    )


def _read_tags(metadata: Any) -> tuple[str, ...]:
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()


def _describe(value: Any) -> str:
    """Return what a JSON value is, in words."""
    if value is None:
        return "null"
    names = {
        dict: "an object",
        list: "a list",
        str: "a text",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return names[type(value)]
