"""A JSON request to predict that its connection hands over whole: answered without a task, in one write.

An ASGI application costs a task, an event and three messages for each request, which is more than a cheap notebook.
What is small, plain and comes at once is answered here; all else goes the way of every ASGI request.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from nb2svc.runtime.batching.batcher import Answered
from nb2svc.runtime.batching.errors import GoneError
from nb2svc.runtime.rows.decoder import JsonRows
from nb2svc.runtime.watch.request_ids import CURRENT_REQUEST
from nb2svc.runtime.web.dispatch import Dispatch
from nb2svc.runtime.web.lane import join_headers, sound
from nb2svc.runtime.web.outcomes import tell_answered, tell_failed
from nb2svc.runtime.web.visits import REQUEST_ID_HEADER, Reception, Visit

__all__ = ["DIRECT_BYTES", "DirectRequest", "Respond", "is_direct"]

DIRECT_BYTES: Final = 16 * 1024
"""A larger body is none of ours: reading it would hold up others."""

_LEAVES: Final = frozenset({b"x-forwarded-for", b"x-forwarded-proto", b"transfer-encoding"})
"""Headers of requests that are left to the application, which knows what a proxy says of the caller."""

Respond: TypeAlias = "Callable[[int, bytes, bytes], None]"
"""Sends status, lines of headers and content, in one go."""


def is_direct(headers: Mapping[bytes, bytes], *, limit: int) -> bool:
    """Return whether a plain JSON request is one of ours: its body is small, and no proxy speaks for its caller.

    Args:
        headers: of the request.
        limit: the largest body that is taken at all.
    """
    declared = headers.get(b"content-length", b"")
    is_small = declared.isdigit() and len(declared) < 9 and int(declared) <= min(limit, DIRECT_BYTES)
    return is_small and _LEAVES.isdisjoint(headers)


class DirectRequest:
    """One request; it waits for its own answer, as a future would.

    Args:
        visit: what is known of it.
        dispatch: what answers.
        reception: lets it in, and is told what came of it.
    """

    __slots__ = ("_dispatch", "_is_gone", "_is_told", "_lane", "_parsed", "_reception", "_respond", "_rows", "_visit")

    _rows: JsonRows
    _respond: Respond
    _is_gone: Callable[[], bool]

    def __init__(self, visit: Visit, dispatch: Dispatch, reception: Reception) -> None:
        self._visit = visit
        self._dispatch = dispatch
        self._reception = reception
        self._lane = dispatch.first
        self._parsed = 0.0
        self._is_told = False

    def answer(self, body: bytes, respond: Respond, *, is_gone: Callable[[], bool]) -> None:
        """See to it that the request is answered, now or later.

        Args:
            body: all of it.
            respond: is called once, unless the caller has hung up.
            is_gone: whether the caller has.
        """
        self._respond, self._is_gone = respond, is_gone
        try:
            started = time.perf_counter()
            self._reception.admit(self._visit, self._lane.service.name)
            self._lane = lane = self._dispatch.choose(self._visit.headers)
            self._rows = rows = lane.read_json(body)
            self._parsed = time.perf_counter() - started
            if rows.checked.count:
                lane.submit(rows.checked, self, is_list=rows.is_list, request=self._visit.id)
            else:
                self.set_result(Answered([], 0.0, 0.0, 0.0))
        except Exception as error:  # noqa: BLE001 - the edge: whatever happened becomes an answer
            self._fail(error)

    def done(self) -> bool:
        """Return whether nobody waits any more: the request has its answer, or its caller has hung up."""
        return self._is_told or self._is_gone()

    def set_result(self, result: Answered) -> None:
        """Send the answers, or what is wrong with the rows."""
        lane, rows = self._lane, self._rows
        try:
            reply = lane.write_json(rows, sound(result, is_list=rows.is_list), self._parsed)
            self._send(200, lane.head, reply.content)
            tell_answered(self._reception, self._visit, self._dispatch, lane, reply)
        except Exception as error:  # noqa: BLE001 - the edge: others of the same call wait for their answers
            self._fail(error)

    def set_exception(self, exception: BaseException) -> None:
        """Send why there are no answers."""
        self._fail(exception if isinstance(exception, Exception) else RuntimeError(repr(exception)))

    def _fail(self, error: Exception) -> None:
        if isinstance(error, GoneError):
            self._is_told = True
            return
        token = CURRENT_REQUEST.set(self._visit.id)
        try:
            failure = tell_failed(self._reception, self._visit, self._lane, error)
        finally:
            CURRENT_REQUEST.reset(token)
        if not self._is_told:
            self._send(failure.status, self._lane.head + join_headers(failure.headers), failure.content)

    def _send(self, status: int, head: bytes, content: bytes) -> None:
        self._is_told = True
        self._respond(status, b"%b%b: %b\r\n" % (head, REQUEST_ID_HEADER, self._visit.id.encode()), content)
