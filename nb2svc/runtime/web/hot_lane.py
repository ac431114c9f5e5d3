"""JSON to `/predict` with no framework in between: a plain ASGI callable in front of the routes.

What it does not know, another format or path, it leaves to the routes, which answer the same and take their time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from nb2svc.runtime.batching.errors import GoneError
from nb2svc.runtime.formats.exchange import BodyError
from nb2svc.runtime.formats.media import JSON, choose_format
from nb2svc.runtime.web.direct import DirectRequest, is_direct
from nb2svc.runtime.web.dispatch import Dispatch
from nb2svc.runtime.web.outcomes import tell_answered, tell_failed
from nb2svc.runtime.web.requests import read_body
from nb2svc.runtime.web.shared import Shared
from nb2svc.runtime.web.visits import REQUEST_ID_HEADER, Visit

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

__all__ = ["HotLane", "has_hung_up"]

_JSON: Final = (b"application/json", b"application/json; charset=utf-8", b"application/json;charset=utf-8")
_LEAVES: Final = frozenset({b"content-encoding", b"expect"})
"""Headers of requests that are not ours."""


class HotLane:
    """Answers JSON requests to predict.

    Args:
        dispatches: path -> what answers there.
        shared: settings and counters.
    """

    def __init__(self, dispatches: Mapping[str, Dispatch], shared: Shared) -> None:
        self._dispatches = dispatches
        self._settings = shared.settings
        self._reception = shared.reception

    async def answers(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Answer a request, or return False where it is none of ours; nothing was read from it then."""
        if scope["type"] != "http" or scope["method"] != "POST":
            return False
        dispatch = self._dispatches.get(scope["path"])
        if dispatch is None:
            return False
        visit, lane = self._reception.welcome(scope), dispatch.first
        if not _is_plain_json(visit.headers):
            return False
        try:
            self._reception.admit(visit, lane.service.name)
            lane = dispatch.choose(visit.headers)
            declared = visit.headers.get(b"content-length")
            body = await read_body(receive, declared=declared, limit=self._settings.max_body_bytes)
            reply = await lane.answer_json(body, is_gone=lambda: has_hung_up(receive))
        except GoneError:
            return True
        except Exception as error:  # noqa: BLE001 - the edge: whatever happened becomes an answer
            failure = tell_failed(self._reception, visit, lane, error)
            await _send(send, failure.status, failure.content, [*lane.headers, *failure.headers], visit)
            return True
        await _send(send, 200, reply.content, lane.headers, visit)
        tell_answered(self._reception, visit, dispatch, lane, reply)
        return True

    def meet(self, scope: Scope) -> DirectRequest | None:
        """Return a request that its connection may hand over whole, or None where the application is to have it.

        Args:
            scope: of a request whose headers are read.
        """
        dispatch = self._dispatches.get(scope["path"])
        if dispatch is None or scope["method"] != "POST":
            return None
        visit = self._reception.identify(scope)
        if not (_is_plain_json(visit.headers) and is_direct(visit.headers, limit=self._settings.max_body_bytes)):
            return None
        return DirectRequest(visit, dispatch, self._reception)


def has_hung_up(receive: Receive) -> bool:
    """Return whether the sender of a request that was read to its end has closed the connection.

    ASGI tells so only to who waits for it; here it is asked without waiting.
    """
    asking: Any = receive()
    try:
        asking.send(None)
    except StopIteration as told:
        return bool(told.value["type"] == "http.disconnect")
    asking.close()
    return False


def _is_plain_json(headers: Mapping[bytes, bytes]) -> bool:
    accept = headers.get(b"accept")
    return (
        headers.get(b"content-type") in _JSON
        and (accept is None or _wants_json(accept))
        and _LEAVES.isdisjoint(headers)
    )


@lru_cache(maxsize=256)
def _wants_json(accept: bytes) -> bool:
    try:
        return choose_format(accept.decode("latin-1")) is JSON
    except BodyError:
        return False


async def _send(send: Send, status: int, content: bytes, headers: Iterable[tuple[bytes, bytes]], visit: Visit) -> None:
    more = (b"content-length", str(len(content)).encode()), (REQUEST_ID_HEADER, visit.id.encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *more]})
    await send({"type": "http.response.body", "body": content})
