"""The workers that serve the same versions: how they are started, and what has become of them."""

from __future__ import annotations

import logging
import os
import pickle
import signal
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from nb2svc.runtime.server import kernel
from nb2svc.runtime.server.board import Board
from nb2svc.runtime.server.channel import Channel, open_channel
from nb2svc.runtime.server.crew import Restarts, Worker
from nb2svc.runtime.server.loader import Work, start_loader
from nb2svc.runtime.traffic.plan import Plan
from nb2svc.runtime.watch.places import Place

__all__ = ["Generation"]

_LOG: Final = logging.getLogger(__name__)
_MOST_EARLY_ENDS: Final = 3


class Generation:
    """Workers of one set of versions, and the loader that they are forked from.

    Args:
        work: what they do.
        size: how many there shall be.

    Attributes:
        forks: whether they share the memory of a loader; else each loads by itself.
        workers: those whose process has not ended.
        loader: process id of the loader, 0 where there is none.
        channel: to the loader.
        is_loaded: whether the loader is ready to fork.
        was_complete: whether all of them have been ready at a time.
        failure: why it will never be.
        is_bundle_at_fault: whether the bundles themselves are why.
        restarts: when the next one may start.
    """

    def __init__(self, work: Work, size: int) -> None:
        self._work = work
        self._size = size
        self._loader_started = 0.0
        self._held = frozenset[Path]()
        self._gave_loader = False
        self.forks = kernel.is_able_to_adopt()
        self.workers: list[Worker] = []
        self.loader = 0
        self.channel: Channel | None = None
        self.is_loaded = self.was_complete = False
        self.failure = ""
        self.is_bundle_at_fault = False
        self.restarts = Restarts()

    @property
    def versions(self) -> str:
        """What is served, by the names of the folders."""
        return ", ".join(f"{folder.parent.name}/{folder.name}" for folder in self._folders)

    @property
    def _folders(self) -> dict[Path, None]:
        return dict.fromkeys(folder for plan in self.plans for folder in plan.folders)

    @property
    def plans(self) -> list[Plan]:
        """What is served."""
        return [*self._work.plans]

    @property
    def staying(self) -> list[Worker]:
        """The workers that are to stay."""
        return [worker for worker in self.workers if worker.state != "leaving" and not worker.wants_to_leave]

    @property
    def is_complete(self) -> bool:
        """Whether as many workers as there shall be are ready."""
        return sum(worker.state == "ready" for worker in self.staying) >= self._size

    @property
    def lacks_worker(self) -> bool:
        """Whether another worker is to be started now."""
        return len(self.staying) < self._size and not self.restarts.pause and (self.is_loaded or not self.forks)

    @property
    def lacks_loader(self) -> bool:
        """Whether a loader is to be started now."""
        is_needed = not self._gave_loader or len(self.staying) < self._size
        return self.forks and not self.loader and is_needed and not self.restarts.pause

    def start_loader(self) -> Channel:
        """Start the loader; return the channel to it."""
        self.channel, end = open_channel()
        self.loader = start_loader(end)
        self._loader_started = time.monotonic()
        self._held = frozenset(self._folders)
        self.channel.send("work", pickle.dumps(self._work))
        return self.channel

    def take_loader(self, before: Generation) -> Channel | None:
        """Take over the loader of the generation before where it has loaded all that this one serves.

        Returns:
            the channel to it, None where it was not taken.
        """
        if not (before.forks and before.is_loaded and self._folders.keys() <= before._held):
            return None
        self.loader, self.channel, self.is_loaded = before.loader, before.channel, True
        self._loader_started, self._held = before._loader_started, before._held
        before.loader, before.channel, before.is_loaded = 0, None, False
        before._gave_loader = True
        return self.channel

    def forget_loader(self) -> None:
        """Take notice that the loader has ended."""
        self.restarts.count_end(lived=time.monotonic() - self._loader_started if self.is_loaded else 0.0)
        self.loader = 0
        self.dismiss_loader()

    def start_worker(self, number: int, board: Board) -> Worker:
        """Start a worker.

        Args:
            number: a place of the board that no process has.
            board: the board.
        """
        place = board.place(number)
        place.clear()
        channel, end = open_channel()
        worker = Worker(number=number, channel=channel, place=place)
        work = pickle.dumps(replace(self._work, place=number))
        if self.forks and self.channel is not None:
            self.channel.send("fork", work, descriptors=[end.fileno()])
            end.close()
        else:
            worker.process = start_loader(end)
            channel.send("work", work)
        self.workers.append(worker)
        return worker

    def dismiss_loader(self) -> None:
        """End the loader; the workers go on."""
        if self.loader:
            with suppress(ProcessLookupError):
                os.kill(self.loader, signal.SIGKILL)
        if self.channel is not None:
            self.channel.close()
        self.loader, self.channel, self.is_loaded = 0, None, False

    def forget_worker(self, worker: Worker) -> None:
        """Take notice that the process of a worker has ended."""
        worker.channel.close()
        self.workers.remove(worker)
        with suppress(OSError):
            Place(self._work.shared, worker.number).write({})  # its counts stay; what was so while it ran does not

    def note_loss(self, worker: Worker, how: str) -> None:
        """Take notice of a worker that ended without being told to, and decide what comes of it.

        Args:
            worker: the one that ended.
            how: how its process ended, in words.
        """
        was_ready = worker.state == "ready"
        self.restarts.count_end(lived=time.monotonic() - worker.started if was_ready else 0.0)
        if worker.killed_because:
            how = f"was ended (NB2SVC_WORKER_TIMEOUT): {worker.killed_because}"
        if self.was_complete or was_ready:
            then = f"in {self.restarts.pause:.1f} s" if self.restarts.pause else "now"
            _LOG.error("worker %d %s; another takes its place %s", worker.process, how, then)
        elif self.forks:
            # some native libraries work only in the process that has loaded them
            _LOG.warning("a worker that was forked %s before it was ready; now each loads the bundles by itself", how)
            self.forks, self.restarts = False, Restarts()
        elif self.restarts.early_ends >= _MOST_EARLY_ENDS:
            self.failure = (
                f"no worker becomes ready: the last of {self.restarts.early_ends} {how}; "
                "what it logged says more, and `--workers 1` serves without others"
            )

    def kill(self) -> list[int]:
        """End the loader and all workers at once; return the ids of these processes."""
        processes = [process for process in (self.loader, *(worker.process for worker in self.workers)) if process]
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        return processes
