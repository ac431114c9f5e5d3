"""How many processes answer a table."""

from __future__ import annotations

from nb2svc.batch.errors import BatchError
from nb2svc.manifest import Manifest
from nb2svc.runtime.server.cores import usable_cores

__all__ = ["count_processes"]


def count_processes(asked: int | str, manifest: Manifest) -> int:
    """Return a number of processes.

    Args:
        asked: a number, or `auto`: as many as compute side by side on the cores here, with the threads that the version
            was built with. With fewer threads its answers might have other digits.
        manifest: of the version.

    Raises:
        BatchError: it is neither.
    """
    text = str(asked).strip()
    if text == "auto":
        return max(1, usable_cores() // max([1, *manifest.threads.values()]))
    if not text.isdecimal() or int(text) < 1:
        raise BatchError(f"`{asked}` is no number of processes; give 1, 2, ... or `auto`, for all cores")
    return int(text)
