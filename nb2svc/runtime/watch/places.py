"""The counts of all worker processes, in a folder that they share: a file for each worker's place.

Every process writes its own counts there a few times a second, and only where they have changed: a request pays
nothing for it, and `/metrics` of any worker is the sum of all files. A worker that is replaced leaves its place to the
next, which goes on from its counts: no counter falls, and what a killed worker counted in its last moment is all that
is lost.
"""

from __future__ import annotations

import os
from pathlib import Path

import orjson

from nb2svc.runtime.watch.snapshots import Snapshot, forget_gauges, merge

__all__ = ["Place"]


class Place:
    """The place of one worker in the folder of its server.

    Args:
        folder: the server's; in memory where the machine has such a place.
        number: the worker's.
    """

    def __init__(self, folder: Path, number: int) -> None:
        self._folder = folder
        self._path = folder / f"counts-{number}.json"
        self._written = b""
        self._before = forget_gauges(_read(self._path))

    def write(self, own: Snapshot) -> None:
        """Show the counts of this process to the others.

        Args:
            own: what it has counted since it started.
        """
        content = orjson.dumps(merge((self._before, own)))
        if content == self._written:
            return
        beside = self._path.with_suffix(".new")
        beside.write_bytes(content)
        os.replace(beside, self._path)  # noqa: PTH105 - the quicker of the two; a reader sees the old or the new file
        self._written = content

    def add_up(self, own: Snapshot) -> Snapshot:
        """Return the counts of all workers.

        Args:
            own: what this one has counted since it started.
        """
        others = (path for path in sorted(self._folder.glob("counts-*.json")) if path != self._path)
        return merge((merge((self._before, own)), *(_read(path) for path in others)))


def _read(path: Path) -> Snapshot:
    try:
        snapshot: Snapshot = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    return snapshot
