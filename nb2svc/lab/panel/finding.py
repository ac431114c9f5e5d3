"""The part of the panel that lists findings; where an editor listens, a place is a button that leads to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import ipywidgets as widgets

from nb2svc.lab.panel.html import name_place, show_fault, show_finding, show_heading, show_note
from nb2svc.lab.panel.look import Look
from nb2svc.lab.panel.words import count_findings

__all__ = ["FindingSection"]

_AUTO: Final = {"width": "auto", "flex": "0 0 auto"}


class FindingSection:
    """The findings of one notebook.

    Args:
        go_to: brings a cell, counted from 0, and a line of it into view.
    """

    def __init__(self, go_to: Callable[[int, int], None]) -> None:
        self._go_to = go_to
        self._shown: Any = None
        self.words = widgets.HTML()
        self.list = widgets.VBox([])
        self.box = widgets.VBox([self.words, self.list])

    def show(self, look: Look, *, is_live: bool) -> None:
        """Show the findings of a notebook, or why nothing is known of it.

        Args:
            look: the notebook.
            is_live: whether an editor listens.
        """
        found = look.checked.get("diagnostics", [])
        known = show_note(count_findings(found))
        self.words.value = show_heading("Findings") + (show_fault(look.fault) if look.fault else known)
        if (found, is_live) == self._shown:
            return
        self._shown = (found, is_live)
        old = self.list.children
        self.list.children = tuple(self._item(each, is_live=is_live) for each in found)
        for item in old:
            _close(item)

    def _item(self, finding: dict[str, Any], *, is_live: bool) -> Any:
        if not is_live or finding["index"] is None:
            return widgets.HTML(show_finding(finding))
        button = widgets.Button(description=name_place(finding), tooltip="go there", layout=_AUTO)
        button.on_click(lambda _: self._go_to(finding["index"], finding["line"]))
        words = widgets.HTML(show_finding(finding, with_place=False), layout={"flex": "1 1 0"})
        return widgets.HBox([button, words])


def _close(item: Any) -> None:
    """Let go of a widget and what is in it; a page and a kernel would keep it for ever."""
    for child in getattr(item, "children", ()):
        child.close()
    item.close()
