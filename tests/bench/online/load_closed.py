"""Closed loop: so many clients, each of which asks again as soon as it is answered. By wrk."""

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from processes import OtherLoad

__all__ = ["Closed", "load_closed"]

SCRIPT = Path(__file__).parent / "rotate.lua"


@dataclass(frozen=True, kw_only=True)
class Closed:
    """What a load came to.

    Attributes:
        clients: how many asked.
        good: answers with a status of success per second.
        p50: seconds, of all replies.
        p99: seconds, of all replies.
        refused: replies with another status.
        lost: connections that broke, and requests without a reply.
        cpu: processor seconds of the server for 1000 requests that it answered.
        generator: processor seconds of wrk for 1000 requests.
        others: what else used the machine meanwhile, as a share of all its processors.
    """

    clients: int
    good: float
    p50: float
    p99: float
    refused: int
    lost: int
    cpu: float
    generator: float
    others: float


def load_closed(
    address: str, bodies: Path, *, clients: int, seconds: float, cpu_seconds: Callable[[], float]
) -> Closed:
    """Load an address, after a shorter load that does not count.

    Args:
        address: with its path.
        bodies: file of request bodies, one a line.
        clients: how many connections.
        seconds: how long.
        cpu_seconds: tells what the server has used so far.
    """
    _run_wrk(address, bodies, clients, max(1.0, seconds / 4))
    watch, server, children = OtherLoad(), cpu_seconds(), _children_seconds()
    found = _run_wrk(address, bodies, clients, seconds)
    server, children = cpu_seconds() - server, _children_seconds() - children
    good = max(found["requests"] - found["refused"], 0)
    return Closed(
        clients=clients,
        good=good / found["seconds"],
        p50=found["p50"],
        p99=found["p99"],
        refused=found["refused"],
        lost=found["lost"],
        cpu=1000 * server / max(good, 1),
        generator=1000 * children / max(found["requests"], 1),
        others=watch.share(server + children),
    )


def _run_wrk(address: str, bodies: Path, clients: int, seconds: float) -> dict:
    options = ["-t1", f"-c{clients}", f"-d{max(1, round(seconds))}s", "--timeout", "10s", "-s", str(SCRIPT)]
    ran = subprocess.run(
        ["wrk", *options, address],
        env=os.environ | {"BENCH_BODIES": str(bodies)},
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 30,
    )
    return json.loads(ran.stdout.partition("SUMMARY ")[2])


def _children_seconds() -> float:
    times = os.times()
    return times.children_user + times.children_system
