"""What is counted and told of a JSON request to predict once it has its answer, or an error instead."""

from __future__ import annotations

import logging
import time
from typing import Final, NamedTuple

import orjson

from nb2svc.runtime.web.dispatch import Dispatch
from nb2svc.runtime.web.lane import Lane, Reply
from nb2svc.runtime.web.replies import describe_error
from nb2svc.runtime.web.requests import FaultyRowsError, fault_types
from nb2svc.runtime.web.visits import Reception, Visit

__all__ = ["Failure", "tell_answered", "tell_failed"]

_LOG: Final = logging.getLogger(__name__)


class Failure(NamedTuple):
    """An error as it is answered.

    Attributes:
        status: the HTTP status.
        headers: more than those of every answer.
        content: JSON.
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    content: bytes


def tell_answered(reception: Reception, visit: Visit, dispatch: Dispatch, lane: Lane, reply: Reply) -> None:
    """Count an answer, log it where that is wanted, and let the shadows answer the same rows."""
    lane.meter.request(200, reply.checked.count, time.perf_counter() - visit.started, *reply.stages)
    reception.answered(visit, lane.service, reply.stages, reply.checked, reply.answers)
    if dispatch.shadows:
        dispatch.compare(reply.checked, reply.answers)


def tell_failed(reception: Reception, visit: Visit, lane: Lane, error: Exception) -> Failure:
    """Count an error, log it where that is wanted, and return what its caller is told."""
    path = visit.scope["path"]
    status, body, headers = describe_error(error, path=path)
    if status == 500 and not isinstance(error, FaultyRowsError):
        _LOG.error("a request to %s ends in an error of nb2svc", path, exc_info=error)
    lane.meter.failure(status, time.perf_counter() - visit.started, fault_types(error))
    reception.failed(visit, lane.service, status)
    extra = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return Failure(status, extra, orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS))
