"""Servers as processes: start, first answer, processor time and memory of the tree, end. Ends only what it started."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

__all__ = ["QUIET", "DidNotStartError", "OtherLoad", "Server", "free_port", "run_server"]

QUIET = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "BENTOML_DO_NOT_TRACK": "True"}
THREADS = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")}
END_SECONDS = 10


class DidNotStartError(Exception):
    """A server gave no answer in time; the message has the end of its log."""


class Server:
    """A running server with all the processes below it."""

    def __init__(self, process: subprocess.Popen) -> None:
        self._process = process
        self._root = psutil.Process(process.pid)
        self._seen: dict[int, psutil.Process] = {}
        self.port = 0
        self.startup_seconds = 0.0

    def tree(self) -> list[psutil.Process]:
        """Return the processes that are there now."""
        try:
            found = [self._root, *self._root.children(recursive=True)]
        except psutil.NoSuchProcess:
            found = []
        self._seen |= {process.pid: process for process in found}
        return found

    def cpu_seconds(self) -> float:
        """Return the processor time that the tree has used so far."""
        total = 0.0
        for process in self.tree():
            with _gone_is_zero():
                total += sum(process.cpu_times()[:4])  # user, system, and those of children that have ended
        return total

    def memory_bytes(self) -> int:
        """Return the memory of the tree; what processes share counts once (PSS)."""
        total = 0
        for process in self.tree():
            with _gone_is_zero():
                total += process.memory_full_info().pss
        return total

    def is_alive(self) -> bool:
        """Return whether the first process still runs."""
        return self._process.poll() is None

    def end(self) -> None:
        """End the tree: ask the first process, then kill what is left of those seen below it."""
        self.tree()
        if self.is_alive():
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        _, left = psutil.wait_procs(list(self._seen.values()), timeout=2)
        for process in left:
            with _gone_is_zero():
                process.kill()
        psutil.wait_procs(left, timeout=2)


@contextmanager
def _gone_is_zero() -> Iterator[None]:
    try:
        yield
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return


@contextmanager
def run_server(command: Sequence[str], *, variables: Mapping[str, str], folder: Path, log: Path) -> Iterator[Server]:
    """Start a server with one thread for each library that computes, and end it at the end.

    Args:
        command: its command line.
        variables: of its environment, beside what this program has.
        folder: where it runs.
        log: where its output goes.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command],
            cwd=folder,
            env=os.environ | THREADS | QUIET | variables,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C ends this program, which then ends the server in order
        )
    server = Server(process)
    try:
        yield server
    finally:
        server.end()


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens at now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class OtherLoad:
    """How much of the machine others used meanwhile."""

    def __init__(self) -> None:
        self._started, self._busy = time.perf_counter(), _busy_seconds()

    def share(self, mine: float) -> float:
        """Return the share of all processors since the start, without processor seconds of mine."""
        seconds = (time.perf_counter() - self._started) * (psutil.cpu_count() or 1)
        return max(0.0, _busy_seconds() - self._busy - mine) / seconds


def _busy_seconds() -> float:
    times = psutil.cpu_times()
    return sum(times) - times.idle - getattr(times, "iowait", 0.0) - getattr(times, "guest", 0.0)
