"""Micro-batches without waiting: a request that finds the model idle is answered at once; those that come while it
computes are answered together by its next call.

Nobody waits for a batch to fill. Two measured facts shape a call (`cost.py`): it takes no more rows than its throughput
gains from, and right after a call that answered several requests it lets a tenth of its cost pass for their senders to
come back, because a call of one row would then make all the others wait for it.

Calls that are known to be short run on the event loop, where nothing is handed over; others run in a thread, so that
the process goes on answering. Where one took long all the same, the next ones run in a thread for a while. Requests
whose deadline cannot be met are refused as soon as that is known.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from nb2svc.diagnostics import RowError
from nb2svc.runtime.batching.cost import CallCost
from nb2svc.runtime.batching.errors import GoneError, LateError, OverloadError
from nb2svc.runtime.rows.reader import CheckedRows
from nb2svc.runtime.stage_clock import take_predict_seconds
from nb2svc.runtime.watch.request_ids import CURRENT_REQUEST

__all__ = ["Answered", "Answers", "BatchLimits", "Batcher", "Waiter"]

Answers: TypeAlias = "list[dict[str, Any] | RowError]"
"""One entry per row: its answer, or why it has none."""

_GATHERING: Final = 0.1
"""The part of a call's cost that it may wait for the senders of the last one to come back."""
_MARGIN: Final = 0.8
"""The part of the time that is left which calls are planned for: what they cost is known from other calls only."""
_TIMER_SECONDS: Final = 0.002
"""Timers of event loops tick in milliseconds; a shorter while is waited for by looking again."""
_HELD_SECONDS: Final = 0.25
"""A call that holds the event loop for longer was not as short as others promised: probes of health wait for it."""
_DISTRUST: Final = 100
"""For so many times what such a call took, calls run in threads: the loop is held for a hundredth of the time."""
_PATIENCE_SECONDS: Final = 0.01
"""Nobody hangs up sooner; asking whether a caller is there costs more than many a call."""


_LIST: Final = {list}


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLimits:
    """What a batcher may do.

    Attributes:
        merges: whether rows of several requests may share a call; only where the build proved rows independent.
        max_batch_rows: rows of one call, unless one request alone has more.
        max_queue_rows: rows that may wait.
        deadline_seconds: how long a request may take from its arrival to its answer.
        inline_seconds: calls that are expected to take less run on the event loop.
        slots: how many calls may run at the same time.
    """

    merges: bool
    max_batch_rows: int = 1024
    max_queue_rows: int = 100_000
    deadline_seconds: float = 30.0
    inline_seconds: float = 0.001
    slots: int = 1


class Answered(NamedTuple):
    """The answers to one request.

    Attributes:
        answers: one entry per row.
        queued: seconds from its arrival to the start of its call.
        computed: seconds of the call.
        predicted: the part of them that the notebook's prediction took.
    """

    answers: Answers
    queued: float
    computed: float
    predicted: float


