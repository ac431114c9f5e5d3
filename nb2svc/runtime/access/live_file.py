"""A file that is read again when it changes, and whose damage changes nothing."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, Generic, TypeVar

from nb2svc.diagnostics import Nb2svcError

__all__ = ["LiveFile"]

_LOG: Final = logging.getLogger(__name__)
_SECONDS: Final = 0.5
"""How often the file is looked at, at most; a look costs two microseconds."""

T = TypeVar("T")
_Stamp = tuple[int, int, int] | None


class LiveFile(Generic[T]):
    """What a file says: as it is now, or as it last was good.

    A file that is damaged or gone while a server runs must not open what it closes, nor lock out who was let in: the
    last good state stays, and the log says so, once.

    Args:
        path: the file.
        parse: from its bytes to what it says; raises ValueError where they are damaged.
        what: the words for it in messages, "the file of API keys".
        optional: whether it may be missing at first; `value` is None until it is there.

    Raises:
        Nb2svcError: it is damaged or, where it may not be, missing.
    """

    def __init__(self, path: Path, parse: Callable[[bytes], T], *, what: str, optional: bool = False) -> None:
        self._path = path
        self._parse = parse
        self._what = what
        self._next_look = float("-inf")
        self._stamp: _Stamp = _stamp(path)
        self.value: T | None = None
        if self._stamp is not None or not optional:
            self.value = self._read()

    def refresh(self, now: float) -> bool:
        """Look whether the file has changed, not too often, and take it over where it is good.

        Args:
            now: seconds of a clock that never goes back.

        Returns:
            Whether `value` is new.
        """
        if now < self._next_look:
            return False
        self._next_look = now + _SECONDS
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            self.value = self._read()
        except Nb2svcError as error:
            _LOG.error("%s; what it said before still holds", error.message)
            return False
        _LOG.info("%s is read again: %s", self._what, self._path)
        return True

    def _read(self) -> T:
        try:
            return self._parse(self._path.read_bytes())
        except OSError as error:
            raise Nb2svcError(f"{self._what}, {self._path}, cannot be read: {error.strerror or error}") from error
        except (ValueError, RecursionError) as error:
            raise Nb2svcError(f"{self._what}, {self._path}, is damaged: {error}") from error


def _stamp(path: Path) -> _Stamp:
    """Return what changes when a file does; the inode as well, for two writes within one tick of the clock."""
    try:
        facts = os.stat(path)  # noqa: PTH116 - twice as quick as pathlib's, and called while requests wait
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size, facts.st_ino
