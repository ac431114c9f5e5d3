"""Outputs that change while their cell runs: `clear_output`, and displays that are updated, as in training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import nbformat

__all__ = ["ChangingOutputs"]

_OUTPUTS: Final = frozenset({"stream", "display_data", "execute_result", "error"})


class ChangingOutputs:
    """The outputs of one cell, as its kernel's messages change them.

    Args:
        outputs: gives the list to which outputs are added while the cell runs.
    """

    def __init__(self, outputs: Callable[[], list[Any]]) -> None:
        self._outputs = outputs
        self._clears_next = False
        self._places: dict[str, int] = {}

    def change(self, kind: str, content: dict[str, Any]) -> bool:
        """Do what a message asks; return whether that was all, so that nothing is added for it.

        Args:
            kind: of the message.
            content: of the message.
        """
        if kind == "clear_output":
            self._clears_next = content["wait"]
            if not content["wait"]:
                self._clear()
            return True
        if kind in _OUTPUTS and self._clears_next:
            self._clears_next = False
            self._clear()
        name = content.get("transient", {}).get("display_id")
        if kind == "display_data" and name:
            self._places[name] = len(self._outputs())
        if kind != "update_display_data":
            return False
        if name in self._places:
            self._outputs()[self._places[name]]["data"] = nbformat.from_dict(content["data"])
        return True

    def _clear(self) -> None:
        self._outputs().clear()
        self._places.clear()
