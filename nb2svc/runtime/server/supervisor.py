"""The supervisor: it holds the port, hands connections to workers, and replaces those that crash or hang.

It loads nothing and computes nothing, so that whatever a notebook does cannot reach it.
"""

from __future__ import annotations

import logging
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final, Literal

from nb2svc.diagnostics import BundleError, Nb2svcError
from nb2svc.runtime.results.source import ResultsSource
from nb2svc.runtime.server import kernel
from nb2svc.runtime.server.board import PLACES, Board
from nb2svc.runtime.server.channel import Channel, Message
from nb2svc.runtime.server.crew import Worker, describe_end, find_hang, find_large, find_uneven
from nb2svc.runtime.server.door import Door
from nb2svc.runtime.server.generation import Generation
from nb2svc.runtime.server.loader import Work
from nb2svc.runtime.server.shared_folder import share_folder
from nb2svc.runtime.server.wakeups import adopting, reap, reap_all, waking
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.traffic.plan import Plan, PlanSource
from nb2svc.runtime.watch.places import Place

__all__ = ["supervise"]

_LOG: Final = logging.getLogger(__name__)
_TICK_SECONDS: Final = 0.1
_SHARING_SECONDS: Final = 1.0
_AFTER_SHUTDOWN_SECONDS: Final = 2.0
_LAST_GIFTS_SECONDS: Final = 0.5
_MEGABYTE: Final = 1_000_000


def supervise(
    listener: socket.socket,
    source: PlanSource,
    *,
    workers: int,
    settings: Settings,
    on_ready: Callable[[], None],
    results: Sequence[ResultsSource] = (),
) -> None:
    """Serve with several processes until this one is told to stop.

    Args:
        listener: the socket that listens; it is closed at the end.
        source: tells the versions to serve; asked again every while, and followed.
        workers: how many processes answer.
        settings: limits and such.
        on_ready: called once all of them answer.
        results: tables whose results are answered too.

    Raises:
        BundleError: a bundle is not sound, or cannot be loaded here.
        Nb2svcError: the workers do not become ready.
    """
    kernel.open_many_files()
    with share_folder() as shared, adopting(), selectors.DefaultSelector() as selector:
        supervisor = _Supervisor(listener, selector, shared, source, workers, settings, on_ready, results)
        with waking(selector, supervisor.obey_signals):
            supervisor.run()


