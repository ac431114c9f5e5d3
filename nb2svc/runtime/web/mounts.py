"""Under which path each service of a server lives, and which version answers a request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nb2svc.diagnostics import BundleError
from nb2svc.runtime.service import Service
from nb2svc.runtime.web.dispatch import Dispatch
from nb2svc.runtime.web.lane import VERSION_HEADER

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Mount", "VersionHeader", "mount_services", "version_at"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A service and the prefix of its paths: empty for the only service of a server."""

    prefix: str
    dispatch: Dispatch

    @property
    def service(self) -> Service:
        """The version whose schema and page are shown."""
        return self.dispatch.first.service


def mount_services(dispatches: Sequence[Dispatch]) -> tuple[Mount, ...]:
    """Return where each service lives: at the top when it is alone, else under its name.

    Several plans for one service live under `/churn@7` and `/churn@8`.

    Raises:
        BundleError: no service, or one version twice.
    """
    if not dispatches:
        raise BundleError("there is no service to serve")
    if len(dispatches) == 1:
        return (Mount(prefix="", dispatch=dispatches[0]),)
    plans = [dispatch.deployment.plan for dispatch in dispatches]
    names = Counter(plan.service for plan in plans)
    prefixes = [f"/{plan.service if names[plan.service] == 1 else plan.title}" for plan in plans]
    mounts = tuple(map(lambda prefix, dispatch: Mount(prefix=prefix, dispatch=dispatch), prefixes, dispatches))
    twice = [prefix for prefix, count in Counter(mount.prefix for mount in mounts).items() if count > 1]
    if twice:
        raise BundleError(f"`{twice[0].removeprefix('/')}` is given twice; each version is served once")
    return mounts


def version_at(path: str, mounts: Sequence[Mount]) -> str:
    """Return the version that answers at a path; all of them at a path that is no service's own."""
    for mount in mounts:
        if path == mount.prefix or path.startswith(f"{mount.prefix}/"):
            return mount.service.version
    return ", ".join(mount.service.version for mount in mounts)


class VersionHeader:
    """ASGI middleware that says on every answer which version gave it."""

    def __init__(self, app: ASGIApp, *, mounts: Sequence[Mount]) -> None:
        self._app = app
        self._mounts = mounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add the header to the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        header = (VERSION_HEADER, version_at(scope["path"], self._mounts).encode())

        async def send_with_version(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                if not any(name == header[0] for name, _ in headers):  # a route that chose a version has said so
                    message["headers"] = [*headers, header]
            await send(message)

        await self._app(scope, receive, send_with_version)
