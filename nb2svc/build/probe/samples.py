"""Which rows the experiments use: many, few, and single ones."""

from __future__ import annotations

import contextlib
import io
import random
import warnings
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from nb2svc.build.probe.values import torch_module

__all__ = ["JoinedRows", "PartRows", "RowOrder", "Rows", "pick_rows", "undisturbed"]

MANY: Final = 64
FEW: Final = 7
SINGLES: Final = 10
MOST_NOTABLE: Final = 150
NOTABLE_SINGLES: Final = 10
SEED: Final = 20240229


class RowOrder:
    """The rows of a loaded table, most telling first: notable ones, then the others in random order.

    The random order is our own and always the same: the notebook's random numbers must not notice.

    Args:
        total: number of rows.
        notable: ids of rows to look at first.
        name: the first loaded variable with these rows.
    """

    def __init__(self, total: int, notable: np.ndarray, name: str = "") -> None:
        self.total = total
        self.name = name
        self.notable = notable
        others = np.random.default_rng(SEED).permutation(total)
        self.order = np.concatenate([notable, others[~np.isin(others, notable)]])
        self.rank = np.empty(total, dtype=np.int64)
        self.rank[self.order] = np.arange(total)

    @property
    def is_of_parts(self) -> bool:
        """Whether these are rows of several parts of one table: nobody knows which way a request goes."""
        return False

    def samples(self) -> list[np.ndarray]:
        """Return the samples of row ids to experiment on: many rows, few, and single ones."""
        others = self.order[len(self.notable) :]
        many = np.concatenate([self.notable[:MOST_NOTABLE], others[:MANY]])
        few = self.order[-FEW:]
        # one of the few is there alone, too: what it gives alone and among others can be compared
        singles = [*self.notable[:NOTABLE_SINGLES], *self.order[::-1][FEW - 1 : FEW + SINGLES - 1]] or [self.order[0]]
        return [many, few, *(np.array([row]) for row in singles)]


class PartRows(RowOrder):
    """The rows of a table as those of one of its parts: which rows these are is over when it is served.

    Args:
        whole: the table.
        number: which part.
    """

    def __init__(self, whole: RowOrder, number: int) -> None:
        self.whole = whole
        self.total, self.notable, self.order, self.rank = whole.total, whole.notable, whole.order, whole.rank
        self.name = f"{whole.name}#{number}"


class JoinedRows(RowOrder):
    """The rows of several tables below each other; each sample is one of one of them.

    Args:
        parts: the tables.
    """

    def __init__(self, parts: tuple[RowOrder, ...]) -> None:
        super().__init__(sum(part.total for part in parts), np.array([], dtype=np.int64))
        self.parts = parts
        self.name = " and ".join(part.name for part in parts)

    @property
    def is_of_parts(self) -> bool:
        """Whether these are rows of several parts of one table."""
        return any(isinstance(part, PartRows) for part in self.parts)

    def offset(self, part: RowOrder) -> int:
        """Return the id of a part's first row."""
        return sum(p.total for p in self.parts[: self.parts.index(part)])

    def samples(self) -> list[np.ndarray]:
        """Return the samples of all parts, one part after the other."""
        return [ids + self.offset(part) for part in self.parts for ids in part.samples()]


class Rows:
    """The rows a value holds: ids of loaded rows, in the value's order. Shared by all values with the same rows.

    A row may be there several times; one that a resampling has made up has the id -1.
    """

    __slots__ = ("_positions", "ids", "table")

    def __init__(self, ids: np.ndarray, table: RowOrder) -> None:
        self.ids = ids
        self.table = table
        self._positions: np.ndarray | None = None

    def positions(self, ids: np.ndarray) -> np.ndarray:
        """Return where these rows are in the value, -1 for rows it does not hold."""
        if self._positions is None:
            self._positions = np.full(self.table.total, -1, dtype=np.int64)
            loaded = np.flatnonzero(self.ids >= 0)
            self._positions[self.ids[loaded]] = loaded
        found: np.ndarray = np.where(ids >= 0, self._positions[ids], -1)
        return found


def pick_rows(ids: np.ndarray, table: RowOrder, count: int) -> np.ndarray:
    """Return the `count` most telling of the row ids, sorted; values with the same rows give the same picks."""
    ids = np.unique(ids[ids >= 0])
    if len(ids) <= count:
        return ids
    return np.sort(ids[np.argpartition(table.rank[ids], count)[:count]])


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Run experiments so that the notebook does not notice: no output, no warnings, random numbers put back."""
    torch = torch_module()
    kept: Any = torch.get_rng_state() if torch is not None and hasattr(torch, "get_rng_state") else None
    quiet = io.StringIO()
    numpy_state, python_state = np.random.get_state(), random.getstate()  # noqa: NPY002 - the notebook's generator
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_state(numpy_state)  # noqa: NPY002
        random.setstate(python_state)
        if kept is not None and torch is not None:
            torch.set_rng_state(kept)
