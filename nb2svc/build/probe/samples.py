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

__all__ = ["Rows", "choose_samples", "pick_rows", "undisturbed"]

MANY: Final = 64
FEW: Final = 7
SINGLES: Final = 10
SEED: Final = 20240229


class Rows:
    """The rows a value holds: ids of loaded rows, in the value's order. Shared by all values with the same rows."""

    __slots__ = ("_positions", "ids", "total")

    def __init__(self, ids: np.ndarray, total: int) -> None:
        self.ids = ids
        self.total = total
        self._positions: np.ndarray | None = None

    def positions(self, ids: np.ndarray) -> np.ndarray:
        """Return where these rows are in the value, -1 for rows it does not hold."""
        if self._positions is None:
            self._positions = np.full(self.total, -1, dtype=np.int64)
            self._positions[self.ids] = np.arange(len(self.ids))
        found: np.ndarray = self._positions[ids]
        return found


def shuffle_rows(total: int) -> np.ndarray:
    """Return all row ids in random order, always the same for the same number of rows.

    The generator is our own with a fixed seed: the notebook's random numbers must not notice.
    """
    return np.random.default_rng(SEED).permutation(total)


def pick_rows(ids: np.ndarray, total: int, count: int) -> np.ndarray:
    """Return `count` of the row ids, by chance but always the same: values with the same rows give the same picks."""
    if len(ids) <= count:
        return np.sort(ids)
    rank = np.empty(total, dtype=np.int64)
    rank[shuffle_rows(total)] = np.arange(total)
    return np.sort(ids[np.argpartition(rank[ids], count)[:count]])


def choose_samples(total: int) -> list[np.ndarray]:
    """Return the samples of row ids to experiment on."""
    order = shuffle_rows(total)
    many = order[:MANY]
    few = order[MANY : MANY + FEW] if total > MANY else order[:FEW]
    rest = order[MANY + FEW :] if total > MANY + FEW + SINGLES else order
    singles = [rest[i : i + 1] for i in range(min(SINGLES, len(rest)))]
    return [many, few, *singles]


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Run experiments so that the notebook does not notice: no output, no warnings, random numbers put back."""
    torch = torch_module()
    kept: Any = torch.get_rng_state() if torch is not None and hasattr(torch, "get_rng_state") else None
    numpy_state, python_state = np.random.get_state(), random.getstate()  # noqa: NPY002 - the notebook's generator
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_state(numpy_state)  # noqa: NPY002
        random.setstate(python_state)
        if kept is not None and torch is not None:
            torch.set_rng_state(kept)
