"""A process that loads bundles once and forks workers from there, so that what was loaded is in memory once.

It never computes with what it loads: native thread pools do not survive a fork, so they begin in the workers. Where
forking is not safe, each worker is a loader that becomes a worker itself.
"""

from __future__ import annotations

import gc
import json
import logging.config
import os
import pickle
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.results.source import ResultsSource
from nb2svc.runtime.server import kernel
from nb2svc.runtime.server.board import Board
from nb2svc.runtime.server.channel import Channel, Message
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.traffic.plan import Plan

__all__ = ["Work", "start_loader"]

_START: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]); "
    "from nb2svc.runtime.server.loader import run_loader; run_loader(int(sys.argv[1]))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a process of a server has to do.

    Attributes:
        plans: the versions to load, and which of them answers what.
        settings: limits and such.
        shared: the folder that all processes of the server share.
        workers: how many workers serve together.
        supervisor: process id of the supervisor.
        place: number of the worker that the loader becomes; None where it forks workers.
        results: tables whose results are answered too.
    """

    plans: tuple[Plan, ...]
    settings: Settings
    shared: Path
    workers: int
    supervisor: int
    place: int | None = None
    results: tuple[ResultsSource, ...] = ()


def start_loader(end: socket.socket) -> int:
    """Start a process that waits for `Work` at its end of a channel; return its id.

    It is a new interpreter: threads of this one, such as those that draw a spinner, cannot leave a lock in it.
    """
    os.set_inheritable(end.fileno(), True)
    command = [sys.executable, "-c", _START, str(end.fileno()), json.dumps(sys.path)]
    try:
        return os.posix_spawn(sys.executable, command, os.environ)
    finally:
        end.close()


def run_loader(descriptor: int) -> NoReturn:
    """Load what is to be loaded; then fork workers, or become one."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # these are for the supervisor, which decides
        signal.signal(ignored, signal.SIG_IGN)
    channel = Channel(socket.socket(fileno=descriptor))
    messages = _listen(channel)
    work: Work = pickle.loads(next(messages).body)  # noqa: S301 - comes from our own parent
    kernel.name_process("nb2svc-loader")
    kernel.end_with_parent(work.supervisor)
    # with one thread, OpenMP starts no others that a fork would lose; workers set what their version needs
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    start = _load(work, channel)
    channel.send("loaded")
    if work.place is not None:
        _end_after(start, channel, work)
    gc.collect()
    gc.freeze()  # the collector of a worker leaves these objects, and so the pages they are in, as they are
    for message in messages:
        own = Channel(socket.socket(fileno=message.descriptor))
        if _fork_for(work.supervisor):
            channel.close()
            _end_after(start, own, pickle.loads(message.body))  # noqa: S301 - from there as well
        own.close()
    _end(0)


def _load(work: Work, channel: Channel) -> Callable[[Channel, Work], None]:
    """Return what runs a worker; a fault of a bundle is told to the supervisor, and ends this process."""
    from nb2svc.runtime.results.desks import check_results, open_desks
    from nb2svc.runtime.server.logs import describe_logging  # these bring pandas: only after the caps are set
    from nb2svc.runtime.server.pulse import Pulse
    from nb2svc.runtime.server.worker import run_worker
    from nb2svc.runtime.traffic.deployment import deploy
    from nb2svc.runtime.watch.places import Place
    from nb2svc.runtime.web.app import create_app

    logging.config.dictConfig(describe_logging(work.settings.log_level))
    try:
        check_results(work.results, work.settings)
        loaded = deploy(work.plans)
    except Nb2svcError as error:
        channel.send("failed", str(error).encode())
        _end(1)
    board = Board(work.shared)

    def start(own: Channel, work: Work) -> None:
        assert work.place is not None
        deployments = deploy(work.plans, loaded=loaded)  # perhaps other shares of the same versions
        pulse = Pulse()
        app = create_app(
            [pulse.watch(deployment) for deployment in deployments],
            settings=work.settings,
            workers=work.workers,
            place=Place(work.shared, work.place),
            desks=open_desks(work.results, work.settings),
        )
        run_worker(app, work.settings, own, board.place(work.place), pulse)

    return start


def _listen(channel: Channel) -> Iterator[Message]:
    """Yield what the supervisor sends, until it has gone."""
    with suppress(EOFError):
        while True:
            yield from channel.receive()


def _fork_for(supervisor: int) -> bool:
    """Fork, and return whether this is the new process: its parent is the supervisor, so it outlives this loader."""
    middle = os.fork()
    if middle:
        os.waitpid(middle, 0)
        return False
    middle = os.getpid()
    if os.fork():
        _end(0)
    while os.getppid() == middle:
        time.sleep(0.0005)
    kernel.end_with_parent(supervisor)  # which adopts orphans
    return True


def _end_after(start: Callable[[Channel, Work], None], channel: Channel, work: Work) -> NoReturn:
    """Run a worker and end the process, with the exit status that it asks for."""
    status = 1
    try:
        start(channel, work)
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    except BaseException:  # noqa: BLE001 - the edge of a process: whatever it is, the supervisor goes on
        traceback.print_exc()
    _end(status)


def _end(status: int) -> NoReturn:
    """End at once: no thread that hangs is waited for, and no exit handler of the loader runs in a fork of it."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)
