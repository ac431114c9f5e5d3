"""What a service is called by the file that it is built from."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

__all__ = ["service_name"]


def service_name(path: Path) -> str:
    """Return the service name that a file's name gives: letters, digits, `-` and `_`."""
    name = unicodedata.normalize("NFC", path.name.split(".")[0].lower())  # macOS takes letters apart
    return re.sub(r"[^\w-]+", "-", name).strip("-_") or "service"
