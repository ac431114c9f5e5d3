"""Asks a service that runs on this machine."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Final

__all__ = ["Reply", "ask"]

_SECONDS: Final = 300
# whatever the machine says of proxies, the service is here
_OPENER: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a service answered, also where it refused, and how long that took."""

    body: bytes
    milliseconds: float


def ask(address: str, key: str, body: bytes) -> Reply:
    """Return the answer of a service to one row.

    Args:
        address: of the service.
        key: lets us in.
        body: the row as JSON.

    Raises:
        OSError: it does not answer.
    """
    headers = {"Content-Type": "application/json", "X-API-Key": key}
    request = urllib.request.Request(f"{address}/predict", data=body, headers=headers)  # noqa: S310 - one of our own
    began = time.perf_counter()
    try:
        with _OPENER.open(request, timeout=_SECONDS) as response:
            answer = response.read()
    except urllib.error.HTTPError as error:
        with error:
            answer = error.read()
    return Reply(body=answer, milliseconds=(time.perf_counter() - began) * 1000)
