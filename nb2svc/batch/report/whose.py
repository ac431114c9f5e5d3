"""Whose report a file is: a later run to the same output writes its own in the same place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

__all__ = ["is_report_of"]

_RUN: Final = re.compile(rb"<meta[^>]*nb2svc-run[^>]*>")
_HEAD: Final = 4096


def is_report_of(run_id: str, page: Path) -> bool:
    """Return whether a file is still the report of a run."""
    try:
        with page.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return any(run_id.encode() in mark for mark in _RUN.findall(head))
