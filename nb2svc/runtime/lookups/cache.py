"""What look-ups have found, kept for a while: by the columns that a cell names, which the build has tried."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final

import pandas as pd

from nb2svc.manifest import Lookup

__all__ = ["Cache"]

_MOST_ENTRIES: Final = 50_000


class Cache:
    """What was found for each key.

    Args:
        lookup: names the columns, and how long they count.
    """

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._lock = threading.Lock()
        self._found: dict[Hashable, tuple[float, pd.DataFrame]] = {}

    def look_up(self, rows: pd.DataFrame, ask: Callable[[pd.DataFrame], Any]) -> Any:
        """Return rows with what is found for them, asking only for those that are not known.

        Args:
            rows: with the columns of the key.
            ask: the look-up itself.
        """
        keys = list(zip(*(rows[name].tolist() for name in self._lookup.keys), strict=True))
        with self._lock:
            now = time.monotonic()
            pieces = [self._known(key, now) for key in keys]
        unknown = [position for position, piece in enumerate(pieces) if piece is None]
        if unknown:
            found = ask(rows.iloc[unknown])
            if not isinstance(found, pd.DataFrame) or len(found) != len(unknown):
                return found if len(unknown) == len(rows) else ask(rows)  # it drops rows, and is not kept
            added = found[list(self._lookup.added)]
            if len(unknown) == len(rows):
                self._keep(keys, added)
                return found
            for number, position in enumerate(unknown):
                pieces[position] = added.iloc[number : number + 1]
            self._keep([keys[position] for position in unknown], added)
        return self._put_together(rows, [piece for piece in pieces if piece is not None])

    def _known(self, key: Hashable, now: float) -> pd.DataFrame | None:
        until, piece = self._found.get(key, (0.0, None))
        return piece if until > now else None

    def _keep(self, keys: Sequence[Hashable], added: pd.DataFrame) -> None:
        until = time.monotonic() + self._lookup.cache_seconds
        with self._lock:
            for number, key in enumerate(keys):
                self._found.pop(key, None)  # the oldest stand first
                self._found[key] = until, added.iloc[number : number + 1]
            while len(self._found) > _MOST_ENTRIES:
                del self._found[next(iter(self._found))]

    def _put_together(self, rows: pd.DataFrame, pieces: Sequence[pd.DataFrame]) -> pd.DataFrame:
        table = rows.reset_index(drop=True) if self._lookup.new_index else rows.copy()
        added = pd.concat(pieces).set_axis(table.index)
        table[[*self._lookup.added]] = added
        return table[[name for name in self._lookup.columns if name in table.columns]]
