"""`batches`: what a run asks for; start, see and cancel runs."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from jupyter_server.auth.decorator import authorized
from tornado.web import HTTPError, authenticated

from nb2svc.batch.errors import BatchError
from nb2svc.batch.runs.cancelling import cancel_run
from nb2svc.lab.batches import Wish, make_orders
from nb2svc.lab.facts.batches import batch_form, known_run, known_runs
from nb2svc.lab.server.handler import Handler

__all__ = ["BatchFormHandler", "BatchHandler", "BatchesHandler"]

_TRIES: Final = 40
_PAUSE: Final = 0.25  # seconds


class BatchFormHandler(Handler):
    """What a person fills in."""

    @authenticated
    @authorized
    async def get(self) -> None:
        """Tell the versions, the fields of one of them, and what they hold at first."""
        file = await self.find_notebook(self.get_query_argument("path"))
        version = self.get_query_argument("version", "")
        self.reply(await self.work.think(batch_form, file, self.work.store, version))


class BatchesHandler(Handler):
    """All runs."""

    @authenticated
    @authorized
    async def post(self) -> None:
        """Start a run."""
        wish = self.read_body(Wish)
        file = await self.find_notebook(wish.path)
        order = await self.work.think(make_orders, wish, self.work.store, self.places(file.parent))
        self.reply({"id": await self.work.batches.start(wish.path.strip("/"), order)}, HTTPStatus.CREATED)

    @authenticated
    @authorized
    async def get(self) -> None:
        """List the last runs of a notebook's service."""
        file = await self.find_notebook(self.get_query_argument("path"))
        runs = await self.work.think(known_runs, file, self.work.store)
        self.reply([with_progress(self, run) for run in runs])


class BatchHandler(Handler):
    """One run."""

    @authenticated
    @authorized
    async def get(self, key: str) -> None:
        """Tell all that is known of it."""
        self.reply(with_progress(self, await self._find(key)))

    @authenticated
    @authorized
    async def delete(self, key: str) -> None:
        """Cancel it, whoever has started it, and tell how it stands."""
        run = await self._find(key)
        if self.work.batches.is_own(key):
            await self.work.batches.cancel(key)
        elif run["state"] == "running":
            cancel_run(self.work.batches.ledger, key, now=datetime.now(UTC))
            await self._wait(key)
        self.reply(with_progress(self, await self._find(key)))

    async def _find(self, key: str) -> dict[str, Any]:
        try:
            return await self.work.think(known_run, key, self.work.store)
        except BatchError as error:
            raise HTTPError(HTTPStatus.NOT_FOUND, error.message) from error

    async def _wait(self, key: str) -> None:
        """Wait for the end of a run that another process computes, but not for long."""
        for _ in range(_TRIES):
            if (await self._find(key))["state"] != "running":
                return
            await asyncio.sleep(_PAUSE)


def with_progress(handler: Handler, run: dict[str, Any]) -> dict[str, Any]:
    """Return a run with how far it is; what this server heard of its failure says more than the ledger."""
    live = handler.work.batches.live(run["id"])
    return {**run, **live, "error": (live["error"] if run["error"] else None) or run["error"]}
