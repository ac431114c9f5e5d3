"""The id of a request: the caller's own where it has one, on the answer and in every line of the log about it."""

from __future__ import annotations

import logging
import os
import re
from contextvars import ContextVar
from itertools import count
from typing import Final

__all__ = ["CURRENT_REQUEST", "RequestIdFilter", "RequestIds"]

CURRENT_REQUEST: ContextVar[str | tuple[str, ...]] = ContextVar("request", default="")
"""The id of the request that is answered here, or the ids of those that one call of the model answers together."""

_GOOD: Final = re.compile(rb"[A-Za-z0-9._:/+=-]{1,128}")
"""What an id may look like: nothing that could forge a line of the log, or break one."""


_FORKS: Final = [0]
"""How many processes this one was forked from; asking for the process's number would cost each request more."""


def _count_fork() -> None:
    _FORKS[0] += 1


if hasattr(os, "register_at_fork"):  # there are no forks elsewhere
    os.register_at_fork(after_in_child=_count_fork)


class RequestIds:
    """Makes ids: a random part for the process and a number, quicker to make than random ones and as distinct."""

    def __init__(self) -> None:
        self._forks = -1
        self._prefix = ""
        self._numbers = count()

    def of(self, sent: bytes | None) -> str:
        """Return the id of a request.

        Args:
            sent: its header `X-Request-Id`; one that is too long or holds odd characters is replaced.
        """
        if sent is not None and _GOOD.fullmatch(sent):
            return sent.decode("ascii")
        if self._forks != _FORKS[0]:  # a worker that was forked from another goes on with a part of its own
            self._forks, self._prefix, self._numbers = _FORKS[0], os.urandom(6).hex(), count(1)
        return f"{self._prefix}-{next(self._numbers):x}"


class RequestIdFilter(logging.Filter):
    """Puts the id of the request before each message that is logged while it is answered."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; let it through."""
        current = CURRENT_REQUEST.get()
        if current:
            ids = current if isinstance(current, str) else ", ".join(current)
            # the message is put together here, so that a `%` in an id is no place for an argument
            record.msg, record.args = f"[request {ids}] {record.getMessage()}", None
        return True
