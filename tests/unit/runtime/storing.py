"""Through storage and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nb2svc.manifest import StateValue
from nb2svc.runtime.state import EncodedState, decode_state, encode_state


def store(value: Any, folder: Path, name: str = "value", *, package: str = "churn") -> tuple[EncodedState, Any]:
    """Return how a value was stored, and what comes back."""
    stored = encode_state(name, value, folder, package=package)
    entry = StateValue(name=name, codec=stored.codec, files=stored.files, type=stored.type)
    return stored, decode_state(entry, folder, package=package)
