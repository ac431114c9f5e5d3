"""Whether a request is lost when another version is promoted while clients ask: `nb2svc promote` under load."""

import subprocess
import threading
import time
import urllib.request
from dataclasses import dataclass, replace
from pathlib import Path

from artefact import Artefact
from contenders import OURS, Contender
from load_closed import Closed, load_closed
from measure import Load, serving
from requests_of import bodies_of

import nb2svc

__all__ = ["Promotion", "promote_under_load"]

CLIENTS = 32
WATCH_SECONDS = 0.2


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """What came of it.

    Attributes:
        load: the load meanwhile.
        promotions: how many there were.
        versions: that answered, in their order, one after another where it changed.
    """

    load: Closed
    promotions: int
    versions: list[str]


def promote_under_load(
    contender: Contender, artefact: Artefact, notebook: Path, *, load: Load, work: Path
) -> Promotion:
    """Build a second version, and promote one after the other while clients ask.

    Args:
        contender: ours.
        artefact: the first version.
        notebook: its source; the second version is built from it with a line more.
        load: how long the load goes on, and how many workers there are.
        work: a folder that nobody else uses.
    """
    second = work / notebook.name
    work.mkdir(parents=True)
    second.write_text(f"{notebook.read_text()}\nsecond_version = True\n")
    nb2svc.build(second, store=artefact.store)
    _promote(artefact, 1)
    quick = replace(contender, variables={"NB2SVC_WATCH_SECONDS": str(WATCH_SECONDS)})
    place = {"programs": OURS, "work": work / "server", "service": f"{artefact.name}@champion"}
    with serving(quick, artefact, load, **place) as server:
        bodies = work / "bodies.txt"
        bodies.write_bytes(b"\n".join(bodies_of(contender, artefact)) + b"\n")
        address, stop, seen, count = f"http://127.0.0.1:{server.port}{contender.path}", threading.Event(), [], [0]

        def keep_promoting() -> None:
            for number in (2, 1) * round(load.seconds + 10):
                if stop.is_set():
                    return
                _promote(artefact, number)
                count[0] += 1
                end = time.perf_counter() + 5 * WATCH_SECONDS
                while time.perf_counter() < end and not stop.wait(WATCH_SECONDS / 4):
                    version = _version_at(address, bodies_of(contender, artefact)[0])
                    if not seen or seen[-1] != version:
                        seen.append(version)

        promoter = threading.Thread(target=keep_promoting)
        promoter.start()
        try:
            found = load_closed(address, bodies, clients=CLIENTS, seconds=load.seconds, cpu_seconds=server.cpu_seconds)
        finally:
            stop.set()
            promoter.join()
    return Promotion(load=found, promotions=count[0], versions=seen)


def _promote(artefact: Artefact, number: int) -> None:
    command = [str(OURS / "nb2svc"), "promote", f"{artefact.name}@{number}", "--store", str(artefact.store)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def _version_at(address: str, body: bytes) -> str:
    request = urllib.request.Request(address, body, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as reply:
        return str(reply.headers["x-nb2svc-version"])
