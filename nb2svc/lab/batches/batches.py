"""Starts batch runs, follows and ends them. Lives in the server's loop; how a run stands is for the ledger to say."""

from __future__ import annotations

import asyncio
import contextlib
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from nb2svc.batch.ledger.ledger import Ledger, ledger_of
from nb2svc.batch.orders.order import Order
from nb2svc.diagnostics import Nb2svcError
from nb2svc.lab import tether
from nb2svc.lab.batches.orders import Orders
from nb2svc.lab.steps import Steps

__all__ = ["Batches"]

_MODULE: Final = "nb2svc.lab.batches.child"
_STEPS: Final = ("run", "publish")
_KEPT: Final = 50

OnChange = Callable[[str, str, str], None]
"""Called with the id, the notebook's path and the state of a run that has something new to tell."""


@dataclass(slots=True, kw_only=True)
class _Batch:
    """What the ledger does not know of a run that was started here."""

    key: str
    path: str
    steps: Steps = field(default_factory=lambda: Steps.of(*_STEPS))
    error: dict[str, Any] | None = None

    def facts(self) -> dict[str, Any]:
        return {**self.steps.facts(), "error": self.error}

    def take(self, event: Mapping[str, Any]) -> bool:
        match event:
            case {"event": "progress", "state": "output"}:
                return False
            case {"event": "progress"}:
                self.steps.take(event)
            case {"event": "error", **error}:
                self.error = error
        return True


class Batches:
    """The runs of one server.

    Args:
        store: the folder of the services.
        on_change: told of each change.
    """

    def __init__(self, store: Path, on_change: OnChange) -> None:
        self._store = store
        self._on_change = on_change
        self._batches: dict[str, _Batch] = {}
        self._children: dict[str, Process] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._cancelled: set[str] = set()

    @property
    def ledger(self) -> Ledger:
        """What knows of all runs, also of those that others have started."""
        return ledger_of(self._store.resolve())

    async def start(self, path: str, order: Order) -> str:
        """Start a run and return its id.

        Args:
            path: the notebook as the user knows it.
            order: what to do.

        Raises:
            BatchError: the ledger cannot be written.
        """
        now = datetime.now().astimezone()
        key = (await asyncio.to_thread(self.ledger.begin, order, time=now, now=now)).id
        self._forget_old()
        batch = _Batch(key=key, path=path)
        try:
            child = await tether.start(_MODULE, folder=Path(order.folder))
        except OSError as error:
            await self._close(key, "failed", str(error))
            raise
        self._batches[key], self._children[key] = batch, child
        self._tasks[key] = asyncio.create_task(self._follow(batch, child, Orders(run=key, order=order)))
        self._on_change(key, path, "running")
        return key

    def live(self, key: str) -> dict[str, Any]:
        """Return how far a run is, and why it failed, as far as this server knows."""
        batch = self._batches.get(key)
        return batch.facts() if batch is not None else {"steps": [], "cells": None, "error": None}

    def is_own(self, key: str) -> bool:
        """Return whether this server computes a run."""
        return key in self._children

    def count(self) -> int:
        """Return how many runs go on here."""
        return len(self._children)

    async def cancel(self, key: str) -> None:
        """End a run of this server and wait until nothing of it goes on; one that is over stays what it is."""
        child = self._children.get(key)
        if child is not None:
            self._cancelled.add(key)
            await tether.end(child)
            await asyncio.wait([self._tasks[key]])

    async def close(self) -> None:
        """End all runs: none outlives the server."""
        await asyncio.gather(*(self.cancel(key) for key in tuple(self._children)))

    def _forget_old(self) -> None:
        over = [key for key in self._batches if key not in self._children]
        for key in over[: max(0, len(over) - _KEPT)]:
            del self._batches[key], self._tasks[key]
            self._cancelled.discard(key)

    async def _follow(self, batch: _Batch, child: Process, orders: Orders) -> None:
        """Give a child its orders and take in what it tells until it ends."""

        def hear(event: dict[str, Any]) -> None:
            if batch.take(event):
                self._on_change(batch.key, batch.path, "running")

        await tether.converse(child, orders, hear=hear, finish=partial(self._finish, batch))

    async def _finish(self, batch: _Batch, code: int, words: str) -> None:
        """Let the ledger say that it is over, which the child has done unless it was killed."""
        batch.steps.end()
        if batch.key in self._cancelled:
            await self._close(batch.key, "cancelled", "it was cancelled")
        elif batch.error is None and code:
            batch.error = tether.tell_end("run", code, words)
            await self._close(batch.key, "died", batch.error["message"])
        del self._children[batch.key]
        with contextlib.suppress(Nb2svcError):  # the disk is full or gone, as whoever asks will hear
            self._on_change(batch.key, batch.path, (await asyncio.to_thread(self.ledger.run, batch.key)).state)

    async def _close(self, key: str, state: Any, message: str) -> None:
        with contextlib.suppress(Nb2svcError):
            await asyncio.to_thread(self.ledger.end, key, state, now=datetime.now(UTC), message=message)
