"""What answers at a moment: the lanes of the loaded versions, the hot lane in front, the routes behind it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from nb2svc.runtime.service import Service
from nb2svc.runtime.traffic.deployment import Deployment
from nb2svc.runtime.watch.meter import Meter
from nb2svc.runtime.web.direct import DirectRequest
from nb2svc.runtime.web.dispatch import Dispatch
from nb2svc.runtime.web.entrance import Entrance
from nb2svc.runtime.web.hot_lane import HotLane
from nb2svc.runtime.web.lane import Lane
from nb2svc.runtime.web.mounts import mount_services, version_at
from nb2svc.runtime.web.routes import build_routes
from nb2svc.runtime.web.shadow import Shadow
from nb2svc.runtime.web.shared import Shared

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from nb2svc.runtime.traffic.plan import Plan

__all__ = ["Generation"]

_LOG: Final = logging.getLogger(__name__)


class Generation:
    """The answers of one set of plans.

    Args:
        deployments: the plans with their versions.
        shared: what outlives the generation.
        before: the generation before; versions that stay keep their queue and what is known of their cost.

    Attributes:
        deployments: the plans with their versions.
        plans: the plans alone.

    Raises:
        BundleError: no service, or one version twice.
    """

    def __init__(self, deployments: Sequence[Deployment], shared: Shared, *, before: Generation | None = None) -> None:
        self.deployments = list(deployments)
        self.plans: list[Plan] = [deployment.plan for deployment in deployments]
        self._shared = shared
        kept = {} if before is None else before.lanes
        self._new: list[Lane] = []
        self.lanes: dict[str, Lane] = {}
        for service in dict.fromkeys(service for each in deployments for service in each.services.values()):
            lane = kept.get(service.version)
            if lane is None:
                lane = Lane(service, shared.settings, shared.threads, self._meter_of(service))
                self._new.append(lane)
            self.lanes[service.version] = lane
        mounts = self._mounts = mount_services(
            [self._dispatch(deployment) for deployment in deployments], has_results=bool(shared.desks)
        )
        self._hot_lane = HotLane({f"{mount.prefix}/predict": mount.dispatch for mount in mounts}, shared)
        self._routes = build_routes(mounts, shared)
        self._entrance = Entrance(self._with_results(), mounts=mounts, shared=shared)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if not await self._hot_lane.answers(scope, receive, send):
            await self._entrance(scope, receive, send)

    def meet(self, scope: Scope) -> DirectRequest | None:
        """Return a request that can be answered without a task, None where it cannot."""
        return self._hot_lane.meet(scope)

    @property
    def versions(self) -> str:
        """The loaded versions, for a message."""
        return ", ".join(self.lanes)

    def version_at(self, path: str) -> str:
        """Return the version that answers at a path; all of them at a path that is no service's own."""
        return version_at(path, self._mounts, has_results=bool(self._shared.desks))

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        return self._routes.openapi()

    def warm_up(self) -> None:
        """Let every version that is new answer golden rows before the first caller."""
        for lane in self._new:
            error = lane.warm_up()
            if error is not None:
                _LOG.warning("%s does not answer its golden rows: %s", lane.service.version, error.message)

    def enter(self) -> None:
        """Show the versions as loaded."""
        for lane in self._new:
            lane.meter.is_loaded = True

    def leave(self, after: Generation) -> None:
        """Show the versions that the next generation does not have as no longer loaded."""
        for version, lane in self.lanes.items():
            if version not in after.lanes:
                lane.meter.is_loaded = False

    def _with_results(self) -> ASGIApp:
        """Return what answers questions for results, where there are any, and passes others on to the routes."""
        if not self._shared.desks:
            return self._routes
        from nb2svc.runtime.web.results import ResultsApp  # SQLAlchemy, which other servers do without

        return ResultsApp(self._routes, self._shared)

    def _meter_of(self, service: Service) -> Meter:
        return self._shared.meters.of(service.name, service.manifest.number)

    def _dispatch(self, deployment: Deployment) -> Dispatch:
        shared = self._shared
        shadows = [
            Shadow(service, shared.shadow_threads, self._meter_of(service))
            for service in (deployment.services[folder] for folder in deployment.plan.shadows)
        ]
        return Dispatch(deployment, self.lanes, shadows)
