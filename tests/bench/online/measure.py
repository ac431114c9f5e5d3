"""One server on one notebook: started, its answers compared, then loaded, closed loop and open loop."""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from artefact import Artefact
from contenders import SERVERS, Contender, Place
from load_closed import Closed, load_closed
from load_open import Open, load_open
from processes import QUIET, DidNotStartError, Server, free_port, run_server
from requests_of import ask, bodies_of, find_difference

__all__ = ["Load", "Outcome", "measure", "serving"]

START_SECONDS = 90
CALL_SECONDS = 0.05
"""About what a call of the slow notebook takes; from it follows how many can wait within a deadline."""
CAPACITY_CLIENTS = 4
LOG_END = 800


@dataclass(frozen=True, kw_only=True)
class Load:
    """What a server is loaded with.

    Attributes:
        clients: of the closed loops, one after another.
        shares: of the open loops, rates as parts of the server's own capacity.
        seconds: of each loop.
        deadline: seconds in which an answer is wanted in an open loop; 0 where there is none.
        workers: processes that compute.
    """

    clients: Sequence[int] = ()
    shares: Sequence[float] = ()
    seconds: float
    deadline: float = 0.0
    workers: int = 1


@dataclass(kw_only=True)
class Outcome:
    """What came of a server on a notebook.

    Attributes:
        contender: its name.
        fault: why it was not timed, or not to the end.
        startup: seconds from its start to its first answer.
        memory: bytes after the loads, of all its processes.
        closed: one for each number of clients.
        open: one for each rate.
    """

    contender: str
    fault: str = ""
    startup: float = 0.0
    memory: int = 0
    closed: list[Closed] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)


def measure(contender: Contender, artefact: Artefact, load: Load, *, programs: Path, work: Path) -> Outcome:
    """Return what a contender does on a notebook; whatever goes wrong with it is in the outcome.

    Args:
        contender: the server.
        artefact: the notebook.
        load: how it is loaded.
        programs: the `bin` of its environment.
        work: a folder that nobody else uses.
    """
    outcome = Outcome(contender=contender.name)
    try:
        with serving(contender, artefact, load, programs=programs, work=work) as server:
            outcome.startup = server.startup_seconds
            if not contender.is_floor:
                outcome.fault = find_difference(contender, artefact, server.port)
            if not outcome.fault:
                _load(outcome, server, contender, artefact, load, work)
    except (DidNotStartError, OSError, subprocess.SubprocessError, ValueError, KeyError) as error:
        outcome.fault = f"{type(error).__name__}: {error}"
    return outcome


@contextmanager
def serving(
    contender: Contender, artefact: Artefact, load: Load, *, programs: Path, work: Path, service: str = ""
) -> Iterator[Server]:
    """Start a contender, give it when it answers, and end it.

    Args:
        contender: the server.
        artefact: the notebook.
        load: how it will be loaded.
        programs: the `bin` of its environment.
        work: a folder that nobody else uses.
        service: what nb2svc is to serve, where it is not the latest version.

    Raises:
        DidNotStartError: it gave no answer.
    """
    work.mkdir(parents=True)
    place = Place(
        programs=programs,
        work=work,
        port=free_port(),
        service=service or artefact.name,
        store=artefact.store,
        queue=round(load.deadline / CALL_SECONDS),
        workers=load.workers,
    )
    variables, log = _variables(contender, artefact, load, place), work / "log.txt"
    if contender.prepare is not None:
        made = subprocess.run(
            contender.prepare(place),
            check=False,
            env=os.environ | QUIET | variables,
            capture_output=True,
            text=True,
            timeout=120,
        )
        if made.returncode:
            raise DidNotStartError(made.stderr[-LOG_END:])
    started = time.perf_counter()
    with run_server(contender.command(place), variables=variables, folder=work, log=log) as server:
        server.port = place.port
        _wait(server, contender.path, bodies_of(contender, artefact)[0], log)
        server.startup_seconds = time.perf_counter() - started
        yield server


def _variables(contender: Contender, artefact: Artefact, load: Load, place: Place) -> dict[str, str]:
    variables = {
        "BENCH_ARTEFACT": str(artefact.folder),
        "BENCH_DEADLINE": str(load.deadline),
        "BENCH_QUEUE": str(place.queue),
        "BENCH_WORKERS": str(load.workers),
        "BENTOML_HOME": str(place.work / "bentoml"),
    }
    if contender.environment:
        variables["PYTHONPATH"] = str(SERVERS)
        variables["PATH"] = f"{place.programs}{os.pathsep}{os.environ['PATH']}"
    elif load.deadline:
        variables["NB2SVC_DEADLINE_SECONDS"] = str(load.deadline)
    return variables | contender.variables


def _wait(server: Server, path: str, body: bytes, log: Path) -> None:
    said, end = "nothing", time.perf_counter() + START_SECONDS
    while time.perf_counter() < end and server.is_alive():
        try:
            status, reply = ask(server.port, path, body, seconds=START_SECONDS)
        except OSError:
            time.sleep(0.02)
            continue
        if status == 200:
            return
        said = f"{status} {reply[:200]!r}"
        time.sleep(0.1)
    raise DidNotStartError(f"it answered {said}; its log ends with {log.read_text(errors='replace')[-LOG_END:]}")


def _load(outcome: Outcome, server: Server, contender: Contender, artefact: Artefact, load: Load, work: Path) -> None:
    bodies = bodies_of(contender, artefact)
    file = work / "bodies.txt"
    file.write_bytes(b"\n".join(bodies) + b"\n")
    address = f"http://127.0.0.1:{server.port}{contender.path}"

    def loop(clients: int) -> Closed:
        return load_closed(address, file, clients=clients, seconds=load.seconds, cpu_seconds=server.cpu_seconds)

    outcome.closed += [loop(clients) for clients in load.clients]
    if load.shares:
        capacity = loop(CAPACITY_CLIENTS)
        outcome.closed.append(capacity)
        for share in load.shares:
            outcome.open.append(
                load_open(
                    server.port,
                    contender.path,
                    contender.health,
                    bodies,
                    rate=share * capacity.good,
                    seconds=load.seconds,
                    deadline=load.deadline,
                )
            )
            time.sleep(load.deadline)  # what is left of the overload is not the next rate's
    outcome.memory = server.memory_bytes()
