"""Requests that arrive while the model computes share its next call, and nobody waits for a batch to fill."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from nb2svc.runtime.batching.batcher import Answered, Answers, Batcher, BatchLimits
from nb2svc.runtime.batching.cost import CallCost
from nb2svc.runtime.batching.errors import GoneError, LateError, OverloadError
from nb2svc.runtime.rows.reader import CheckedRows
from nb2svc.runtime.stage_clock import count_predict
from nb2svc.runtime.watch.request_ids import CURRENT_REQUEST


@dataclass
class Model:
    """Doubles numbers; each call takes a while, and is remembered."""

    fixed: float = 0.0
    per_row: float = 0.0
    calls: list[list[list[int]]] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)
    gate: threading.Event | None = None
    compute: Callable[[Sequence[CheckedRows]], list[Answers]] | None = None

    def __call__(self, parts: Sequence[CheckedRows]) -> list[Answers]:
        if self.compute is not None:
            return self.compute(parts)
        self.calls.append([list(part.columns["x"]) for part in parts])
        self.threads.add(threading.current_thread().name)
        if self.gate is not None:
            assert self.gate.wait(10)
        rows = sum(part.count for part in parts)
        time.sleep(self.fixed + rows * self.per_row)
        return [[{"y": 2 * value} for value in part.columns["x"]] for part in parts]


def rows(*values: int) -> CheckedRows:
    return CheckedRows(count=len(values), columns={"x": list(values)}, errors=())


def run(model: Model, use: Callable[[Batcher], Awaitable[Any]], *, known: bool = True, **limits: Any) -> Any:
    """Use a batcher of the model inside an event loop of its own."""
    cost = CallCost()
    for count in (1, 10, 1, 10) if known else ():
        cost.learn(count, model.fixed + count * model.per_row)

    async def main() -> Any:
        with ThreadPoolExecutor(1, thread_name_prefix="predict") as executor:
            batcher = Batcher(model, limits=BatchLimits(**{"merges": True} | limits), executor=executor, cost=cost)
            return await use(batcher)

    return asyncio.run(main())


def ask(*requests: CheckedRows) -> Callable[[Batcher], Awaitable[list[Answered]]]:
    async def use(batcher: Batcher) -> list[Answered]:
        return await asyncio.gather(*(batcher.answer(request) for request in requests))

    return use


def test_everyone_gets_the_answers_to_their_own_rows():
    """Rows of many requests share a call, and come back to who sent them, in order."""
    model = Model(fixed=0.01)
    answered = run(model, ask(*(rows(i, 10 * i) for i in range(20))))
    assert [each.answers for each in answered] == [[{"y": 2 * i}, {"y": 20 * i}] for i in range(20)]
    assert len(model.calls) == 1


def test_an_idle_model_is_asked_at_once():
    """One caller after the other: each request is a call of its own and waits for nothing."""
    model = Model(fixed=0.005)

    async def use(batcher: Batcher) -> list[float]:
        return [(await batcher.answer(rows(i))).queued for i in range(10)]

    queued = run(model, use)
    assert model.calls == [[[i]] for i in range(10)]
    assert sorted(queued)[5] < 0.1 * 0.005  # the median: a machine may be held up now and then


def test_what_comes_while_the_model_computes_shares_the_next_call():
    """Two calls answer all of a hundred requests: the first one, and the others together."""
    model = Model(fixed=0.02, gate=threading.Event())

    async def use(batcher: Batcher) -> None:
        first = asyncio.ensure_future(batcher.answer(rows(0)))
        await asyncio.sleep(0.05)
        others = [asyncio.ensure_future(batcher.answer(rows(i))) for i in range(1, 100)]
        await asyncio.sleep(0.01)
        assert model.gate is not None
        model.gate.set()
        await asyncio.gather(first, *others)

    run(model, use)
    assert [len(call) for call in model.calls] == [1, 99]


def test_rows_that_depend_on_each_other_never_share_a_call():
    """Without the build's proof each request is a call of its own."""
    model = Model(fixed=0.001)
    run(model, ask(*(rows(i) for i in range(8))), merges=False)
    assert sorted(model.calls) == [[[i]] for i in range(8)]


