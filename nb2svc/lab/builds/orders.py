"""What a build process is told, as one JSON line on its stdin."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

__all__ = ["Orders"]


class Orders(msgspec.Struct, kw_only=True):
    """A build.

    Attributes:
        file: the notebook's file.
        text: the notebook, which its file may not hold yet.
        store: the folder of the services.
        name: of the service; the file's name if it is not given.
        parameters: values for the notebook's parameters.
        allow: codes of findings that do not stop the build.
        all_cells: run the whole notebook.
        state_from: where statistics of the answered rows are taken from instead.
    """

    file: str
    text: str
    store: str
    name: str | None = None
    parameters: dict[str, Any] = msgspec.field(default_factory=dict)
    allow: tuple[str, ...] = ()
    all_cells: bool = False
    state_from: Literal["train"] | None = None
