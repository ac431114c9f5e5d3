"""Buckets that hold callers to a rate."""

from __future__ import annotations

from nb2svc.runtime.rates import Rate

__all__ = ["TokenBucket"]


class TokenBucket:
    """A bucket that holds as many requests as the rate names and is filled again evenly.

    A caller who was quiet may so send `count` requests at once, and `count` per period in the long run.

    Args:
        rate: the rate of the whole server.
        share: the part of it that is this process's own; connections are spread evenly over worker processes, and a
            count that all of them share would cost each request more than the request itself.
    """

    __slots__ = ("_at", "_capacity", "_per_second", "_tokens")

    def __init__(self, rate: Rate, *, share: float = 1.0) -> None:
        self._per_second = rate.count * share / rate.seconds
        self._capacity = max(1.0, rate.count * share)  # below one, no request would ever be let through
        self._tokens = self._capacity
        self._at = float("-inf")

    def wait(self, now: float) -> float:
        """Return in how many seconds a request may come; 0 when one may come now.

        Args:
            now: seconds of a clock that never goes back.
        """
        self._tokens = min(self._capacity, self._tokens + (now - self._at) * self._per_second)
        self._at = now
        return 0.0 if self._tokens >= 1 else (1 - self._tokens) / self._per_second

    def take(self) -> None:
        """Count one request; `wait` has said that it may come."""
        self._tokens -= 1
