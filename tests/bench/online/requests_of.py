"""Requests of a contender: bodies of golden rows, one question, and whether its answers are the notebook's."""

import http.client
import json
import math
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from artefact import Artefact
from contenders import Contender

__all__ = ["ask", "bodies_of", "find_difference"]

TOGETHER = 4
"""How many ask at the same time while answers are compared: batches must not mix answers up."""
CLOSE = 1e-9
TRIES = 10
"""A refusal is no wrong answer: whoever is refused asks again."""


def bodies_of(contender: Contender, artefact: Artefact) -> list[bytes]:
    """Return the body of each golden row as the contender takes it, without spaces."""
    return [json.dumps(contender.wrap(row), separators=(",", ":")).encode() for row in artefact.rows]


def ask(port: int, path: str, body: bytes | None = None, *, seconds: float = 30) -> tuple[int, bytes]:
    """Return status and body of the reply to a POST, or to a GET where there is no body.

    Raises:
        OSError: nobody listens, or the connection breaks.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        method = "GET" if body is None else "POST"
        connection.request(method, path, body, {"content-type": "application/json"} if body else {})
        reply = connection.getresponse()
        return reply.status, reply.read()
    except http.client.HTTPException as error:
        raise ConnectionError(f"no HTTP reply: {error!r}") from error
    finally:
        connection.close()


def find_difference(contender: Contender, artefact: Artefact, port: int) -> str:
    """Return how the answers differ from the notebook's golden ones, empty where they are the same.

    Every row is asked alone at first, then all of them by several callers at once.
    """
    bodies = bodies_of(contender, artefact)

    def differs(position: int) -> str:
        for _ in range(TRIES):
            status, reply = ask(port, contender.path, bodies[position])
            if status == 200:
                break
            time.sleep(0.1)
        else:
            return f"row {position}: status {status}, {reply[:200]!r}"
        answer, expected = contender.unwrap(json.loads(reply)), artefact.answers[position]
        return "" if _same(answer, expected) else f"row {position}: {answer}, expected {expected}"

    with ThreadPoolExecutor(TOGETHER) as callers:
        return next(filter(None, [*map(differs, range(10)), *callers.map(differs, range(len(bodies)))]), "")


def _same(answer: Any, expected: Any) -> bool:
    if isinstance(expected, dict):
        return isinstance(answer, dict) and all(_same(answer.get(name), value) for name, value in expected.items())
    if isinstance(expected, float):
        return isinstance(answer, (int, float)) and math.isclose(answer, expected, rel_tol=CLOSE)
    return answer == expected
