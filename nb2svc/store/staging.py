"""Hidden folders in which versions are made before they are published.

A staging folder has a lock file beside it, held by the process that works in it. The operating system gives the lock
back when that process is killed, so whether a folder is left over is never guessed from process numbers or ages.
Both are made and cleaned while the service's own lock is held: nobody sees a folder whose lock is not yet taken.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from nb2svc.store.locks import hold_lock, try_lock

__all__ = ["SERVICE_LOCK", "clean_staging", "hold_staging"]

SERVICE_LOCK: Final = ".lock"
_PREFIX: Final = ".building-"
_LOCK_SUFFIX: Final = ".lock"


@contextmanager
def hold_staging(service_folder: Path) -> Iterator[Path]:
    """Give an empty hidden folder beside the versions; it is gone after the block unless it was moved away."""
    with hold_lock(service_folder / SERVICE_LOCK):
        clean_staging(service_folder)
        folder = service_folder / f"{_PREFIX}{secrets.token_hex(6)}"
        handle = try_lock(_lock_file(folder))
        assert handle is not None, "the name is new"
        folder.mkdir()  # not `mkdtemp`, whose folders only their owner can read
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # a leftover is invisible, and the next build cleans it
        os.close(handle)
        _lock_file(folder).unlink(missing_ok=True)


def clean_staging(service_folder: Path) -> None:
    """Remove what killed builds left; the caller holds the service's lock."""
    leftovers = {path.with_name(path.name.removesuffix(_LOCK_SUFFIX)) for path in service_folder.glob(f"{_PREFIX}*")}
    for folder in sorted(leftovers):
        handle = try_lock(_lock_file(folder))
        if handle is None:
            continue  # a build is at work in it
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)
        _lock_file(folder).unlink(missing_ok=True)


def _lock_file(folder: Path) -> Path:
    return folder.with_name(folder.name + _LOCK_SUFFIX)