def test_a_batch_keeps_its_limit_and_one_large_request_is_not_cut():
    """Calls have at most the rows that they may have; a request is never divided."""
    model = Model(fixed=0.01)
    run(model, ask(*(rows(*range(3)) for _ in range(10)), rows(*range(50))), max_batch_rows=10)
    assert {sum(map(len, call)) for call in model.calls} <= {9, 6, 3, 50}


def test_short_calls_run_on_the_event_loop_and_long_ones_in_a_thread():
    """Handing over costs more than a short call; a long one must not keep the process from answering."""
    short, long = Model(), Model(fixed=0.01)
    run(short, ask(rows(1)))
    run(long, ask(rows(1)))
    assert short.threads == {threading.current_thread().name}
    assert all(name.startswith("predict") for name in long.threads)


def test_a_call_of_unknown_cost_runs_in_a_thread():
    """Before anything is known of the cost, the event loop is not staked on it."""
    model = Model()
    run(model, ask(rows(1)), known=False)
    assert all(name.startswith("predict") for name in model.threads)


def test_requests_that_cannot_make_their_deadline_are_refused_at_once():
    """50 ms a row and a deadline of 200 ms: most of twenty are refused, and nothing waits in vain."""
    model = Model(per_row=0.05)

    async def use(batcher: Batcher) -> list[Any]:
        started = time.perf_counter()
        requests = [asyncio.ensure_future(batcher.answer(rows(i))) for i in range(20)]
        done = await asyncio.gather(*requests, return_exceptions=True)
        return [*done, time.perf_counter() - started]

    *done, seconds = run(model, use, deadline_seconds=0.2)
    refused = [each for each in done if isinstance(each, OverloadError)]
    assert len(refused) >= 16
    assert any(isinstance(each, Answered) for each in done)
    assert refused[0].retry_after >= 1
    assert seconds < 5


def test_a_call_that_hangs_costs_its_callers_no_more_than_their_deadline():
    """They are told that it is late; who comes then is refused at once; afterwards all is as before."""
    model = Model(gate=threading.Event())

    async def use(batcher: Batcher) -> None:
        with pytest.raises(LateError, match=r"within 0\.1 seconds"):
            await batcher.answer(rows(1))
        await asyncio.sleep(0.05)
        with pytest.raises(OverloadError):
            await batcher.answer(rows(2))
        assert model.gate is not None
        model.gate.set()
        await asyncio.sleep(0.1)
        assert (await batcher.answer(rows(3))).answers == [{"y": 6}]

    run(model, use, known=False, deadline_seconds=0.1)


def test_a_request_whose_caller_has_gone_is_not_computed():
    """Who had to wait and hung up is not worth a call."""
    model = Model(gate=threading.Event())

    async def use(batcher: Batcher) -> None:
        first = asyncio.ensure_future(batcher.answer(rows(0)))
        gone = asyncio.ensure_future(batcher.answer(rows(1), is_gone=lambda: True))
        there = asyncio.ensure_future(batcher.answer(rows(2), is_gone=lambda: False))
        await asyncio.sleep(0.05)
        assert model.gate is not None
        model.gate.set()
        await first
        with pytest.raises(GoneError):
            await gone
        await there

    run(model, use, known=False, merges=False)
    assert model.calls == [[[0]], [[2]]]


def test_the_queue_has_a_bound():
    """More rows than may wait are refused, whatever they cost."""
    model = Model(gate=threading.Event())

    async def use(batcher: Batcher) -> list[Any]:
        requests = [asyncio.ensure_future(batcher.answer(rows(i))) for i in range(10)]
        await asyncio.sleep(0.01)
        assert model.gate is not None
        model.gate.set()
        return list(await asyncio.gather(*requests, return_exceptions=True))

    done = run(model, use, known=False, max_queue_rows=4)
    assert sum(isinstance(each, OverloadError) for each in done) in (5, 6)


