"""Starts builds, follows them and ends them. Lives in the server's loop; all computing is done by the child."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from asyncio.subprocess import Process
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from nb2svc.diagnostics import Nb2svcError
from nb2svc.lab import tether
from nb2svc.lab.builds.build import Build, State
from nb2svc.lab.builds.orders import Orders
from nb2svc.lab.builds.records import Records, interruption

__all__ = ["Builds", "BusyError"]

_MODULE: Final = "nb2svc.lab.builds.child"
_KEPT: Final = 20

OnChange = Callable[[str, str, str], None]
"""Called with the id, the notebook's path and the state of a build that has something new to tell."""


class BusyError(Nb2svcError):
    """Something is in the way that ends by itself, or that the user can end."""


class Builds:
    """The builds of one server.

    Args:
        store: the folder of the services.
        on_change: told of each change.
    """

    def __init__(self, store: Path, on_change: OnChange) -> None:
        self._records = Records(store)
        self._on_change = on_change
        self._builds: dict[str, Build] = {}
        self._children: dict[str, Process] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._unwanted: dict[str, State] = {}

    async def start(self, path: str, orders: Orders) -> str:
        """Start a build and return its id.

        Args:
            path: the notebook as the user knows it.
            orders: what to build.

        Raises:
            BusyError: the notebook is being built.
            StoreError: the store cannot be written.
        """
        if any(build.path == path and build.state == "running" for build in self._builds.values()):
            raise BusyError(f"`{path}` is being built: wait for it, or cancel it")
        key = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        build = Build(key=key, path=path, started=_now())
        self._builds[key] = build  # before anything is waited for: of two that ask at once, one is second
        try:
            held = self._records.hold(key)
            self._records.tidy()
            self._forget_old()
            self._records.write(build.facts())
            child = await tether.start(_MODULE, folder=Path(orders.file).parent)
        except BaseException:
            del self._builds[key]
            raise
        self._children[key] = child
        self._tasks[key] = asyncio.create_task(self._follow(build, child, orders, held))
        self._on_change(key, path, build.state)
        return key

    def find(self, key: str) -> dict[str, Any] | None:
        """Return the facts of a build, also of one that an earlier server started; None where there is none."""
        build = self._builds.get(key)
        return build.facts() if build is not None else self._records.find(key)

    def list(self, path: str) -> list[dict[str, Any]]:
        """Return the builds of a notebook, latest first, without what they printed."""
        known = {facts["id"]: facts for facts in self._records.read()}
        known |= {key: build.facts() for key, build in self._builds.items()}
        own = [{**facts, "output": ""} for facts in known.values() if facts["path"] == path]
        return sorted(own, key=lambda facts: facts["id"], reverse=True)

    def count(self) -> int:
        """Return how many builds go on."""
        return len(self._children)

    async def cancel(self, key: str, state: State = "cancelled") -> None:
        """End a build and wait until nothing of it runs; one that is over stays what it is.

        Args:
            key: which one.
            state: how it ends.
        """
        child = self._children.get(key)
        if child is None:
            return
        self._unwanted.setdefault(key, state)
        await tether.end(child)
        await asyncio.wait([self._tasks[key]])  # its last words are still being read

    async def close(self) -> None:
        """End all builds: none outlives the server."""
        await asyncio.gather(*(self.cancel(key, "interrupted") for key in tuple(self._children)))

    def _forget_old(self) -> None:
        """Leave the builds of long ago to their records."""
        over = [key for key, build in self._builds.items() if build.state != "running"]
        for key in over[: max(0, len(over) - _KEPT)]:
            del self._builds[key], self._tasks[key]
            self._unwanted.pop(key, None)

    async def _follow(self, build: Build, child: Process, orders: Orders, held: int) -> None:
        """Give a child its orders and take in what it tells until it ends."""

        def hear(event: dict[str, Any]) -> None:
            if build.take(event):
                self._on_change(build.key, build.path, build.state)

        try:
            await tether.converse(child, orders, hear=hear, finish=partial(self._finish, build))
        finally:
            os.close(held)

    async def _finish(self, build: Build, code: int, words: str) -> None:
        del self._children[build.key]
        if build.version is not None:
            build.end("published", _now())
        elif build.key in self._unwanted:
            state = self._unwanted[build.key]
            build.error = interruption() if state == "interrupted" else None
            build.end(state, _now())
        else:
            build.error = build.error or {**tether.tell_end("build", code, words), "can_allow": []}
            build.end("failed", _now())
        with contextlib.suppress(Nb2svcError):  # the disk is full or gone; this server still knows
            self._records.write(build.facts())
        self._on_change(build.key, build.path, build.state)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
