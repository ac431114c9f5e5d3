"""What stands in the boxes of a pipeline's picture, from what `explain` answers. Knows no coordinates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Box", "Line", "boxes_of"]

Explained = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line below a box's title.

    Attributes:
        names: what it lists.
        before: a word before them.
        source: the stage from which they flow in; empty where none of them does.
        rows: in how many lines they may be written.
    """

    names: tuple[str, ...]
    before: str = ""
    source: str = ""
    rows: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A stage, the request or the answer.

    Attributes:
        stage: the stage; empty for a request and its answer.
        title: its name.
        mode: when it is computed, short; of what a request is a row.
        on_request: whether something of it is computed for each request.
        lines: what stands below.
        cells: positions of its cells.
        about: all of it in words.
    """

    stage: str
    title: str
    mode: str = ""
    on_request: bool
    lines: tuple[Line, ...]
    cells: tuple[int, ...] = ()
    about: str


def boxes_of(explained: Explained) -> Iterator[Box]:
    """Yield the stages in their order, a request before the first that it meets, and the answer after `predict`."""
    first = next(iter(explained["on_request"]), None)
    for each in explained["stages"]:
        if each["stage"] == first:
            yield _request(explained)
        yield _stage(each["stage"], tuple(each["cells"]), explained)
        if each["stage"] == "predict":
            yield _answer(explained)


def _stage(stage: str, cells: tuple[int, ...], explained: Explained) -> Box:
    incoming = [edge for edge in explained["edges"] if edge["target"] == stage]
    kept = [each for each in explained["kept"] if each["stage"] == stage]
    mode, when = _mode(stage, explained)
    lines = [Line(names=tuple(edge["names"]), source=edge["source"], rows=2) for edge in incoming]
    about = [f"{stage}, {_name_cells(cells)}: {when}"]
    about += [f"reads {', '.join(edge['names'])} of {edge['source']}" for edge in incoming]
    if kept:
        lines.append(Line(names=tuple(each["name"] for each in kept), before="kept", rows=2))
        values = ", ".join(f"{each['name']} ({each['value']})" for each in kept)
        about.append(f"keeps of training {values}")
    if len(cells) > 1:
        lines.append(Line(names=tuple(str(cell + 1) for cell in cells), before="cells"))
    return Box(
        stage=stage,
        title=stage,
        mode=mode,
        on_request=stage in explained["on_request"],
        lines=tuple(lines),
        cells=cells,
        about="; ".join(about),
    )


def _request(explained: Explained) -> Box:
    rows, fields = explained["request"]["rows"], explained["request"]["fields"]
    names = [each["name"] for each in fields]
    of = f"a row of {rows[0]}" if len(rows) == 1 else ""
    about = f"a request: {of}" if of else "a request"
    return _end("a request", f"{about}{_typed(fields, explained)}", names, mode=of)


def _answer(explained: Explained) -> Box:
    names, fields = explained["answer"]["names"], explained["answer"]["fields"]
    if fields:
        return _end("the answer", f"the answer{_typed(fields, explained)}", [each["name"] for each in fields])
    among = f": a build finds out which of {', '.join(names)}" if names else ""
    return _end("the answer, out of" if names else "the answer", f"the answer{among}", names)


def _end(title: str, about: str, names: Sequence[str], *, mode: str = "") -> Box:
    lines = (Line(names=tuple(names), rows=2),) if names else ()
    return Box(stage="", title=title, mode=mode, on_request=True, lines=lines, about=about)


def _typed(fields: Sequence[Mapping[str, str]], explained: Explained) -> str:
    """Return the fields with what they hold, and which version says so."""
    if not fields:
        return ""
    typed = ", ".join(f"{each['name']} ({each['kind']})" for each in fields)
    return f", as in {explained['version']}: {typed}"


def _mode(stage: str, explained: Explained) -> tuple[str, str]:
    """Return when a stage is computed, short and in words."""
    if stage in explained["on_request"]:
        if stage == "train" or _leads(stage, "train", explained) or _shares_cells(stage, "train", explained):
            return "training + request", "in training, and for each request"
        return "request", "for each request"
    if stage == "parameters":
        return "set for a build", "set for a build"
    return ("training", "once, in training") if stage in {"load", "train"} else ("after training", "after training")


def _leads(source: str, target: str, explained: Explained) -> bool:
    """Whether what a stage gives reaches another; edges go from earlier stages to later ones, or are seen once."""
    seen, pending = {source}, [source]
    while pending:
        stage = pending.pop()
        new = {edge["target"] for edge in explained["edges"] if edge["source"] == stage} - seen
        seen |= new
        pending += new
    return target in seen - {source}


def _shares_cells(stage: str, other: str, explained: Explained) -> bool:
    cells = {each["stage"]: set(each["cells"]) for each in explained["stages"]}
    return not cells[stage].isdisjoint(cells.get(other, ()))


def _name_cells(cells: Sequence[int]) -> str:
    return f"{'cell' if len(cells) == 1 else 'cells'} {', '.join(str(cell + 1) for cell in cells)}"
