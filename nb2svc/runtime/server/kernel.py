"""What the kernel does for a family of processes; each does nothing where the kernel cannot."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

__all__ = [
    "adopt_orphans",
    "end_with_parent",
    "is_able_to_adopt",
    "name_process",
    "offer_to_end_first",
    "open_many_files",
    "read_memory",
]

_SET_PARENT_DEATH_SIGNAL: Final = 1
_SET_NAME: Final = 15
_SET_CHILD_SUBREAPER: Final = 36
_MANY_FILES: Final = 65536


def is_able_to_adopt() -> bool:
    """Return whether grandchildren of a process can become its children."""
    return sys.platform == "linux"


def adopt_orphans(*, adopts: bool) -> None:
    """Let processes whose parent ends become children of this one, or no longer."""
    _control(_SET_CHILD_SUBREAPER, int(adopts))


def end_with_parent(parent: int) -> None:
    """Let the kernel end this process when its parent ends, however that happens.

    Args:
        parent: id of the parent; where it has ended already, so does this process.
    """
    _control(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def name_process(name: str) -> None:
    """Give this process a name that `ps` and `top` show; 15 characters at most."""
    _control(_SET_NAME, name.encode())


def offer_to_end_first() -> None:
    """Where memory runs out, let the kernel end this process before others of the service: it is replaced."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")


def open_many_files() -> None:
    """Raise the number of files, and so of connections, that this process may have open, as far as it may."""
    import resource  # of Unix only, as this is

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MANY_FILES if hard == resource.RLIM_INFINITY else min(hard, _MANY_FILES)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def read_memory(process: int) -> int:
    """Return the bytes of memory that a process holds, what it shares with others counted; 0 where nobody knows."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _control(option: int, value: int | bytes) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)
