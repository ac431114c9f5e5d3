"""What is said of a process that lives: the same by the routes, and by who stands in for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

__all__ = ["LIVENESS"]

LIVENESS: Final[Mapping[str, Mapping[str, Any]]] = {"/healthz": {"status": "ok"}, "/v2/health/live": {"live": True}}
"""Path -> answer. Whoever asks there ends the process where it does not answer."""
