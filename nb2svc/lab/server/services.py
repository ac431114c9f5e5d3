"""`services`: serve a version, see how it is, stop it, and ask it through this server."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.httputil import HTTPHeaders
from tornado.web import HTTPError, authenticated

from nb2svc.lab.server.handler import Handler
from nb2svc.lab.services import Service

__all__ = ["ProxyHandler", "ServiceHandler", "ServicesHandler"]

_MOST_BYTES: Final = 256 * 2**20
_SECONDS: Final = 300.0
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
_NO_ANSWER: Final = 599  # as tornado calls it


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


class _OneService(Handler):
    def find_service(self, key: str) -> Service:
        """Return a service.

        Raises:
            HTTPError: 404 where there is none.
        """
        service = self.work.services.find(key)
        if service is None:
            raise HTTPError(HTTPStatus.NOT_FOUND, f"there is no service `{key}`")
        return service


class ServiceHandler(_OneService):
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


class ProxyHandler(_OneService):
    """Passes requests on to a service: on a hub, nothing but this server can be reached from the browser."""

    @authenticated
    @authorized
    async def get(self, key: str) -> None:
        """Pass a request on."""
        service = self.find_service(key)
        if service.state != "running":
            self.set_header("Retry-After", "1")
            raise HTTPError(HTTPStatus.SERVICE_UNAVAILABLE, f"{service.version} is {service.state}")
        place = (self.request.uri or "").partition("/proxy/")[2]  # as it was sent, escapes and query included
        headers = HTTPHeaders({"X-API-Key": service.key, "Accept-Encoding": "identity"})
        for name, value in self.request.headers.get_all():
            if name.lower() not in _NOT_SENT:
                headers.add(name, value)
        request = HTTPRequest(
            f"{service.address}/{place}",
            method=self.request.method or "GET",
            headers=headers,
            body=self.request.body or None,
            allow_nonstandard_methods=True,
            follow_redirects=False,
            request_timeout=_SECONDS,
            decompress_response=False,
        )
        client = AsyncHTTPClient(force_instance=True, max_body_size=_MOST_BYTES)
        try:
            answer = await client.fetch(request, raise_error=False)
        finally:
            client.close()
        self._pass_back(answer, service)

    post = put = patch = delete = head = get

    def _pass_back(self, answer: HTTPResponse, service: Service) -> None:
        if answer.code == _NO_ANSWER:
            raise HTTPError(HTTPStatus.BAD_GATEWAY, f"{service.version} does not answer: {answer.error}")
        self.set_status(answer.code, answer.reason)
        for name in answer.headers:
            if name.lower() not in _NOT_GIVEN:
                self.set_header(name, answer.headers[name])  # also what this server would set, as the policy of a page
        kind = answer.headers.get("Content-Type", "application/octet-stream")
        self.finish(answer.body or b"", set_content_type=kind)
