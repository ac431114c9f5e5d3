"""Asks a service that was started here, with the key that only this server has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Final

from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.httputil import HTTPHeaders
from tornado.web import HTTPError

from nb2svc.lab.services import Service

__all__ = ["ask_service"]

_MOST_BYTES: Final = 256 * 2**20
_SECONDS: Final = 300.0
_NO_ANSWER: Final = 599  # as tornado calls it


async def ask_service(
    service: Service,
    place: str,
    *,
    method: str,
    headers: Mapping[str, str] | Iterable[tuple[str, str]],
    body: bytes | None,
) -> HTTPResponse:
    """Return the service's answer, whatever it says.

    Args:
        service: which one.
        place: path and query, without a slash in front.
        method: of the request.
        headers: of the request.
        body: of the request; None for none.

    Raises:
        HTTPError: 503 while it does not run, 502 where it does not answer.
    """
    if service.state != "running":
        raise HTTPError(HTTPStatus.SERVICE_UNAVAILABLE, f"{service.version} is {service.state}")
    sent = HTTPHeaders({"X-API-Key": service.key, "Accept-Encoding": "identity"})
    for name, value in headers.items() if isinstance(headers, Mapping) else headers:
        sent.add(name, value)
    request = HTTPRequest(
        f"{service.address}/{place}",
        method=method,
        headers=sent,
        body=body,
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
    if answer.code == _NO_ANSWER:
        raise HTTPError(HTTPStatus.BAD_GATEWAY, f"{service.version} does not answer: {answer.error}")
    return answer