def test_a_bug_is_told_to_every_caller_of_the_call():
    """Nobody is left waiting, and the next call works."""
    model = Model()

    def broken(parts: Sequence[CheckedRows]) -> list[Answers]:
        model.calls.append([])
        if len(model.calls) == 1:
            raise RuntimeError("broken")
        return [[{"y": 0}] for _ in parts]

    async def main() -> None:
        with ThreadPoolExecutor(1) as executor:
            batcher = Batcher(broken, limits=BatchLimits(merges=True), executor=executor, cost=CallCost())
            done = await asyncio.gather(batcher.answer(rows(1)), batcher.answer(rows(2)), return_exceptions=True)
            assert [str(each) for each in done] == ["broken", "broken"]
            assert (await batcher.answer(rows(3))).answers == [{"y": 0}]

    asyncio.run(main())


def test_a_call_takes_no_more_rows_than_are_done_by_the_deadline():
    """0.3 s for a call and 0.4 s for a row, a deadline of three seconds: never more than five rows in a call."""
    cost = CallCost()
    for count in (1, 10, 1, 10):
        cost.learn(count, 0.3 + 0.4 * count)
    assert cost.rows_within(0.8 * 3) == 5
    assert cost.rows_within(0.1) == 1
    flat = CallCost()
    flat.learn(1, 0.01)
    flat.learn(10, 0.01)
    assert flat.rows_within(0.5) > 10_000


def test_noise_is_no_reason_to_share_a_call():
    """Where the part of a call that rows could share is a tenth of one row's time, each is answered by itself."""
    cost = CallCost()
    for count in (1, 10, 1, 10):
        cost.learn(count, 0.004 + 0.05 * count)
    assert cost.worthwhile_rows(20) == 1


@pytest.mark.parametrize(("fixed", "per_row"), [(0.005, 0.0001), (0.0, 0.01), (0.01, 0.0)])
def test_the_cost_of_calls_is_learned_from_them(fixed: float, per_row: float):
    """A line through calls of different sizes, whatever came before."""
    cost = CallCost()
    for count in [1, 4, 32] * 100:
        cost.learn(count, 0.5)  # of another time
    for count in [1, 7, 3, 32, 1, 2] * 60:
        cost.learn(count, fixed + count * per_row)
    assert (cost.fixed, cost.per_row) == pytest.approx((fixed, per_row), rel=0.05, abs=5e-4)


def test_a_batch_takes_the_rows_that_its_throughput_gains_from():
    """All of them where a call costs the same for one and for many; one where rows cost the same alone."""
    flat, even, mixed = CallCost(), CallCost(), CallCost()
    for count in (1, 10, 1, 10):
        flat.learn(count, 0.01)
        even.learn(count, 0.01 * count)
        mixed.learn(count, 0.01 + 0.01 * count)
    assert flat.worthwhile_rows(100) == 100
    assert even.worthwhile_rows(100) == 1
    assert 1 < mixed.worthwhile_rows(100) < 20


def test_a_call_knows_its_requests_and_the_time_of_its_prediction():
    """What is logged while several requests are computed together names them all; in a thread as on the loop."""
    seen: list[Any] = []

    def compute(parts: Sequence[CheckedRows]) -> list[Answers]:
        seen.append(CURRENT_REQUEST.get())
        started = time.perf_counter()
        time.sleep(0.002)
        count_predict(started)
        return [[{"y": 0}] for _ in parts]

    async def named(batcher: Batcher, name: str) -> Answered:
        CURRENT_REQUEST.set(name)
        return await batcher.answer(rows(1))

    async def use(batcher: Batcher) -> list[Answered]:
        return await asyncio.gather(*(named(batcher, name) for name in ("a", "b", "")))

    for inline_seconds in (0.0, 10.0):
        sizes: list[int] = []

        async def watched(batcher: Batcher, sizes: list[int] = sizes) -> list[Answered]:
            batcher.on_call = sizes.append
            return await use(batcher)

        answered = run(Model(compute=compute), watched, inline_seconds=inline_seconds)
        assert all(0.002 <= each.predicted <= each.computed for each in answered)
        assert sizes == [3]
    assert seen == [("a", "b"), ("a", "b")]