class _Supervisor:
    """State of a server; every method is called from its one loop."""

    def __init__(
        self,
        listener: socket.socket,
        selector: selectors.BaseSelector,
        shared: Path,
        source: PlanSource,
        size: int,
        settings: Settings,
        on_ready: Callable[[], None],
        results: Sequence[ResultsSource],
    ) -> None:
        self._selector = selector
        self._shared = shared
        self._source = source
        self._size = size
        self._settings = settings
        self._on_ready = on_ready
        self._results = tuple(results)
        self._board = Board(shared)
        self._door = Door(listener, selector, lambda: self._current.workers)
        self._current = self._plan()
        self._refused: list[Plan] = []
        self._complaint = ""
        self._reloads = {"done": 0, "failed": 0}
        self._counts = Place(shared, PLACES)
        self._next_question = 0.0
        self._coming: Generation | None = None
        self._passing: list[Generation] = []
        self._is_stopping = self._reload_again = False
        self._has_news = True
        self._next_look = self._next_sharing = self._stop_until = 0.0

    def run(self) -> None:
        """Do what comes up, until nothing is left to do."""
        try:
            while not (self._is_stopping and not self._workers()):
                for key, _ in self._selector.select(_TICK_SECONDS):
                    key.data()
                if self._has_news or time.monotonic() >= self._next_look:  # not after each connection
                    self._has_news = False
                    self._tend()
        finally:
            self._door.abandon()
            reap_all(process for generation in self._generations() for process in generation.kill())

    def _plan(self) -> Generation:
        work = Work(
            plans=tuple(self._source()),
            settings=self._settings,
            shared=self._shared,
            workers=self._size,
            supervisor=os.getpid(),
            results=self._results,
        )
        return Generation(work, self._size)

    def _generations(self) -> list[Generation]:
        return [self._current, *([self._coming] if self._coming else []), *self._passing]

    def _workers(self) -> list[Worker]:
        return [worker for generation in self._generations() for worker in generation.workers]

    # what is due

    def _leaving(self) -> list[Worker]:
        return [worker for worker in self._workers() if worker.state == "leaving"]

    def _tend(self) -> None:
        if self._is_stopping:
            # who was leaving may just have given connections back: the others are to have them before they go
            if not self._leaving() or time.monotonic() > self._stop_until:
                self._let_leave(self._current.workers, "stop")
        else:
            for generation in (self._current, self._coming):
                if generation is not None:
                    self._fill(generation)
            self._check_current()
            self._check_coming()
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + _TICK_SECONDS
            self._end_overdue()
        if time.monotonic() >= self._next_sharing and not self._is_stopping:
            self._next_sharing = time.monotonic() + _SHARING_SECONDS
            uneven = find_uneven(self._current.workers)
            if uneven is not None:
                uneven[0].channel.send("share", str(uneven[1]).encode())
            if self._settings.worker_memory_mb:
                self._let_large_leave(self._settings.worker_memory_mb)
        self._door.tend()

    def _fill(self, generation: Generation) -> None:
        try:
            self._start_what_lacks(generation)
        except OSError as error:  # no more processes or files for now
            generation.restarts.count_end(lived=0)
            _LOG.error("no process can be started for now: %s", error)

    def _start_what_lacks(self, generation: Generation) -> None:
        if generation.lacks_loader:
            channel = generation.start_loader()
            self._listen(channel, partial(self._hear_loader, generation, channel))
        while generation.lacks_worker:
            taken = {worker.number for worker in self._workers()}
            number = next(number for number in range(PLACES) if number not in taken)
            worker = generation.start_worker(number, self._board)
            self._listen(worker.channel, partial(self._hear_worker, generation, worker))

    def _check_current(self) -> None:
        """At the start, wait until all are there; later, let those go that were asked to and are replaced."""
        current = self._current
        if not current.was_complete:
            if current.failure:
                raise BundleError(current.failure) if current.is_bundle_at_fault else Nb2svcError(current.failure)
            if current.is_complete:
                current.was_complete = True
                self._door.begin()
                self._on_ready()
        if current.is_complete:
            self._let_leave([worker for worker in current.workers if worker.wants_to_leave], "leave")

    def _check_coming(self) -> None:
        """Let the next generation take over once all of it is there; the one before gives its connections back."""
        coming = self._coming
        if coming is None:
            self._ask_for_plans()
        elif coming.failure:
            _LOG.error("the versions stay as they are, because the new workers do not start: %s", coming.failure)
            self._refused = coming.plans
            self._abandon(coming)
            self._count_reload("failed")
        elif coming.is_complete:
            coming.was_complete = True
            before, self._current, self._coming = self._current, coming, None
            _LOG.info("%d new workers serve %s; those before them end", self._size, coming.versions)
            self._let_leave(before.workers, "leave")
            self._let_pass(before)
            self._count_reload("done")

    def _abandon(self, coming: Generation) -> None:
        self._coming = None
        self._let_pass(coming)
        for worker in [*coming.workers]:
            worker.state = "leaving"
            self._end(worker)

    def _let_pass(self, generation: Generation) -> None:
        if generation.channel is not None:
            self._forget(generation.channel)
        generation.dismiss_loader()
        if generation.workers:
            self._passing.append(generation)

    def _let_leave(self, workers: Sequence[Worker], how: Literal["stop", "leave"]) -> None:
        """Let workers finish what they have begun; who cannot, ends at once."""
        for worker in [each for each in workers if each.state != "leaving"]:
            was_ready, worker.state = worker.state == "ready", "leaving"
            worker.deadline = time.monotonic() + self._settings.shutdown_seconds + _AFTER_SHUTDOWN_SECONDS
            if not (was_ready and worker.channel.send(how)):
                self._end(worker)

    def _let_large_leave(self, limit: int) -> None:
        for worker in [each for each in self._current.workers if each.state == "ready"]:
            worker.memory = kernel.read_memory(worker.process)
            if not worker.first_memory:
                worker.first_memory = worker.memory
                if worker.memory > limit * _MEGABYTE:
                    size = worker.memory // _MEGABYTE
                    _LOG.error("NB2SVC_WORKER_MEMORY_MB is not held to: a new worker holds %d MB already", size)
        large = find_large(self._current.workers, limit * _MEGABYTE)
        if large is not None:
            large.wants_to_leave = self._has_news = True
            sizes = large.process, large.first_memory // _MEGABYTE, large.memory // _MEGABYTE
            _LOG.warning("worker %d has grown from %d to %d MB; it ends when another is there", *sizes)

    def _end_overdue(self) -> None:
        for worker in self._workers():
            worker.release()
            limit = self._settings.worker_timeout
            hang = find_hang(worker, limit) if limit and worker.state != "leaving" else ""
            if hang and not worker.killed_because:
                worker.killed_because = hang
                self._end(worker)
            elif worker.deadline is not None and time.monotonic() > worker.deadline:
                if worker.state == "leaving":
                    _LOG.warning("worker %d has not ended in time and is ended", worker.process)
                worker.deadline = None
                self._end(worker)

    # what is heard

    def _listen(self, channel: Channel, hear: Callable[[], None]) -> None:
        self._selector.register(channel, selectors.EVENT_READ, hear)

    def _forget(self, channel: Channel) -> None:
        if channel.fileno() >= 0 and channel.fileno() in self._selector.get_map():
            self._selector.unregister(channel)

    def _hear_loader(self, generation: Generation, channel: Channel) -> None:
        try:
            for message in channel.receive():
                self._note_word_of_loader(generation, message)
        except EOFError:
            self._forget(channel)  # its status follows

    def _note_word_of_loader(self, generation: Generation, message: Message) -> None:
        self._has_news = True
        if message.kind == "loaded":
            generation.is_loaded = True
        elif message.kind == "failed":
            self._note_fault(generation, message)

    def _note_fault(self, generation: Generation, message: Message) -> None:
        if generation.was_complete:
            _LOG.error("no worker can be started: %s", message.body.decode())
        else:
            generation.failure, generation.is_bundle_at_fault = message.body.decode(), True

    def _hear_worker(self, generation: Generation, worker: Worker) -> None:
        try:
            for message in worker.channel.receive():
                self._note_word(generation, worker, message)
        except EOFError:
            self._forget(worker.channel)
            if not worker.process:
                self._end(worker)
            elif worker.deadline is None:
                worker.deadline = time.monotonic() + _AFTER_SHUTDOWN_SECONDS  # its status follows

    def _note_word(self, generation: Generation, worker: Worker, message: Message) -> None:
        self._has_news = self._has_news or message.kind != "taken"
        if message.kind == "hello":
            worker.process, worker.started = int(message.body), time.monotonic()
            worker.state = "starting" if worker.state == "loading" else worker.state
        elif message.kind == "ready" and worker.state == "starting":
            worker.state = "ready"
        elif message.kind == "taken":
            worker.release()
        elif message.kind == "back" and message.descriptor >= 0:
            self._door.hand_out(socket.socket(fileno=message.descriptor))
        elif message.kind == "replace" and not self._is_stopping and not worker.wants_to_leave:
            worker.wants_to_leave = True
            _LOG.info("worker %d was asked to end; it does when another is there", worker.process)
        elif message.kind == "failed":
            self._note_fault(generation, message)

    def obey_signals(self, numbers: Sequence[int]) -> None:
        """Do what signals ask for.

        Args:
            numbers: which of them have come.
        """
        self._has_news = True
        for process, status in reap():
            self._note_status(process, status)
        if signal.SIGHUP in numbers and not self._is_stopping:
            self._reload_again = True
        for _ in [number for number in numbers if number in (signal.SIGTERM, signal.SIGINT)]:
            self._stop()

    def _note_status(self, process: int, status: int) -> None:
        for generation in self._generations():
            if process == generation.loader:
                self._note_loader_end(generation, status)
            for worker in [each for each in generation.workers if each.process == process]:
                self._note_end(generation, worker, status)

    def _note_loader_end(self, generation: Generation, status: int) -> None:
        if generation.channel is not None:
            self._forget(generation.channel)
            for message in generation.channel.receive_rest():  # what it has said last
                self._note_word_of_loader(generation, message)
        generation.forget_loader()
        if not generation.was_complete and not generation.failure:
            generation.failure = f"the process that loads {generation.versions} {describe_end(status)}"
        elif generation.was_complete and not self._is_stopping:
            _LOG.error("the process that workers are forked from %s; another is started", describe_end(status))

    def _note_end(self, generation: Generation, worker: Worker, status: int | None) -> None:
        self._has_news = True
        self._forget(worker.channel)
        for message in worker.channel.receive_rest():  # what it has said last
            self._note_word(generation, worker, message)
        generation.forget_worker(worker)
        for connection in worker.take_back():
            self._door.hand_out(connection)
        if generation in self._passing and not generation.workers:
            self._passing.remove(generation)
        if worker.state != "leaving" and not self._is_stopping and generation not in self._passing:
            generation.note_loss(worker, describe_end(status))

    # what is asked for

    def _ask_for_plans(self) -> None:
        """Start the next generation where other versions are to be served, or a new start was asked for."""
        if not self._current.was_complete or (time.monotonic() < self._next_question and not self._reload_again):
            return
        self._next_question = time.monotonic() + self._settings.watch_seconds
        try:
            coming = self._plan()
        except Exception as error:  # noqa: BLE001 - a disk that cannot be read for a moment must not end the service
            if str(error) != self._complaint or self._reload_again:
                known = isinstance(error, Nb2svcError)
                _LOG.error("the versions stay as they are: %s", error, exc_info=None if known else error)
            self._complaint, self._reload_again = str(error), False
            return
        self._complaint = ""
        if self._reload_again or coming.plans not in (self._current.plans, self._refused):
            _LOG.info("new workers are started for %s", coming.versions)
            channel = None if self._reload_again else coming.take_loader(self._current)
            if channel is not None:
                self._forget(channel)
                self._listen(channel, partial(self._hear_loader, coming, channel))
            self._coming, self._reload_again = coming, False

    def _count_reload(self, result: Literal["done", "failed"]) -> None:
        self._reloads[result] += 1
        with suppress(OSError):  # the service is worth more than a count
            self._counts.write({"versions": {}, "reloads": dict(self._reloads)})

    def _stop(self) -> None:
        """End in order; asked again, end at once."""
        if self._is_stopping:
            for generation in self._generations():
                generation.kill()
            return
        self._is_stopping = True
        self._door.close()
        if self._coming is not None:
            self._abandon(self._coming)
        for worker in self._leaving():
            worker.channel.send("stop")  # soon there is nobody any more to whom its connections could be given
        self._stop_until = time.monotonic() + _LAST_GIFTS_SECONDS

    def _end(self, worker: Worker) -> None:
        """End a process at once; one that has not said its name yet ends when its channel does."""
        if worker.process:
            with suppress(ProcessLookupError):
                os.kill(worker.process, signal.SIGKILL)
            return
        for generation in self._generations():
            if worker in generation.workers:
                self._note_end(generation, worker, None)
