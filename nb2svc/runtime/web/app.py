"""The server as one ASGI application whose versions can change while it answers.

What answers at a moment is a *generation*: routes, lanes and pages of one set of plans, made once and never changed.
A promotion makes the next generation beside it, warms it up, and puts it in place in one step: a request is answered by
the generation that it met, and none is dropped.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.service import Service
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.traffic.deployment import Deployment, deploy, deploy_service
from nb2svc.runtime.traffic.plan import Plan, PlanSource
from nb2svc.runtime.watch.places import Place
from nb2svc.runtime.web.direct import DirectRequest
from nb2svc.runtime.web.generation import Generation
from nb2svc.runtime.web.lane import VERSION_HEADER
from nb2svc.runtime.web.shared import Shared
from nb2svc.runtime.web.visits import REQUEST_ID_HEADER

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from nb2svc.runtime.results.desk import Desk

__all__ = ["App", "create_app"]

_LOG: Final = logging.getLogger(__name__)


def create_app(
    served: Sequence[Service | Deployment],
    *,
    settings: Settings | None = None,
    source: PlanSource | None = None,
    workers: int = 1,
    place: Place | None = None,
    desks: Sequence[Desk] = (),
) -> App:
    """Return the app that answers for services: at `/` for one, under `/<service>/` for each of several.

    Args:
        served: loaded versions, or deployments of several versions each.
        settings: limits and such; from the environment where they are not given.
        source: tells the plans as they are now; without it the versions never change.
        workers: how many processes serve together: each holds to its share of every rate.
        place: where this process shows its counts to others that serve with it; None where it is alone.
        desks: where results of batch runs are asked for.

    Raises:
        Nb2svcError: a file of keys is missing or damaged.
        BundleError: neither a service nor results, or one version twice.
    """
    deployments = [deploy_service(each) if isinstance(each, Service) else each for each in served]
    settings = settings or Settings()
    return App(deployments, settings=settings, source=source, workers=workers, place=place, desks=desks)


class App:
    """The ASGI application of a server.

    Args:
        deployments: what answers first.
        settings: limits and such.
        source: tells the plans as they are now.
        workers: how many processes serve together.
        place: where this process shows its counts to others.
        desks: where results of batch runs are asked for.

    Raises:
        BundleError: neither a service nor results, or one version twice.
    """

    def __init__(
        self,
        deployments: Sequence[Deployment],
        *,
        settings: Settings,
        source: PlanSource | None,
        workers: int = 1,
        place: Place | None = None,
        desks: Sequence[Desk] = (),
    ) -> None:
        self._shared = Shared(settings, workers=workers, place=place, desks=desks)
        self._source = source
        self._generation = Generation(deployments, self._shared)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or live through the server's start and end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._generation(scope, receive, send)

    def meet(self, scope: Scope) -> DirectRequest | None:
        """Return a request that its connection may have answered without a task, None where it may not.

        Args:
            scope: of a request whose headers are read.
        """
        return self._generation.meet(scope)

    def refuse(self, status: int, path: str, headers: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[bytes, bytes], ...]:
        """Count a request that was refused by its connection, before it came here; return headers for the answer.

        Args:
            status: of the answer.
            path: that was asked; empty where that much has not come.
            headers: that have come.
        """
        self._shared.meters.count_refused(status)
        return self.headers_at(path, headers)

    def headers_at(self, path: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> tuple[tuple[bytes, bytes], ...]:
        """Return what stands on an answer that is given without a route: id and version.

        Args:
            path: that was asked; empty where it is not known.
            headers: of the request.
        """
        request_id = self._shared.reception.name_request(dict(headers))
        version = self._generation.version_at(path).encode()
        return (REQUEST_ID_HEADER, request_id.encode()), *(((VERSION_HEADER, version),) if version else ())

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document of what answers now."""
        return self._generation.openapi()

    async def _live(self, receive: Receive, send: Send) -> None:
        """Be ready once every version has answered golden rows; at the end, let what computes end."""
        await receive()
        await asyncio.get_running_loop().run_in_executor(self._shared.threads, self._generation.warm_up)
        self._generation.enter()
        _settle()
        self._shared.is_ready = True
        self._shared.reception.open()
        tasks = [asyncio.create_task(self._shared.show_counts())]
        tasks += [asyncio.create_task(desk.watch()) for desk in self._shared.desks]
        if self._source is not None:
            tasks.append(asyncio.create_task(self._watch(self._source)))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._shared.is_ready = False
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._shared.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _watch(self, source: PlanSource) -> None:
        """Follow the plans; what cannot be loaded is tried again when they change again."""
        refused: Sequence[Plan] | None = None
        complaint = ""
        while True:
            await asyncio.sleep(self._shared.settings.watch_seconds)
            try:
                plans = await asyncio.to_thread(source)
                complaint = ""
            except Nb2svcError as error:
                if error.message != complaint:
                    _LOG.error("the versions stay as they are: %s", error.message)
                complaint = error.message
                continue
            if list(plans) not in (self._generation.plans, refused):
                is_done = await self._follow(plans)
                refused = None if is_done else list(plans)
                if is_done:
                    await asyncio.to_thread(_settle)

    async def _follow(self, plans: Sequence[Plan]) -> bool:
        """Put the next generation in place; return whether that was possible."""
        old = self._generation
        try:
            deployments = await asyncio.to_thread(deploy, plans, loaded=old.deployments)
            new = Generation(deployments, self._shared, before=old)
            await asyncio.to_thread(new.warm_up)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a new version, the old one goes on answering
            known = isinstance(error, Nb2svcError)
            _LOG.error("%s stays: %s", old.versions, error, exc_info=None if known else error)
            self._shared.meters.count_reload("failed")
            return False
        self._generation = new
        new.enter()
        old.leave(new)
        self._shared.meters.count_reload("done")
        _LOG.warning("%s answers now, after %s", new.versions, old.versions)
        return True


def _settle() -> None:
    """Keep the collector from walking over libraries and models again and again; what is garbage by now goes first."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
