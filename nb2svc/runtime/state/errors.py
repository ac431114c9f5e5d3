"""What goes wrong when a state value is stored; this file knows no format."""

from __future__ import annotations

from typing import Any

from nb2svc.diagnostics import Nb2svcError

__all__ = ["NotStorableError", "UnfitError", "type_name"]


class UnfitError(Exception):
    """A codec cannot hold this value exactly: the next codec is tried. Never leaves `runtime.state`."""


class NotStorableError(Nb2svcError):
    """No codec can hold a state value.

    Args:
        name: the state value.
        type_name: its qualified type.
        reason: what the last codec said.
    """

    def __init__(self, name: str, type_name: str, reason: str) -> None:
        super().__init__(f"`{name}` is a `{type_name}`, which cannot be stored in a bundle: {reason}")
        self.name = name
        self.type_name = type_name
        self.reason = reason


def type_name(value: Any) -> str:
    """Return the qualified type name of a value, for people."""
    cls = type(value)
    return cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"
