"""How many processor cores this process may use, as the scheduler and the container's limits see it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from nb2svc.diagnostics import Nb2svcError

__all__ = ["count_workers", "usable_cores"]

_CGROUPS: Final = Path("/sys/fs/cgroup")
_OWN_GROUP: Final = Path("/proc/self/cgroup")


def count_workers(asked: int | str) -> int:
    """Return a number of workers.

    Args:
        asked: a number, or `auto` for one per usable core.

    Raises:
        Nb2svcError: it is neither.
    """
    text = str(asked).strip()
    if text == "auto":
        return usable_cores()
    if not text.isdecimal() or int(text) < 1:
        raise Nb2svcError(f"`{asked}` is no number of workers; give 1, 2, ... or `auto`, one per core")
    return int(text)


def usable_cores(groups: Path = _CGROUPS, own_group: Path = _OWN_GROUP) -> int:
    """Return the cores of the process: those it is bound to, or fewer where a quota of processor time says so.

    A quota of two and a half cores counts as two: with a third busy process the kernel would stop all of them for a
    part of every tenth of a second, and the slowest answers become slower.

    Args:
        groups: where the control groups are mounted.
        own_group: file that names the group of this process.
    """
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quotas = [int(quota) for quota in _quotas(groups, own_group)]
    return max(1, min([bound, *quotas]))


def _quotas(groups: Path, own_group: Path) -> Iterator[float]:
    """Yield each quota that binds this process, in cores: that of its group and of all groups around it."""
    for line in _read(own_group).splitlines():
        _, controllers, name = line.split(":", 2)
        if controllers and "cpu" not in controllers.split(","):
            continue
        # inside a container its own group is mounted as the root, whatever its name is outside
        folder = groups / "cpu" if controllers else groups
        inner = folder / name.lstrip("/")
        for place in {folder, inner, *(up for up in inner.parents if up.is_relative_to(folder))}:
            yield from _quota(place)


def _quota(place: Path) -> Iterator[float]:
    words = _read(place / "cpu.max").split()  # version 2: "150000 100000", or "max 100000"
    if not words:
        words = [*_read(place / "cpu.cfs_quota_us").split(), *_read(place / "cpu.cfs_period_us").split()]
    if len(words) == 2 and words[0].isdecimal() and int(words[1]) > 0:
        yield int(words[0]) / int(words[1])


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
