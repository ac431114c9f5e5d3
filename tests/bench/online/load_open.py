"""Open loop: requests come at a fixed rate whether or not earlier ones are answered, as those of the world do.

The latency of a request counts from when it was to be sent, so that a generator that falls behind hides nothing.
"""

import asyncio
import http.client
import statistics
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import httpx

__all__ = ["Open", "load_open"]

HEALTH_SECONDS = 0.02


@dataclass(frozen=True, kw_only=True)
class Open:
    """What a rate came to.

    Attributes:
        rate: requests per second that were sent.
        goodput: of them answered well within the deadline, per second.
        p50: seconds, of those answered well.
        p99: seconds, of those answered well.
        late: answered well, but after the deadline.
        refused: replies with another status.
        lost: no reply.
        health_p50: seconds until the server says that it lives.
        health_p99: the same.
    """

    rate: float
    goodput: float
    p50: float
    p99: float
    late: int
    refused: int
    lost: int
    health_p50: float
    health_p99: float


def load_open(
    port: int, path: str, health: str, bodies: Sequence[bytes], *, rate: float, seconds: float, deadline: float
) -> Open:
    """Send requests at a rate, and ask meanwhile on a connection of its own whether the server lives."""
    stop, delays = threading.Event(), []
    watcher = threading.Thread(target=_watch_health, args=(port, health, stop, delays))
    watcher.start()
    try:
        replies = asyncio.run(_send_all(f"http://127.0.0.1:{port}{path}", bodies, rate, seconds, deadline))
    finally:
        stop.set()
        watcher.join()
    good = [latency for status, latency in replies if status == 200]
    in_time = [latency for latency in good if latency <= deadline]
    return Open(
        rate=rate,
        goodput=len(in_time) / seconds,
        p50=_percentile(good, 50),
        p99=_percentile(good, 99),
        late=len(good) - len(in_time),
        refused=sum(status not in (0, 200) for status, _ in replies),
        lost=sum(status == 0 for status, _ in replies),
        health_p50=_percentile(delays, 50),
        health_p99=_percentile(delays, 99),
    )


async def _send_all(
    address: str, bodies: Sequence[bytes], rate: float, seconds: float, deadline: float
) -> list[tuple[int, float]]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    # who waits ten times as long as the deadline has given up
    async with httpx.AsyncClient(limits=limits, timeout=10 * deadline, trust_env=False) as client:

        async def send(position: int, intended: float) -> tuple[int, float]:
            body, headers = bodies[position % len(bodies)], {"content-type": "application/json"}
            try:
                reply = await client.post(address, content=body, headers=headers)
            except httpx.HTTPError:
                return 0, time.perf_counter() - intended
            return reply.status_code, time.perf_counter() - intended

        started, tasks = time.perf_counter() + 0.05, []
        for position in range(round(rate * seconds)):
            intended = started + position / rate
            await asyncio.sleep(max(0.0, intended - time.perf_counter()))
            tasks.append(asyncio.create_task(send(position, intended)))
        return await asyncio.gather(*tasks)


def _watch_health(port: int, path: str, stop: threading.Event, delays: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    while not stop.wait(HEALTH_SECONDS):
        started = time.perf_counter()
        try:
            connection.request("GET", path)
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            with suppress(OSError):
                connection.close()  # the next request opens it again
        delays.append(time.perf_counter() - started)
    connection.close()


def _percentile(values: Sequence[float], percent: int) -> float:
    if len(values) < 2:
        return values[0] if values else float("nan")
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
