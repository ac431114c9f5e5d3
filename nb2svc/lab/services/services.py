"""Starts services, knows how they are, and ends them. Lives in the server's loop."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from asyncio.subprocess import Process
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from nb2svc.lab import tether
from nb2svc.runtime.access.keys import encode_keys, make_key
from nb2svc.store import Store

__all__ = ["Service", "Services"]

_MODULE: Final = "nb2svc.lab.services.child"
_LAST_WORDS: Final = 4000
_KEPT: Final = 20

OnChange = Callable[[str, str, str], None]
"""Called with the id, the version and the state of a service that has something new to tell."""


@dataclass(slots=True, kw_only=True)
class Service:
    """A service.

    Attributes:
        id: its id.
        version: what answers, `churn@7`.
        key: lets in whoever sends it; nobody else on this machine knows it.
        state: how it is.
        address: where it listens, once it runs.
        words: the end of what it has said.
    """

    id: str
    version: str
    key: str
    state: Literal["starting", "running", "failed", "ended"] = "starting"
    address: str = ""
    words: str = ""

    def facts(self) -> dict[str, Any]:
        """Return it as plain values; where it listens is for the server alone."""
        message = self.words or "the service ended without a word"
        error = {"type": "died", "message": message, "diagnostics": []} if self.state == "failed" else None
        url = f"nb2svc/services/{self.id}/proxy/"
        return {"id": self.id, "version": self.version, "state": self.state, "url": url, "error": error}


class Services:
    """The services of one server.

    Args:
        store: the folder of all versions.
        on_change: told of each change.
    """

    def __init__(self, store: Path, on_change: OnChange) -> None:
        self._store = store
        self._on_change = on_change
        self._services: dict[str, Service] = {}
        self._children: dict[str, Process] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def start(self, reference: str) -> Service:
        """Start a service; one that is there already is given again.

        Args:
            reference: `churn`, `churn@7` or `churn@champion`. What is served does not change when the alias moves.

        Raises:
            BundleError: there is no such version.
        """
        version = Store(self._store).resolve(reference).name
        for service in self._services.values():
            if service.version == version and service.state in {"starting", "running"}:
                return service
        key, kept = make_key("jupyterlab", now=datetime.now(UTC))
        service = Service(id=secrets.token_hex(6), version=version, key=key)
        self._services[service.id] = service
        self._forget_old()
        started: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._run(service, encode_keys((kept,)), started))
        self._tasks[service.id] = task
        await started
        return service

    def find(self, key: str) -> Service | None:
        """Return a service; None where there is none."""
        return self._services.get(key)

    def list(self) -> list[dict[str, Any]]:
        """Return the facts of all services, latest first."""
        return [service.facts() for service in reversed(self._services.values())]

    def count(self) -> int:
        """Return how many services run or start."""
        return len(self._children)

    async def stop(self, key: str) -> None:
        """End a service and wait until nothing of it runs."""
        service, child = self._services[key], self._children.get(key)
        if child is None:
            return
        service.state = "ended"
        await tether.end(child)
        await asyncio.wait([self._tasks[key]])

    async def close(self) -> None:
        """End all services: none outlives the server."""
        await asyncio.gather(*(self.stop(key) for key in tuple(self._children)))

    async def _run(self, service: Service, keys: bytes, started: asyncio.Future[None]) -> None:
        """Follow a service from its start to its end; its key is a file that only this user can read."""
        with tempfile.TemporaryDirectory(prefix="nb2svc-") as folder:
            file = Path(folder) / "keys.json"
            file.write_bytes(keys)
            words = ("serve", service.version, "--store", str(self._store), "--port", "0", "--workers", "1", "--json")
            try:
                child = await tether.start(
                    _MODULE, *words, folder=Path(folder), environment={"NB2SVC_KEYS_FILE": str(file)}
                )
            except OSError as error:
                service.state, service.words = "failed", str(error)
                started.set_exception(error)
                return
            self._children[service.id] = child
            started.set_result(None)
            self._tell(service)
            try:
                await asyncio.gather(self._read_address(service, child), self._read_words(service, child))
                await child.wait()
            finally:
                await tether.end(child)
                del self._children[service.id]
                service.state = "ended" if service.state == "ended" else "failed"
                self._tell(service)

    async def _read_address(self, service: Service, child: Process) -> None:
        assert child.stdout is not None, "it is a pipe"
        async for line in child.stdout:
            if not service.address:
                service.address = msgspec.json.decode(line)["address"]
                service.state = "running"
                self._tell(service)

    async def _read_words(self, service: Service, child: Process) -> None:
        assert child.stderr is not None, "it is a pipe"
        while piece := await child.stderr.read(1 << 16):
            service.words = (service.words + piece.decode(errors="replace"))[-_LAST_WORDS:]

    def _tell(self, service: Service) -> None:
        self._on_change(service.id, service.version, service.state)

    def _forget_old(self) -> None:
        """Keep the latest of the services that are over."""
        over = [key for key, service in self._services.items() if service.state in {"failed", "ended"}]
        for key in over[: max(0, len(over) - _KEPT)]:
            del self._services[key]
            self._tasks.pop(key, None)
