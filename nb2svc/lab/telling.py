"""What a child process tells the one that started it: a JSON line on its first stdout for each thing that happens."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import Any, BinaryIO

import msgspec

from nb2svc.build.progress import Progress
from nb2svc.diagnostics import BuildError, Nb2svcError

__all__ = ["Teller", "error_facts"]


class Teller:
    """Writes what happens; whatever else is printed in this process goes to stderr."""

    def __init__(self) -> None:
        self._stream: BinaryIO = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)

    def tell(self, event: str, **facts: Any) -> None:
        """Tell of something."""
        self._stream.write(msgspec.json.encode({"event": event, **facts}) + b"\n")

    def progress(self, progress: Progress) -> None:
        """Tell how far it is."""
        self.tell("progress", **asdict(progress))

    def error(self, error: Nb2svcError) -> None:
        """Tell why there is no result."""
        self.tell("error", **error_facts(error))


def error_facts(error: Nb2svcError) -> dict[str, Any]:
    """Return an error as plain values, with `fields`: what is wrong by the field of a form, where it knows that."""
    facts: dict[str, Any] = {
        "type": type(error).__name__,
        "message": error.message,
        "diagnostics": [diagnostic.to_json() for diagnostic in error.diagnostics],
    }
    if isinstance(error, BuildError):
        facts["can_allow"] = error.can_allow
    if field := getattr(error, "field", ""):
        facts["fields"] = {field: error.message}
    return facts | ({"fields": error.fields} if hasattr(error, "fields") else {})
