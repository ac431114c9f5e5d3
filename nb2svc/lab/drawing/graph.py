"""The pipeline of a notebook as a picture that is readable in 250 pixels, drawn from what `explain` answers.

On the left, what flows from stage to stage when a version is built; on the right, the way of a request. There are no
ids in it, so that several can be on one page, and no scripts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from nb2svc.lab.drawing.boxes import Box, Line, boxes_of
from nb2svc.lab.drawing.lanes import choose_lanes
from nb2svc.lab.drawing.svg import element, fit_names, shorten, text

__all__ = ["HUES", "draw_graph"]

HUES: Final = {
    "parameters": "#8e6bbf", "load": "#2b7bba", "lookup": "#0f8f9c", "preprocess": "#2f9e57", "train": "#d0832a",
    "predict": "#d04a4a", "evaluate": "#b0569d", "report": "#7d7f3c",
}  # fmt: skip
"""A colour for each stage, as the style of the extension has them."""

_WIDTH, _RIGHT, _LANE, _LANES = 240, 20, 9, 32  # the last is for all lanes together
_HEAD, _LINE, _FOOT, _GAP = 20, 14, 4, 10
_LETTER: Final = 6.05  # the width of a letter of code
_FONT: Final = "var(--jp-ui-font-family, system-ui, sans-serif)"
_CODE: Final = "var(--jp-code-font-family, ui-monospace, monospace)"
_INK: Final = "var(--jp-ui-font-color1, currentColor)"
_GREY: Final = "var(--jp-ui-font-color2, currentColor)"
_REQUEST: Final = "var(--jp-brand-color1, #1976d2)"
_DASHES: Final = "4 2"
_MODE: Final = 18  # columns


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A box with its place, and its lines as they are written: the words, and what they are of."""

    box: Box
    top: float
    lines: tuple[tuple[str, Line], ...]

    @property
    def height(self) -> float:
        """How high it is."""
        return _HEAD + _LINE * len(self.lines) + (_FOOT if self.lines else 0)

    @property
    def middle(self) -> float:
        """The height of its title."""
        return self.top + _HEAD / 2

    def line_at(self, number: int) -> float:
        """Return the height of a line."""
        return self.top + _HEAD + _LINE * number + 5


def draw_graph(explained: Mapping[str, Any], *, links: bool = True) -> str:
    """Return the picture as SVG text; empty where no cell has a stage.

    Args:
        explained: what `explain` answers.
        links: whether a stage can be followed to its cell, whose position is its `data-cell`.
    """
    return _Drawing(explained, links=links).draw() if explained["stages"] else ""


