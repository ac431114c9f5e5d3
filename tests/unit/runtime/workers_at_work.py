"""A server of several processes, a service that does what a row asks for, and clients that never stop asking."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import httpx
import psutil
from bundles import Written, write_plain

from nb2svc.manifest import Field, OutputField, RequestSchema

SERVE = """
import sys
from pathlib import Path
from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.server.serve import serve
from nb2svc.runtime.traffic.plan import Plan, Share
folders = Path(sys.argv[1])
def plan():
    shares = tuple(Share(folder=Path(folder)) for folder in folders.read_text().split())
    return Plan(service="obedient", title="obedient", shares=shares)
try:
    serve(
        lambda: [plan()],
        port=0, workers=int(sys.argv[2]), on_ready=lambda url: print(url, flush=True),
    )
except Nb2svcError as error:
    sys.exit(f"error: {error}")
print("stopped", flush=True)
"""

OBEY = """
import ctypes, os, signal, time
for what, seconds in zip(df["what"], df["seconds"]):
    if what == "sleep":
        time.sleep(seconds)
    elif what == "hold":
        ctypes.PyDLL(None).usleep(int(seconds * 1e6))
    elif what == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "orphan" and (child := os.fork()) == 0:
        if os.fork() == 0:
            time.sleep(0.1)
        os._exit(0)
return {"process": [os.getpid()] * len(df)}
"""


def write_obedient(folder: Path, *, predict: str = OBEY, **more: Any) -> Written:
    """Write a service that sleeps, holds the interpreter's lock or dies, as a row says; it answers its process id."""
    fields = (
        Field(name="what", kind="string", dtype="str", example="nothing"),
        Field(name="seconds", kind="number", dtype="float64", example=0.0),
    )
    return write_plain(
        folder,
        request=RequestSchema(name="df", input="frame", fields=fields),
        predict=predict,
        response=(OutputField(name="process", kind="integer", dtype="int64"),),
        rows=[{"what": "nothing", "seconds": 0.0}],
        service="obedient",
        **more,
    )


@dataclass
class Running:
    """A server process.

    Attributes:
        url: its address.
        process: the supervisor.
        folders: the file that lists what it serves.
        log: the file that it writes to.
    """

    url: str
    process: subprocess.Popen[str]
    folders: Path
    log: Path

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rsplit(":", 1)[1])

    def children(self, name: str) -> list[psutil.Process]:
        """Return the processes of that name."""
        found = []
        for child in psutil.Process(self.process.pid).children():
            try:
                if child.name() == name and child.status() != psutil.STATUS_ZOMBIE:
                    found.append(child)
            except psutil.NoSuchProcess:
                continue
        return found

    @property
    def workers(self) -> list[int]:
        """Process ids of the workers."""
        return sorted(child.pid for child in self.children("nb2svc-worker"))

    def spread(self) -> list[int]:
        """Return how many connections each worker has, the fewest first."""
        counts = Counter(dict.fromkeys(self.workers, 0))
        for worker in self.workers:
            for connection in psutil.Process(worker).net_connections("tcp"):
                counts[worker] += connection.status == psutil.CONN_ESTABLISHED
        return sorted(counts.values())

    def ask(self, what: str = "nothing", seconds: float = 0.0, **more: Any) -> httpx.Response:
        """Send one request on a connection of its own."""
        return httpx.post(f"{self.url}/predict", json={"what": what, "seconds": seconds}, timeout=60, **more)

    def counted(self, sample: str = "nb2svc_requests_total") -> float:
        """Return the sum of a metric's samples."""
        text = httpx.get(f"{self.url}/metrics", timeout=30).text
        return sum(float(value) for value in re.findall(rf"^{sample}\{{.*\}} (\S+)$", text, re.MULTILINE))

    def wait_until(self, holds: Callable[[], bool], *, seconds: float = 60) -> None:
        """Wait until something holds; fail with the server's words."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.02)

    def stop(self, number: int = signal.SIGTERM) -> str:
        """Ask the server to end; return its log."""
        self.process.send_signal(number)
        self.process.wait(timeout=60)
        return self.log.read_text()


@contextmanager
def working(
    folder: Path, tmp_path: Path, *, workers: int = 2, serve: str = SERVE, **settings: object
) -> Iterator[Running]:
    """Start a server, give it when it is ready, and end it."""
    folders, log = tmp_path / "folders", tmp_path / "log"
    folders.write_text(str(folder))
    environment = os.environ | {f"NB2SVC_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-c", textwrap.dedent(serve), str(folders), str(workers)]
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=output, text=True, env=environment)
    try:
        url = process.stdout.readline().strip()
        assert url.startswith("http://"), log.read_text()
        yield Running(url=url, process=process, folders=folders, log=log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


@dataclass
class Load:
    """What clients that keep their connections have seen.

    Attributes:
        answers: how many answers of each status.
        failures: what else came, in words.
        refused: how often no connection could be made.
        connections: how many were made.
        processes: how many answers of each process.
    """

    answers: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    refused: int = 0
    connections: int = 0
    processes: Counter[int] = field(default_factory=Counter)


@contextmanager
def loading(server: Running, *, clients: int = 8, body: Any = None, pause: float = 0.0) -> Iterator[Load]:
    """Send requests, one after the other from each client on a connection that is kept, until the block ends."""
    load, is_over = Load(), threading.Event()
    content = json.dumps(body or {"what": "nothing", "seconds": 0.0})

    def ask() -> None:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        while not is_over.is_set():
            try:
                if connection.sock is None:
                    connection.connect()
                    load.connections += 1
            except ConnectionError:
                load.refused += 1
                time.sleep(0.05)
                continue
            try:
                connection.request("POST", "/predict", content, {"content-type": "application/json"})
                response = connection.getresponse()
                answer = json.loads(response.read())
            except (OSError, HTTPException) as error:
                load.failures.append(repr(error))
                connection.close()
            else:
                load.answers[response.status] += 1
                load.processes[answer.get("process", 0)] += 1
            time.sleep(pause)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
