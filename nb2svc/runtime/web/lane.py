"""One loaded version with all that answers its requests: decoder, queue, and what its calls cost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from typing import Any, Final, NamedTuple

import orjson

from nb2svc.diagnostics import RowError
from nb2svc.runtime.batching.batcher import Answered, Batcher, BatchLimits, Waiter
from nb2svc.runtime.batching.cost import CallCost
from nb2svc.runtime.formats.exchange import Limits, refuse_rows
from nb2svc.runtime.formats.json_rows import decode_json
from nb2svc.runtime.rows.decoder import JsonRows, make_decoder
from nb2svc.runtime.rows.reader import CheckedRows
from nb2svc.runtime.service import Service
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.watch.meter import Meter
from nb2svc.runtime.web.requests import FaultyRowsError

__all__ = ["VERSION_HEADER", "Lane", "Reply", "join_headers", "sound"]

VERSION_HEADER: Final = b"x-nb2svc-version"
"""Says on every answer which version gave it; in a request, which one is to answer."""

_LARGE_BYTES: Final = 256 * 1024
"""A body beyond this is read in a thread: a request of many rows must not hold up those of one."""
_WARM_CALLS: Final = 3
"""Calls of each size before the first request: the first loads what loads on first use, the others tell the cost."""
_WARM_ROWS: Final = 16


class Reply(NamedTuple):
    """An answer.

    Attributes:
        content: JSON.
        checked: the rows that it answers.
        answers: one per row.
        stages: seconds of reading the rows, waiting, preparing, predicting and writing the answer.
    """

    content: bytes
    checked: CheckedRows
    answers: list[Any]
    stages: tuple[float, float, float, float, float]


class Lane:
    """A version in service.

    Args:
        service: the version.
        settings: the limits.
        executor: threads to compute in.
        meter: where requests are counted.

    Attributes:
        service: the version.
        meter: where requests are counted.
        headers: what stands on each of its JSON answers, as ASGI has headers.
        head: the same as HTTP has it.
        limits: how much a request may hold.
    """

    def __init__(self, service: Service, settings: Settings, executor: Executor, meter: Meter) -> None:
        self.service = service
        self.meter = meter
        self.headers = (
            (b"content-type", b"application/json"),
            (VERSION_HEADER, service.version.encode()),
            (b"x-content-type-options", b"nosniff"),
        )
        self.head = join_headers(self.headers)
        self.limits = Limits(bytes=settings.max_body_bytes, rows=settings.max_rows)
        self._decoder = make_decoder(service.manifest.request)
        limits = BatchLimits(
            merges=service.manifest.rows_independent and settings.max_batch_rows > 1,
            max_batch_rows=settings.max_batch_rows,
            max_queue_rows=settings.max_queue_rows,
            deadline_seconds=settings.deadline_seconds,
            inline_seconds=0 if service.waits else settings.inline_seconds,  # the event loop waits for nobody
            slots=settings.predict_threads,
        )
        self._batcher = Batcher(service.answer_together, limits=limits, executor=executor, cost=CallCost())
        self._batcher.on_call = meter.batch
        meter.lookups = service.count_lookups
        meter.queue_rows = lambda: self._batcher.queued_rows

    def warm_up(self) -> RowError | None:
        """Answer golden rows, so that the first caller does not wait for what loads on first use and costs are known.

        Returns:
            the error of a row that is not answered, if there is one.
        """
        service, rows = self.service, self.service.golden.rows
        found = None
        for count in sorted({1, min(_WARM_ROWS, len(rows))} if rows else ()):
            checked = service.reader.read(rows[:count])
            for position in range(_WARM_CALLS):
                started = time.perf_counter()
                answers = service.answer(checked, checked.good)
                if position:
                    self._batcher.cost.learn(count, time.perf_counter() - started)
                found = next((answer for answer in (*checked.errors, *answers) if isinstance(answer, RowError)), found)
        return found

    async def answer_json(self, body: bytes, *, is_gone: Callable[[], bool] | None = None) -> Reply:
        """Return the answer to a JSON body: an object to an object, a list to a list.

        Args:
            body: JSON text.
            is_gone: whether the caller has hung up.

        Raises:
            BodyError: the body is no JSON, or neither an object nor a list, or has too many rows.
            FaultyRowsError: at least one row cannot be scored; no row of the request is answered then.
            OverloadError: the model is too busy to answer in time.
            LateError: it did not answer in time.
        """
        started = time.perf_counter()
        if len(body) <= _LARGE_BYTES:
            rows = self.read_json(body)
            parsed = time.perf_counter() - started
            answered = await self.answer_rows(rows.checked, is_list=rows.is_list, is_gone=is_gone)
            return self.write_json(rows, answered, parsed)
        rows = await asyncio.to_thread(self.read_json, body)
        parsed = time.perf_counter() - started
        answered = await self.answer_rows(rows.checked, is_list=rows.is_list, is_gone=is_gone)
        return await asyncio.to_thread(self.write_json, rows, answered, parsed)

    def read_json(self, body: bytes) -> JsonRows:
        """Return the rows of a JSON body.

        Raises:
            BodyError: the body is no JSON, or neither an object nor a list, or has too many rows.
        """
        read = self._decoder.decode(body) if self._decoder is not None else None
        if read is None:
            decoded = decode_json(body, self.service.manifest.request, self.limits)
            read = JsonRows(self.service.reader.read(decoded.rows), decoded.is_list)
        refuse_rows(read.checked.count, self.limits)
        return read

    def write_json(self, rows: JsonRows, answered: Answered, parsed: float) -> Reply:
        """Return the answers to a JSON body as JSON.

        Args:
            rows: what was asked.
            answered: one answer per row.
            parsed: seconds of reading the body.
        """
        answers, queued, computed, predicted = answered
        started = time.perf_counter()
        content = orjson.dumps(answers if rows.is_list else answers[0])
        stages = (parsed, queued, computed - predicted, predicted, time.perf_counter() - started)
        return Reply(content, rows.checked, answers, stages)

    def submit(self, checked: CheckedRows, waiter: Waiter, *, is_list: bool, request: str) -> None:
        """Put the rows of one request into the queue; what comes to the waiter may hold errors of rows, see `sound`.

        Args:
            checked: what the reader says of them; at least one row.
            waiter: gets the answers.
            is_list: whether the caller knows rows by number.
            request: its id.

        Raises:
            FaultyRowsError: at least one row cannot be scored.
            OverloadError: the model is too busy to answer in time.
        """
        if checked.errors:
            raise FaultyRowsError(checked.errors, is_list=is_list, status=422)
        self._batcher.submit(checked, waiter, request=request)

    async def answer_rows(
        self, checked: CheckedRows, *, is_list: bool = True, is_gone: Callable[[], bool] | None = None
    ) -> Answered:
        """Return the answers to the rows of one request.

        Args:
            checked: what the reader says of them.
            is_list: whether the caller knows rows by number.
            is_gone: whether the caller has hung up.

        Raises:
            FaultyRowsError: at least one row cannot be scored.
            OverloadError: the model is too busy to answer in time.
            LateError: it did not answer in time.
        """
        if checked.errors:
            raise FaultyRowsError(checked.errors, is_list=is_list, status=422)
        if not checked.count:
            return Answered([], 0.0, 0.0, 0.0)
        return sound(await self._batcher.answer(checked, is_gone=is_gone), is_list=is_list)


def join_headers(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return headers as HTTP has them, each on a line with its end."""
    return b"".join(b"%b: %b\r\n" % header for header in headers)


def sound(answered: Answered, *, is_list: bool) -> Answered:
    """Return answers as they are.

    Args:
        answered: what came from the queue.
        is_list: whether the caller knows rows by number.

    Raises:
        FaultyRowsError: at least one row has no answer.
    """
    if RowError in map(type, answered.answers):
        errors = tuple(answer for answer in answered.answers if isinstance(answer, RowError))
        kinds = {error.type for error in errors}
        status = 500 if "stage-error" in kinds else 503 if "lookup-failed" in kinds else 422
        raise FaultyRowsError(errors, is_list=is_list, status=status)
    return answered
