"""Under which path each service of a server lives, and which version answers a request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from nb2svc.diagnostics import BundleError
from nb2svc.runtime.service import Service

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["VERSION_HEADER", "Mount", "VersionHeader", "mount_services", "version_at"]

VERSION_HEADER: Final = "X-Nb2svc-Version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A service and the prefix of its paths: empty for the only service of a server."""

    prefix: str
    service: Service


def mount_services(services: Sequence[Service]) -> tuple[Mount, ...]:
    """Return where each service lives: at the top when it is alone, else under its name.

    Several versions of one service live under `/churn@7` and `/churn@8`.

    Raises:
        BundleError: no service, or one version twice.
    """
    if not services:
        raise BundleError("there is no service to serve")
    if len(services) == 1:
        return (Mount(prefix="", service=services[0]),)
    names = Counter(service.name for service in services)
    mounts = tuple(
        Mount(prefix=f"/{service.name if names[service.name] == 1 else service.version}", service=service)
        for service in services
    )
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
        header = (VERSION_HEADER.lower().encode(), version_at(scope["path"], self._mounts).encode())

        async def send_with_version(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers: list[Any] = [pair for pair in message.get("headers", []) if pair[0] != header[0]]
                message["headers"] = [*headers, header]
            await send(message)

        await self._app(scope, receive, send_with_version)