class Waiter(Protocol):
    """Who waits for answers: a future, or whoever does without one. None of these raises."""

    def done(self) -> bool:
        """Return whether nobody waits any more."""

    def set_result(self, result: Answered, /) -> None:
        """Take the answers."""

    def set_exception(self, exception: BaseException, /) -> None:
        """Take the reason why there are none."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """A request in the queue or under way."""

    checked: CheckedRows
    waiter: Waiter
    arrived: float
    deadline: float
    is_gone: Callable[[], bool] | None
    request: str | tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Call:
    """A call in a thread."""

    batch: list[_Waiting]
    rows: int
    started: float
    expected_end: float


class Batcher:
    """The queue of one version; belongs to one event loop.

    Args:
        compute: answers the rows of several requests, one list of answers for each; raises nothing but our bugs.
        limits: what it may do.
        executor: threads for calls that take longer.
        cost: what calls cost, as far as it is known.

    Attributes:
        cost: the same.
        on_call: is told the rows of every call that was answered.
    """

    def __init__(
        self,
        compute: Callable[[Sequence[CheckedRows]], list[Answers]],
        *,
        limits: BatchLimits,
        executor: Executor,
        cost: CallCost,
    ) -> None:
        self.cost = cost
        self.on_call: Callable[[int], None] | None = None
        self._compute = compute
        self._limits = limits
        self._executor = executor
        self._waiting: deque[_Waiting] = deque()
        self._queued_rows = 0
        self._running: list[_Call] = []
        self._is_scheduled = False
        self._returning, self._gather_until = 0, 0.0
        self._in_threads_until = 0.0
        self._watch: asyncio.TimerHandle | None = None

    @property
    def queued_rows(self) -> int:
        """How many rows wait."""
        return self._queued_rows

    async def answer(self, checked: CheckedRows, *, is_gone: Callable[[], bool] | None = None) -> Answered:
        """Return the answers to the rows of one request, which have no faults.

        Args:
            checked: the rows.
            is_gone: whether the caller has hung up; asked before the rows are computed, if they had to wait.

        Raises:
            GoneError: the caller has hung up.
            OverloadError: they would not be answered in time, or too many rows wait.
            LateError: they were not answered in time.
        """
        future: asyncio.Future[Answered] = asyncio.get_running_loop().create_future()
        self.submit(checked, future, request=CURRENT_REQUEST.get(), is_gone=is_gone)
        return await future

    def submit(
        self,
        checked: CheckedRows,
        waiter: Waiter,
        *,
        request: str | tuple[str, ...],
        is_gone: Callable[[], bool] | None = None,
    ) -> None:
        """Put a request into the queue; its answers come to the waiter, from the event loop.

        Args:
            checked: its rows, without faults.
            waiter: gets the answers, or a GoneError or LateError.
            request: its id, for what is logged while it is answered.
            is_gone: as for `answer`.

        Raises:
            OverloadError: it would not be answered in time, or too many rows wait.
        """
        now = time.perf_counter()
        self._check_admission(checked.count, now)
        loop = asyncio.get_running_loop()
        self._waiting.append(_Waiting(checked, waiter, now, now + self._limits.deadline_seconds, is_gone, request))
        self._queued_rows += checked.count
        if len(self._running) < self._limits.slots:
            self._schedule(loop)
        elif self._watch is None:
            self._watch_deadlines(loop)

    def _check_admission(self, rows: int, now: float) -> None:
        limits = self._limits
        is_busy = len(self._running) >= limits.slots
        if not is_busy and not self._waiting:
            return  # an idle model is always asked: what it is thought to cost may be out of date, and a call tells
        calls = 1 if limits.merges else len(self._waiting) + 1
        needs = calls * self.cost.fixed + (self._queued_rows + rows) * self.cost.per_row
        if is_busy:
            needs += max(0.0, min(call.expected_end for call in self._running) - now)
        over = needs - _MARGIN * limits.deadline_seconds
        is_stuck = is_busy and all(now - call.started > limits.deadline_seconds for call in self._running)
        if over > 0 or is_stuck or self._queued_rows + rows > limits.max_queue_rows:
            raise OverloadError(retry_after=max(1, math.ceil(over)))

    def _schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._is_scheduled:
            self._is_scheduled = True
            loop.call_soon(self._start_call)  # after every request that has already arrived

    def _start_call(self) -> None:
        self._is_scheduled = False
        if not self._waiting or len(self._running) >= self._limits.slots:
            return
        loop, now = asyncio.get_running_loop(), time.perf_counter()
        if self._limits.merges and len(self._waiting) < self._returning and now < self._gather_until:
            self._is_scheduled = True
            if self._gather_until - now < _TIMER_SECONDS:
                loop.call_soon(self._start_call)
            else:
                loop.call_later(_TIMER_SECONDS / 2, self._start_call)
            return
        batch = self._take(now)
        if batch:
            rows = sum(entry.checked.count for entry in batch)
            if self._is_short(rows) and now >= self._in_threads_until:
                self._call_inline(batch, rows, now)
            else:
                self._call_in_thread(batch, rows, now, loop)
        if self._waiting and len(self._running) < self._limits.slots:
            self._schedule(loop)

    def _is_short(self, rows: int) -> bool:
        return self.cost.is_known and self.cost.of(rows) <= self._limits.inline_seconds

    def _take(self, now: float) -> list[_Waiting]:
        """Return the requests of the next call, in the order of their arrival; late and abandoned ones drop out."""
        limits = self._limits
        wanted = self._wanted_rows(now) if limits.merges else 1
        batch: list[_Waiting] = []
        rows = 0
        while self._waiting and rows < wanted:
            entry = self._waiting[0]
            is_alone = not limits.merges or not _is_mergeable(entry.checked)
            if batch and (is_alone or rows + entry.checked.count > wanted):
                break
            self._waiting.popleft()
            self._queued_rows -= entry.checked.count
            if not self._is_wanted(entry, now):
                continue
            batch.append(entry)
            rows += entry.checked.count
            if is_alone:
                break
        return batch

    def _wanted_rows(self, now: float) -> int:
        """Return how many rows the next call should take: what it gains from, and what is done by the deadline."""
        left = _MARGIN * (self._waiting[0].deadline - now)
        gains = self.cost.worthwhile_rows(self._queued_rows)
        return min(gains, self.cost.rows_within(left), self._limits.max_batch_rows)

    def _is_wanted(self, entry: _Waiting, now: float) -> bool:
        if entry.waiter.done():
            return False
        if now > entry.deadline:
            entry.waiter.set_exception(LateError(self._limits.deadline_seconds))
            return False
        if entry.is_gone is not None and now - entry.arrived > _PATIENCE_SECONDS and entry.is_gone():
            entry.waiter.set_exception(GoneError())
            return False
        return True

    def _call_inline(self, batch: list[_Waiting], rows: int, started: float) -> None:
        try:
            answers, predicted = self._call(batch)
        except Exception as error:  # noqa: BLE001 - a bug of ours: every caller hears of it
            self._fail(batch, error)
            return
        ended = time.perf_counter()
        if ended - started > _HELD_SECONDS:
            self._in_threads_until = ended + _DISTRUST * (ended - started)
        self._deliver(batch, answers, rows, started, ended, predicted)

    def _call_in_thread(
        self, batch: list[_Waiting], rows: int, started: float, loop: asyncio.AbstractEventLoop
    ) -> None:
        call = _Call(batch, rows, started, started + self.cost.of(rows))
        self._running.append(call)

        def timed() -> tuple[list[Answers], float, float, float]:
            begun = time.perf_counter()
            answers, predicted = self._call(batch)
            return answers, begun, time.perf_counter(), predicted

        def ended(future: Future[tuple[list[Answers], float, float, float]]) -> None:
            loop.call_soon_threadsafe(self._end_call, call, future)

        self._executor.submit(timed).add_done_callback(ended)
        if self._watch is None:
            self._watch_deadlines(loop)

    def _end_call(self, call: _Call, future: Future[tuple[list[Answers], float, float, float]]) -> None:
        self._running.remove(call)
        error = None if future.cancelled() else future.exception()
        if future.cancelled() or error is not None:
            self._fail(call.batch, error or OverloadError(retry_after=1))
        else:
            answers, begun, ended, predicted = future.result()
            self._deliver(call.batch, answers, call.rows, begun, ended, predicted)
        if self._waiting:
            self._schedule(asyncio.get_running_loop())

    def _call(self, batch: list[_Waiting]) -> tuple[list[Answers], float]:
        """Return the answers to a batch, and the seconds of its prediction; what is logged names its requests."""
        token = CURRENT_REQUEST.set(tuple(str(entry.request) for entry in batch if entry.request))
        take_predict_seconds()
        try:
            return self._compute([entry.checked for entry in batch]), take_predict_seconds()
        finally:
            CURRENT_REQUEST.reset(token)

    def _deliver(
        self, batch: list[_Waiting], answers: list[Answers], rows: int, started: float, ended: float, predicted: float
    ) -> None:
        self.cost.learn(rows, ended - started)
        if self.on_call is not None:
            self.on_call(rows)
        for entry, answer in zip(batch, answers, strict=True):
            if not entry.waiter.done():
                entry.waiter.set_result(Answered(answer, started - entry.arrived, ended - started, predicted))
        self._returning = len(self._waiting) + len(batch)
        self._gather_until = ended + _GATHERING * (ended - started)

    def _fail(self, batch: list[_Waiting], error: BaseException) -> None:
        for entry in batch:
            if not entry.waiter.done():
                entry.waiter.set_exception(error)

    def _watch_deadlines(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tell callers when their time is over, however long a call takes; it goes on, and others wait for its end."""
        now = time.perf_counter()
        self._watch = None
        computing = [entry for call in self._running for entry in call.batch]
        open_entries = [entry for entry in (*self._waiting, *computing) if not entry.waiter.done()]
        for entry in open_entries:
            if now >= entry.deadline:
                entry.waiter.set_exception(LateError(self._limits.deadline_seconds))
        still_open = [entry.deadline for entry in open_entries if not entry.waiter.done()]
        if still_open:
            self._watch = loop.call_later(max(min(still_open) - now, 0.001), self._watch_deadlines, loop)


def _is_mergeable(checked: CheckedRows) -> bool:
    return {*map(type, checked.columns.values())} <= _LIST
