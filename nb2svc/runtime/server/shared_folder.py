"""The folder that all processes of a server share, in memory where the machine has such a place."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

__all__ = ["share_folder"]

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - the folders in it have random names and are ours alone
_PREFIX: Final = "nb2svc-"
_LOCK: Final = "lock"


@contextmanager
def share_folder() -> Iterator[Path]:
    """Give a new folder and remove it afterwards; folders of servers that were killed are removed as well."""
    parent = _MEMORY if os.access(_MEMORY, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())
    _remove_left_behind(parent)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    try:
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # ends with this process, however it ends
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_left_behind(parent: Path) -> None:
    for lock in parent.glob(f"{_PREFIX}*/{_LOCK}"):
        with suppress(OSError), lock.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent, ignore_errors=True)
