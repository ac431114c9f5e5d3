"""Asks a service that runs on this machine."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["Reply", "ask"]

_SECONDS: Final = 60
# whatever the machine says of proxies, the service is here
_OPENER: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back.

    Attributes:
        answer: to the row; None where it was refused.
        faults: why it was.
        milliseconds: from the question to the answer.
    """

    answer: Any
    faults: tuple[str, ...]
    milliseconds: float


def ask(address: str, key: str, row: Any) -> Reply:
    """Return the answer of a service to one row.

    Raises:
        OSError: it does not answer.
    """
    request = urllib.request.Request(  # noqa: S310 - the address is one of our own
        f"{address}/predict",
        data=json.dumps(row).encode(),
        headers={"Content-Type": "application/json", "X-API-Key": key},
    )
    started = time.perf_counter()
    try:
        with _OPENER.open(request, timeout=_SECONDS) as response:
            body = response.read()
        took = (time.perf_counter() - started) * 1000
        return Reply(answer=json.loads(body), faults=(), milliseconds=took)
    except urllib.error.HTTPError as error:
        with error:
            body = error.read()
        took = (time.perf_counter() - started) * 1000
        return Reply(answer=None, faults=_faults(body, error.reason), milliseconds=took)


def _faults(body: bytes, reason: str) -> tuple[str, ...]:
    """Return what the service says of a row that it refuses."""
    try:
        entries = json.loads(body)["detail"]
        return tuple(_in_words(entry) for entry in entries)
    except (ValueError, KeyError, TypeError):
        return (reason,)


def _in_words(entry: dict[str, Any]) -> str:
    place = [str(part) for part in entry["loc"] if part != "body"]
    return (f"`{'.'.join(place)}`: " if place else "") + str(entry["msg"])
