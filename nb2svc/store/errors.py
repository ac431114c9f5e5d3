"""What the disk under a store refuses, as errors that a person can act on."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from nb2svc.diagnostics import Nb2svcError

__all__ = ["StoreError", "explain_full_disk", "explain_os_errors"]

# EFBIG: a limit on the size of files; for whoever builds it is the same as a full disk
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StoreError(Nb2svcError):
    """The folder of the store cannot be written: full, read-only, not a folder."""


@contextmanager
def explain_os_errors(doing: str, folder: Path) -> Iterator[None]:
    """Turn any refusal of the disk inside the block into a `StoreError`.

    Args:
        doing: what is tried, as in "cannot <doing>".
        folder: the store's folder, named in the message.
    """
    try:
        yield
    except OSError as error:
        raise _explain(error, doing, folder) from error


@contextmanager
def explain_full_disk(doing: str, folder: Path) -> Iterator[None]:
    """Turn a full disk inside the block into a `StoreError`; every other error passes as it is.

    For blocks that run other parts' code, whose missing files and the like are not the store's to explain.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise _explain(error, doing, folder) from error


def _explain(error: OSError, doing: str, folder: Path) -> StoreError:
    remedy = "name a folder that can be written with --store"
    if error.errno in _FULL:
        remedy = f"free space in `{folder}`, or name another folder with --store"
    reason = error.strerror or str(error)
    return StoreError(f"cannot {doing}: {reason[:1].lower()}{reason[1:]}; no version is published. To go on, {remedy}")
