"""`services`: serve a version, see how it is, stop it, and ask it through this server."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Final

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado.httpclient import HTTPResponse
from tornado.web import HTTPError, authenticated

from nb2svc.lab.server.asking import ask_service
from nb2svc.lab.server.handler import Handler
from nb2svc.lab.services import Service
from nb2svc.store import find_bundle

__all__ = ["OneService", "ProxyHandler", "ServiceHandler", "ServicesHandler"]

# what belongs to one connection, to this server's own users, or is made anew
_OF_CONNECTIONS: Final = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding",
     "upgrade", "content-length"}
)  # fmt: skip
_NOT_SENT: Final = _OF_CONNECTIONS | {
    "host", "authorization", "cookie", "x-xsrftoken", "x-api-key", "accept-encoding", "expect",
}  # fmt: skip
_NOT_GIVEN: Final = _OF_CONNECTIONS | {
    "set-cookie", "access-control-allow-origin", "access-control-allow-credentials", "server", "date", "content-type",
}  # fmt: skip


class _Wish(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    version: str


class ServicesHandler(Handler):
    """All services."""

    @authenticated
    @authorized
    async def post(self) -> None:
        """Start a service, or give the one that runs."""
        service = await self.work.services.start(self.read_body(_Wish).version)
        self.reply(service.facts(), HTTPStatus.CREATED)

    @authenticated
    @authorized
    async def get(self) -> None:
        """List the services."""
        self.reply(self.work.services.list())


class OneService(Handler):
    """What handlers of one service do alike."""

    def find_service(self, key: str) -> Service:
        """Return a service.

        Raises:
            HTTPError: 404 where there is none.
        """
        service = self.work.services.find(key)
        if service is None:
            raise HTTPError(HTTPStatus.NOT_FOUND, f"there is no service `{key}`")
        return service

    def find_folder(self, key: str) -> Path:
        """Return the folder of the version that a service answers with.

        Raises:
            HTTPError: 404 where there is no such service.
            BundleError: the version is gone.
        """
        return find_bundle(self.find_service(key).version, self.work.store)


class ServiceHandler(OneService):
    """One service."""

    @authenticated
    @authorized
    async def get(self, key: str) -> None:
        """Tell how it is."""
        self.reply(self.find_service(key).facts())

    @authenticated
    @authorized
    async def delete(self, key: str) -> None:
        """Stop it, and tell how it is when nothing of it runs any more."""
        service = self.find_service(key)
        await self.work.services.stop(key)
        self.reply(service.facts())


class ProxyHandler(OneService):
    """Passes requests on to a service: on a hub, nothing but this server can be reached from the browser."""

    @authenticated
    @authorized
    async def get(self, key: str) -> None:
        """Pass a request on."""
        service = self.find_service(key)
        if service.state != "running":
            self.set_header("Retry-After", "1")
        place = (self.request.uri or "").partition("/proxy/")[2]  # as it was sent, escapes and query included
        headers = [pair for pair in self.request.headers.get_all() if pair[0].lower() not in _NOT_SENT]
        method = self.request.method or "GET"
        self._pass_back(
            await ask_service(service, place, method=method, headers=headers, body=self.request.body or None)
        )

    post = put = patch = delete = head = get

    def _pass_back(self, answer: HTTPResponse) -> None:
        self.set_status(answer.code, answer.reason)
        for name in answer.headers:
            if name.lower() not in _NOT_GIVEN:
                self.set_header(name, answer.headers[name])  # also what this server would set, as the policy of a page
        kind = answer.headers.get("Content-Type", "application/octet-stream")
        self.finish(answer.body or b"", set_content_type=kind)
