"""Compares the outputs of a cell with the saved ones: kind by kind, each as what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from nb2svc.regress.differences import Difference, shorten
from nb2svc.regress.json_values import compare_json
from nb2svc.regress.pictures import compare_pictures
from nb2svc.regress.tables import compare_html
from nb2svc.regress.texts import compare_texts
from nb2svc.regress.tolerance import Tolerance

__all__ = ["compare_outputs"]

Output = Mapping[str, Any]

_PICTURES: Final = ("image/png", "image/jpeg", "image/gif")
_HTML: Final = "text/html"
_PLAIN: Final = "text/plain"
_SVG: Final = "image/svg+xml"
_UNSEEN: Final = (
    "application/vnd.jupyter.widget-view+json",  # names a model of this run
    "application/javascript",  # draws what another kind of the same output holds
)
_SVG_NOISE: Final = re.compile(r'<dc:date>[^<]*</dc:date>|\b(?:id|clip-path|xlink:href|href)="[^"]*"')


def compare_outputs(saved: Sequence[Output], computed: Sequence[Output], tolerance: Tolerance) -> list[Difference]:
    """Return where the outputs of a cell are not what was saved.

    What was printed is compared as one text for each stream, however it came; what was shown, output by output.

    Args:
        saved: the outputs in the notebook.
        computed: those of a new run.
        tolerance: for this cell.
    """
    found: list[Difference] = []
    for stream, what in (("stdout", "printed text"), ("stderr", "text on stderr")):
        found += compare_texts(_printed(saved, stream), _printed(computed, stream), tolerance, what)
    old, new = _shown(saved), _shown(computed)
    for number in range(max(len(old), len(new))):
        if number >= len(old):
            found.append(Difference(where=_name(number, new), now=_summary(new[number])))
        elif number >= len(new):
            found.append(Difference(where=_name(number, old), was=_summary(old[number])))
        else:
            found += _compare_shown(old[number], new[number], tolerance)
    return found


def _printed(outputs: Sequence[Output], stream: str) -> str:
    return "".join(_text(o["text"]) for o in outputs if o["output_type"] == "stream" and o["name"] == stream)


def _shown(outputs: Sequence[Output]) -> list[dict[str, Any]]:
    """Return of each output that is not printed its content by kind; of an error, its name and message."""
    found = []
    for output in outputs:
        if output["output_type"] == "error":
            found.append({"error": f"{output['ename']}: {output['evalue']}"})
        elif output["output_type"] in {"display_data", "execute_result"}:
            kinds = {kind: value for kind, value in output["data"].items() if kind not in _UNSEEN}
            if len(kinds) == len(output["data"]) or set(kinds) - {_PLAIN}:
                found.append(kinds)  # else it is a widget, whose text names its model
    return found


def _compare_shown(old: dict[str, Any], new: dict[str, Any], tolerance: Tolerance) -> Iterator[Difference]:
    if set(old) != set(new):
        yield Difference(where="output", was=_summary(old), now=_summary(new))
        return
    rich = set(old) - {_PLAIN}
    for kind, was in old.items():
        # beside a table or a picture, the plain text says the same, or `<Figure size 600x300 with 1 Axes>`
        if kind != _PLAIN or not rich:
            yield from _compare_kind(kind, was, new[kind], tolerance)


def _compare_kind(kind: str, was: Any, now: Any, tolerance: Tolerance) -> Iterator[Difference]:
    if kind.endswith("json") and not isinstance(was, str):
        yield from compare_json(was, now, tolerance, "JSON" if kind == "application/json" else kind)
        return
    old, new = _text(was), _text(now)
    if kind in _PICTURES:
        yield from compare_pictures(old, new, tolerance)
    elif kind == _HTML:
        yield from compare_html(old, new, tolerance)
    elif kind == _SVG:
        yield from compare_texts(_SVG_NOISE.sub("", old), _SVG_NOISE.sub("", new), tolerance, "SVG")
    else:
        yield from compare_texts(old, new, tolerance, {_PLAIN: "value", "error": "error"}.get(kind, kind))


def _name(number: int, outputs: Sequence[dict[str, Any]]) -> str:
    return "output" if len(outputs) == 1 else f"output {number + 1} of {len(outputs)}"


def _summary(shown: dict[str, Any]) -> str:
    """Return an output in a line: its text, or what kinds of content it has."""
    kinds = ", ".join(kind for kind in shown if kind != _PLAIN)
    text = shorten(_text(shown[_PLAIN])) if _PLAIN in shown else ""
    if "error" in shown:
        return shorten(shown["error"])
    return f"{text} ({kinds})" if text and kinds else text or kinds


def _text(value: Any) -> str:
    """Return a text that a notebook may keep as a list of lines."""
    return "".join(value) if isinstance(value, list) else str(value)
