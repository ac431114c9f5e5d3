"""Under which path each service of a server lives, and which version answers a request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nb2svc.diagnostics import BundleError
from nb2svc.runtime.service import Service
from nb2svc.runtime.web.dispatch import Dispatch
from nb2svc.runtime.web.lane import VERSION_HEADER

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["RESULTS", "Mount", "VersionHeader", "is_of_results", "mount_services", "version_at"]

RESULTS: Final = "/results"
"""Below this path are results of batch runs, on a server that has any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A service and the prefix of its paths: empty for the only service of a server."""

    prefix: str
    dispatch: Dispatch

    @property
    def service(self) -> Service:
        """The version whose schema and page are shown."""
        return self.dispatch.first.service


def mount_services(dispatches: Sequence[Dispatch], *, has_results: bool = False) -> tuple[Mount, ...]:
    """Return where each service lives: at the top when it is alone, else under its name.

    Several plans for one service live under `/churn@7` and `/churn@8`.

    Args:
        dispatches: the services.
        has_results: whether results of batch runs are served too, which live under `/results`.

    Raises:
        BundleError: no service and no results, one version twice, or a service where the results are.
    """
    if not dispatches:
        if has_results:
            return ()
        raise BundleError("there is no service to serve")
    if len(dispatches) == 1:
        return (Mount(prefix="", dispatch=dispatches[0]),)
    plans = [dispatch.deployment.plan for dispatch in dispatches]
    names = Counter(plan.service for plan in plans)
    prefixes = [f"/{plan.service if names[plan.service] == 1 else plan.title}" for plan in plans]
    mounts = tuple(map(lambda prefix, dispatch: Mount(prefix=prefix, dispatch=dispatch), prefixes, dispatches))
    if has_results and any(mount.prefix == RESULTS for mount in mounts):
        raise BundleError("a service `results` would be where results of batch runs are: build it with another --name")
    twice = [prefix for prefix, count in Counter(mount.prefix for mount in mounts).items() if count > 1]
    if twice:
        raise BundleError(f"`{twice[0].removeprefix('/')}` is given twice; each version is served once")
    return mounts


def version_at(path: str, mounts: Sequence[Mount], *, has_results: bool = False) -> str:
    """Return the version that answers at a path; all of them at a path that is no service's own.

    Results say by themselves which version they are of.
    """
    if has_results and is_of_results(path):
        return ""
    for mount in mounts:
        if path == mount.prefix or path.startswith(f"{mount.prefix}/"):
            return mount.service.version
    return ", ".join(mount.service.version for mount in mounts)


def is_of_results(path: str) -> bool:
    """Return whether a path is one of results, where there are any."""
    return path == RESULTS or path.startswith(f"{RESULTS}/")


class VersionHeader:
    """ASGI middleware that says on every answer which version gave it."""

    def __init__(self, app: ASGIApp, *, mounts: Sequence[Mount], has_results: bool) -> None:
        self._app = app
        self._mounts = mounts
        self._has_results = has_results

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add the header to the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        version = version_at(scope["path"], self._mounts, has_results=self._has_results)
        if not version:
            await self._app(scope, receive, send)
            return
        header = (VERSION_HEADER, version.encode())

        async def send_with_version(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                if not any(name == header[0] for name, _ in headers):  # a route that chose a version has said so
                    message["headers"] = [*headers, header]
            await send(message)

        await self._app(scope, receive, send_with_version)
