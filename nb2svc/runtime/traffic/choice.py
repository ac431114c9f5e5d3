"""The version for one request: drawn by weight, or fixed by who asks."""

from __future__ import annotations

import hashlib
import random
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate

__all__ = ["Choice"]


class Choice:
    """Chooses among versions by their weights.

    Who sends a key (a user's number, say) always gets the same version. When weights change, only as many users move
    as have to: each has a place between 0 and 1 that never changes, and versions own intervals in their order.

    Args:
        weights: the weight of each version.
        salt: the service's name, so that the same users are not the first ones to get everything new.
    """

    def __init__(self, weights: Sequence[float], *, salt: str) -> None:
        total = sum(weights)
        self._bounds = [bound / total for bound in accumulate(weights)][:-1]
        self._salt = salt.encode() + b"\0"

    def choose(self, key: bytes | None) -> int:
        """Return the position of the version that answers.

        Args:
            key: who asks; None where nothing is known, and the request is drawn.
        """
        if not self._bounds:
            return 0
        return bisect(self._bounds, random.random() if key is None else self._place(key))  # noqa: S311 - no secret

    def _place(self, key: bytes) -> float:
        digest = hashlib.blake2b(self._salt + key, digest_size=8).digest()
        return int.from_bytes(digest, "big") / 2**64