class _Drawing:
    """Draws one pipeline; short-lived."""

    def __init__(self, explained: Mapping[str, Any], *, links: bool) -> None:
        self.links = links
        boxes = list(boxes_of(explained))
        order = [box.stage for box in boxes]
        self.last: dict[str, int] = {}
        for row, box in enumerate(boxes):
            for line in box.lines:
                if line.source and line.source in order:
                    self.last[line.source] = row
        spans = sorted((min(order.index(s), row), max(order.index(s), row), s) for s, row in self.last.items())
        lanes = choose_lanes([(first, last) for first, last, _ in spans])
        self.lanes = {source: lane for (_, _, source), lane in zip(spans, lanes, strict=True)}
        count = max([1, *(lane + 1 for lane in lanes)])
        self.lane = min(_LANE, _LANES / count)
        self.left = 10 + self.lane * count
        self.right = _WIDTH - _RIGHT
        self.placed = list(self._place(boxes))

    def draw(self) -> str:
        """Return the picture."""
        bottom = self.placed[-1].top + self.placed[-1].height + _GAP
        legend = list(self._legend(bottom))
        height = bottom + _LINE * len(legend) + 2
        return element(
            "svg",
            element("title", "The pipeline of the notebook"),
            element("desc", text(" ".join(f"{each.box.about}." for each in self.placed))),
            *self._flows(),
            *self._way(),
            *(self._box(each) for each in self.placed),
            *legend,
            xmlns="http://www.w3.org/2000/svg",
            class_="nb2svc-Graph",
            role="group",
            viewBox=f"0 0 {_WIDTH} {height:g}",
            width="100%",
            style=f"max-width: {_WIDTH * 1.2:g}px",
            font_family=_FONT,
            font_size=11,
            fill=_INK,
        )

    def _place(self, boxes: list[Box]) -> Iterator[_Placed]:
        top = 2.0
        for box in boxes:
            lines = tuple(
                (words, line if not number else Line(names=()))  # an arrow and a word before belong to the first
                for line in box.lines
                for number, words in enumerate(self._write(line))
            )
            yield (placed := _Placed(box=box, top=top, lines=lines))
            top += placed.height + _GAP

    def _write(self, line: Line) -> list[str]:
        """Return a line's names as they fit in."""
        columns = int((self.right - self.left - 16) / _LETTER) - (len(line.before) + 1 if line.before else 0)
        if line.before == "cells" and self.links:
            return [""]  # each is a link, and links are not inside of one another
        return fit_names(line.names, columns=columns, lines=line.rows)

    def _box(self, placed: _Placed) -> str:
        """Return a box with all that stands in it."""
        box, top = placed.box, placed.top
        hue = f"var(--nb2svc-hue, {HUES[box.stage]})" if box.stage else _REQUEST
        frame = element(
            "rect",
            x=self.left,
            y=top,
            width=self.right - self.left,
            height=placed.height,
            rx=4 if box.stage else 9,
            fill=hue,
            fill_opacity=0.14,
            stroke=hue,
            **({"stroke_width": 1.8} if box.on_request else {"stroke_dasharray": _DASHES}),
        )
        head = element("text", text(box.title), x=self.left + 8, y=top + 14, font_weight=600)
        mode = element(
            "text",
            text(shorten(box.mode, _MODE)),
            x=self.right - 7,
            y=top + 14,
            text_anchor="end",
            # a name, of which nobody knows how wide it is in letters of different widths
            **({"font_size": 9.5} if box.stage else {"font_size": 9, "font_family": _CODE}),
        )
        lines = (self._line(placed, number) for number in range(len(placed.lines)))
        parts = [element("title", text(box.about)), frame, head, *([mode] if box.mode else []), *lines]
        if not box.stage:
            return element("g", *parts)
        link = self._link(parts, box.cells[0], class_="nb2svc-Stage", data_stage=box.stage, aria_label=box.about)
        return link + "".join(self._cell_links(placed))

    def _line(self, placed: _Placed, number: int) -> str:
        words, line = placed.lines[number]
        names = text(words)
        if line.before:
            names = element("tspan", f"{line.before} ", font_family=_FONT) + element("tspan", names, dx=3)
        return element("text", names, x=self.left + 8, y=placed.line_at(number) + 3.5, font_family=_CODE, font_size=10)

    def _cell_links(self, placed: _Placed) -> Iterator[str]:
        """Yield a link to each cell of a stage that has several, as long as there is room."""
        if len(placed.box.cells) == 1 or not self.links:
            return
        x, y = self.left + 38.0, placed.line_at(len(placed.lines) - 1) + 3.5
        for position, cell in enumerate(placed.box.cells):
            label, left = str(cell + 1), len(placed.box.cells) - position
            if x + len(label) * _LETTER + (74 if left > 1 else 0) > self.right:
                yield element("text", f"and {left} more", x=x, y=y, font_size=10)
                return
            words = element("text", label, x=x, y=y, text_decoration="underline", font_family=_CODE, font_size=10)
            yield self._link([words], cell, class_="nb2svc-CellLink", aria_label=f"{placed.box.stage}, cell {label}")
            x += (len(label) + 1.2) * _LETTER

    def _link(self, parts: list[str], cell: int, **attributes: str) -> str:
        if self.links:
            return element("a", *parts, role="link", tabindex=0, data_cell=cell, **attributes)
        del attributes["aria_label"]  # its title says it
        return element("g", *parts, **attributes)

    def _flows(self) -> Iterator[str]:
        """Yield what flows when a version is built: from each source down its lane, with a branch to each reader."""
        for source, lane in self.lanes.items():
            x = self.left - 10 - self.lane * lane
            start = next(each.middle for each in self.placed if each.box.stage == source)
            ends = [
                each.line_at(number)
                for each in self.placed
                for number, (_, line) in enumerate(each.lines)
                if line.source == source
            ]
            path = f"M{self.left:g} {start:g}H{x:g}M{x:g} {min(start, *ends):g}V{max(start, *ends):g}"
            path += "".join(f"M{x:g} {end:g}H{self.left - 5:g}" for end in ends)
            hue = f"var(--nb2svc-hue, {HUES[source]})"
            yield element(
                "g",
                element("path", d=path, fill="none", stroke=hue, stroke_dasharray=_DASHES),
                *(element("circle", cx=x, cy=end, r=2, fill=hue) for end in ends),
                *(_arrow(self.left, end, hue, back=-6) for end in ends),
                data_stage=source,
                aria_hidden="true",
            )

    def _way(self) -> Iterator[str]:
        """Yield the way of a request through the stages that it meets, to the answer."""
        stops = [each for each in self.placed if each.box.on_request]
        x = self.right + 11
        for before, after in pairwise(stops):
            start, end = before.top + before.height - (8 if before.lines else _HEAD / 2), after.middle
            path = f"M{self.right:g} {start:g}H{x:g}V{end:g}H{self.right + 5:g}"
            line = element("path", d=path, fill="none", stroke=_REQUEST, stroke_width=2.5, stroke_linejoin="round")
            yield element("g", line, _arrow(self.right, end, _REQUEST, back=6), aria_hidden="true")

    def _legend(self, top: float) -> Iterator[str]:
        """Yield what the two kinds of lines and frames mean."""
        looks: list[tuple[dict[str, Any], str]] = [
            ({"stroke": _GREY, "stroke_dasharray": _DASHES}, "on the left: once, when a version is built")
        ]
        if any(each.box.on_request for each in self.placed):
            looks.append(({"stroke": _REQUEST, "stroke_width": 2.5}, "on the right: anew for each request"))
        for number, (look, words) in enumerate(looks):
            y = top + _LINE * number
            line = element("path", d=f"M4 {y + 6:g}H26", fill="none", **look)
            yield element("g", line, element("text", words, x=32, y=y + 9.5, font_size=9.5))


def _arrow(x: float, y: float, hue: str, *, back: int) -> str:
    """Return the head of an arrow that ends at a point."""
    return element("path", d=f"M{x:g} {y:g}L{x + back:g} {y - 3:g}V{y + 3:g}Z", fill=hue)
