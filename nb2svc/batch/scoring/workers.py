"""Processes that answer chunks beside each other, each with the version loaded once; answers come back in order."""

from __future__ import annotations

import os
import queue
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from nb2svc.batch.errors import WorkerError
from nb2svc.batch.scoring.answering import ChunkAnswers, answer_chunk
from nb2svc.diagnostics import Nb2svcError, StageError
from nb2svc.runtime import load_bundle
from nb2svc.runtime.server.cores import usable_cores
from nb2svc.runtime.service import Service

__all__ = ["answer_chunks"]

_AHEAD: Final = 2
"""So many chunks a worker has: one that it answers, and the next."""
_GRACE: Final = 5.0
_POOLS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_MAX_THREADS")
_JOBS: Final = "LOKY_MAX_CPU_COUNT"  # what `n_jobs=-1` of scikit-learn stands for

Answers = Generator[tuple[pd.DataFrame, ChunkAnswers], None, None]


def answer_chunks(service: Service, chunks: Iterable[pd.DataFrame], *, processes: int = 1) -> Answers:
    """Yield each chunk with its answers, in order; a few more chunks than there are processes are held at once.

    Args:
        service: the version, loaded; other processes load it from its folder.
        chunks: rows, with other columns too.
        processes: how many answer; a table of one chunk is answered in this process.

    Raises:
        StageError: a look-up fails.
        WorkerError: a process died.
    """
    read = [f.name for f in service.manifest.request.fields if f.required]
    rest = iter(chunks)
    first = list(islice(rest, 2 if processes > 1 else 1))
    if len(first) == 2:
        with _start_workers(service, processes) as crew:
            yield from crew.answer(chain(first, rest), read)
        return
    for chunk in chain(first, rest):
        yield chunk, answer_chunk(service, chunk[read])


class _Failed(NamedTuple):
    """What a worker sends where there is no answer."""

    is_stage: bool
    message: str


class _Worker:
    """A process, and the chunks that it has.

    Args:
        folder: of the version.
    """

    def __init__(self, folder: Path) -> None:
        context = get_context("spawn")  # a fork would copy the threads of a kernel, and their locks
        self._line, theirs = context.Pipe()
        # no daemon, for those may have no children of their own, which a notebook's code may want
        self._process = context.Process(target=_work, args=(theirs, folder))
        self._process.start()
        theirs.close()

    def send(self, rows: pd.DataFrame) -> None:
        self._line.send(rows)

    def receive(self) -> Any:
        return self._line.recv()

    def explain_death(self) -> str:
        self._process.join(_GRACE)
        code = self._process.exitcode
        if code is None or code >= 0:
            return f"ended with code {code}"
        return f"was killed by signal {-code}"

    def end(self) -> None:
        self._line.close()
        self._process.terminate()
        self._process.join(_GRACE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


class _Crew:
    """Workers that are started when there is something for them to do.

    Args:
        service: the version.
        size: how many there may be.
    """

    def __init__(self, service: Service, size: int) -> None:
        self._folder = service.folder.resolve()
        self._size = size
        self._workers: list[_Worker] = []

    def answer(self, chunks: Iterable[pd.DataFrame], read: list[str]) -> Answers:
        """Yield chunks with their answers: each worker gets every so-manieth, and has two at most."""
        sent: deque[tuple[pd.DataFrame, int, int]] = deque()
        start = 0
        for number, chunk in enumerate(chunks):
            if len(sent) == _AHEAD * self._size:
                yield self._receive(*sent.popleft())
            self._send(number, chunk[read])
            sent.append((chunk, number, start))
            start += len(chunk)
        while sent:
            yield self._receive(*sent.popleft())

    def end(self) -> None:
        for worker in self._workers:
            worker.end()

    def _send(self, number: int, rows: pd.DataFrame) -> None:
        if len(self._workers) < self._size:
            with _shared_cores(self._size):
                self._workers.append(_Worker(self._folder))
        with suppress(OSError):  # it is dead: what it had last is told when its answer is asked for
            self._workers[number % self._size].send(rows)

    def _receive(self, chunk: pd.DataFrame, number: int, start: int) -> tuple[pd.DataFrame, ChunkAnswers]:
        worker = self._workers[number % self._size]
        try:
            found = worker.receive()
        except (EOFError, OSError) as error:
            raise WorkerError(
                f"a process {worker.explain_death()} while it answered rows {start + 1:,} to {start + len(chunk):,}: "
                "often there is too little memory for so many of them; ask for fewer with `--processes`"
            ) from error
        if isinstance(found, _Failed):
            raise StageError(found.message) if found.is_stage else WorkerError(found.message)
        return chunk, found


@contextmanager
def _start_workers(service: Service, size: int) -> Iterator[_Crew]:
    crew = _Crew(service, size)
    try:
        yield crew
    finally:
        crew.end()


@contextmanager
def _shared_cores(size: int) -> Iterator[None]:
    """Let processes that are started here take their part of the cores, where the version does not say how many."""
    part = str(max(1, usable_cores() // size))
    before: Mapping[str, str | None] = {name: os.environ.get(name) for name in (*_POOLS, _JOBS)}
    os.environ |= {name: part for name, value in before.items() if value is None}
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]


def _work(line: Connection, folder: Path) -> None:
    """Answer what comes, until nobody is there any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started this
    rows: queue.SimpleQueue[pd.DataFrame] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(line, rows), daemon=True).start()
    try:
        service = load_bundle(folder)
        while True:
            line.send(answer_chunk(service, rows.get()))
    except (BrokenPipeError, ConnectionError):
        return
    except Nb2svcError as error:
        line.send(_Failed(is_stage=isinstance(error, StageError), message=error.message))
    except Exception as error:  # noqa: BLE001 - an edge: the other process must hear of it, whatever it is
        line.send(_Failed(is_stage=False, message=f"{type(error).__name__}: {error}"))


def _listen(line: Connection, rows: queue.SimpleQueue[pd.DataFrame]) -> None:
    """Take in chunks while others are answered; the end of the line is the end of this process."""
    try:
        while True:
            rows.put(line.recv())
    except (EOFError, OSError):
        os._exit(1)
