"""A form of widgets made from fields as `lab/facts/forms` tells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import ipywidgets as widgets

from nb2svc.lab.panel.html import show_note

__all__ = ["LABELS", "Form"]

_MISSING: Final = "(missing)"
_LAYOUT: Final = {"width": "480px"}
LABELS: Final = {"description_width": "120px"}


class Form:
    """The fields of a request, or the parameters of a build; texts, because what they mean is not for a form to say."""

    def __init__(self) -> None:
        self.box = widgets.VBox([])
        self._fields: list[dict[str, Any]] = []
        self._inputs: dict[str, Any] = {}

    def show(self, fields: Sequence[dict[str, Any]]) -> None:
        """Show these fields; where they are the ones that are shown, what somebody has typed stays."""
        if list(fields) == self._fields:
            return
        self._fields = list(fields)
        self._inputs = {field["name"]: _make_input(field) for field in fields}
        self.box.children = tuple(_with_note(field, self._inputs[field["name"]]) for field in fields)

    @property
    def fields(self) -> list[dict[str, Any]]:
        """The fields that are shown."""
        return self._fields

    def entries(self) -> dict[str, str]:
        """Return what stands in the fields, as text."""
        return {name: str(each.value) for name, each in self._inputs.items()}

    def changes(self) -> dict[str, str]:
        """Return the fields that hold something else than they were shown with."""
        shown = {field["name"]: field["entry"] for field in self._fields}
        return {name: entry for name, entry in self.entries().items() if entry != shown[name]}

    def fill(self, **entries: str) -> None:
        """Enter texts, as somebody would type them.

        Raises:
            KeyError: there is no such field.
        """
        for name, entry in entries.items():
            self._inputs[name].value = entry


def _with_note(field: dict[str, Any], made: Any) -> Any:
    """Return a field with what there is to say of it beside it."""
    return widgets.HBox([made, widgets.HTML(show_note(field["about"]))]) if field["about"] else made


def _make_input(field: dict[str, Any]) -> Any:
    words = {"description": field["name"], "style": LABELS, "layout": _LAYOUT, "tooltip": field["type"]}
    choices = field["choices"]
    if choices is None:
        return widgets.Text(value=field["entry"], placeholder=field["type"], continuous_update=False, **words)
    known = dict.fromkeys([*choices, field["entry"]])
    return widgets.Dropdown(options=[(each or _MISSING, each) for each in known], value=field["entry"], **words)
