"""Models that raise, end the process, grow, or give what is no answer: each has its answer, and the service lives.

What ends a worker from outside, and one that hangs, is in `test_workers.py`.
"""

from __future__ import annotations

import re
import threading
import time

import httpx
import psutil
import pytest
from bundles import write_plain
from workers_at_work import working

from nb2svc.manifest import Field, OutputField, RequestSchema

pytestmark = pytest.mark.e2e

LIBRARY = """
import asyncio, ctypes, os, signal, sys, time

KEPT = []


class Panic(BaseException):
    pass


def recurse():
    return recurse()


def obey(what):
    if what == "value":
        raise ValueError("this value")
    if what == "error":
        raise RuntimeError("broken")
    if what == "exit":
        sys.exit(3)
    if what == "panic":
        raise Panic("a panic of a library")
    if what == "cancel":
        raise asyncio.CancelledError
    if what == "stop":
        raise StopIteration
    if what == "deep":
        recurse()
    if what == "memory":
        bytearray(1 << 62)
    if what == "end":
        os._exit(5)
    if what == "fault":
        ctypes.string_at(0)
    if what == "slow":
        time.sleep(4)
    if what == "grow":
        KEPT.append(b"x" * 20_000_000)
"""
PREDICT = """
for what in df["what"]:
    obey(what)
answers = [1.0] * len(df)
for what in df["what"]:
    if what == "fewer":
        answers = answers[1:]
    if what == "more":
        answers = [*answers, 2.0]
    if what == "nothing":
        return None
    if what == "other":
        return {"another": answers}
    if what == "object":
        answers = [object()] * len(df)
    if what == "nan":
        answers = [float("nan")] * len(df)
return {"answer": answers}
"""
WITHOUT_ANSWER = {
    "value": (422, "row-refused"), "fewer": (422, "row-dropped"), "error": (500, "stage-error"),
    "exit": (500, "stage-error"), "panic": (500, "stage-error"), "cancel": (500, "stage-error"),
    "stop": (500, "stage-error"), "deep": (500, "stage-error"), "memory": (500, "stage-error"),
    "more": (500, "stage-error"), "nothing": (500, "stage-error"), "other": (500, "stage-error"),
    "object": (500, "stage-error"),
}  # fmt: skip


@pytest.fixture(scope="module")
def bad(tmp_path_factory):
    return write_plain(
        tmp_path_factory.mktemp("services") / "obedient" / "1-0",
        request=RequestSchema(name="df", input="frame", fields=(Field(name="what", kind="string", dtype="str"),)),
        predict=PREDICT,
        response=(OutputField(name="answer", kind="number", dtype="float64"),),
        rows=[{"what": "nothing odd"}],
        service="obedient",
        library=LIBRARY,
    ).folder


def ask(server, *whats):
    rows = [{"what": what} for what in whats]
    return httpx.post(f"{server.url}/predict", json=rows if len(rows) > 1 else rows[0], timeout=60)


@pytest.mark.parametrize(("workers", "inline_seconds"), [(1, 0.1), (1, 0), (2, 0.1), (2, 0)])
def test_whatever_a_model_raises_or_returns_has_its_answer(bad, tmp_path, workers, inline_seconds):
    """On the event loop and in a thread, in one process and in several: no process ends, and no caller waits."""
    with working(bad, tmp_path, workers=workers, inline_seconds=inline_seconds) as server:
        processes = server.workers
        for what, (status, kind) in WITHOUT_ANSWER.items():
            for _ in range(2):
                answer = ask(server, what)
                entry = answer.json()["detail"][0]
                assert (what, answer.status_code, entry["type"]) == (what, status, kind)
                assert "broken" not in answer.text  # what the code says stays in the log
                assert ask(server, "fine").json() == {"answer": 1.0}
        beside = ask(server, "fine", "value", "exit")
        assert (beside.status_code, [entry["loc"] for entry in beside.json()["detail"]]) == (
            500,
            [["body", 1], ["body", 2]],
        )
        assert ask(server, "nan").json() == {"answer": None}
        assert server.workers == processes
        log = server.log.read_text()
    assert "SystemExit: 3 (obedient.ipynb cell 5" in log
    assert "Panic: a panic of a library (obedient.ipynb cell 5" in log
    assert "2 values for 1 rows" in log


@pytest.mark.parametrize("what", ["end", "fault"])
def test_code_that_ends_its_process_costs_what_was_under_way(bad, tmp_path, what):
    """By itself or by a fault of native code: another worker takes its place."""
    with working(bad, tmp_path) as server:
        before = server.workers
        with pytest.raises(httpx.TransportError):
            ask(server, what)
        server.wait_until(lambda: len(server.workers) == 2 and server.workers != before)
        assert [ask(server, "fine").status_code for _ in range(4)] == [200] * 4
        how = "ended with exit status 5" if what == "end" else "was ended by SIGSEGV"
        assert how in server.log.read_text()


def test_a_short_call_that_is_long_for_once_holds_up_no_probe(bad, tmp_path):
    """It is computed on the event loop, as those before were: a thread stands in; what else comes is answered after.

    The next one is computed in a thread, and nothing waits for it.
    """
    with working(bad, tmp_path, workers=1, inline_seconds=0.1) as server:
        assert [ask(server, "fine").status_code for _ in range(3)] == [200] * 3
        for is_held in (True, False):
            slow = threading.Thread(target=ask, args=(server, "slow"))
            slow.start()
            time.sleep(0.5)
            others = [httpx.get(f"{server.url}{path}", timeout=60) for path in ("/healthz", "/v2/health/live")]
            assert slow.is_alive()
            page = httpx.get(f"{server.url}/version", timeout=60)
            assert is_held or slow.is_alive()
            slow.join()
            assert [other.json() for other in others] == [{"status": "ok"}, {"live": True}]
            for other in (*others, page):
                assert other.status_code == 200
                assert other.headers["x-nb2svc-version"] == "obedient@1"
                assert other.headers["x-request-id"]
        assert ask(server, "fine").status_code == 200


def test_a_model_that_leaks_is_replaced_before_memory_runs_out(bad, tmp_path):
    """Where a limit is set: one worker after the other, in order, and no request is lost."""
    with working(bad, tmp_path, worker_memory_mb=450) as server:
        seen, largest = set(server.workers), 0.0
        while len(seen) < 5:
            assert ask(server, "grow").status_code == 200
            seen |= set(server.workers)
            largest = max([largest, *map(held, server.workers)])
            time.sleep(0.05)
        server.wait_until(lambda: len(server.workers) == 2)
        log = server.log.read_text()
    assert largest < 1500
    assert re.search(r"worker \d+ has grown from \d+ to \d+ MB; it ends when another is there", log)
    assert "SIGKILL" not in log


def held(process):
    """Return the megabytes of a process; none where it has just ended."""
    try:
        return psutil.Process(process).memory_info().rss / 1e6
    except psutil.NoSuchProcess:
        return 0.0


def test_a_limit_below_what_a_new_worker_holds_is_told_and_not_held_to(bad, tmp_path):
    """To replace it again and again would help nobody."""
    with working(bad, tmp_path, worker_memory_mb=1) as server:
        before = server.workers
        server.wait_until(lambda: server.log.read_text().count("NB2SVC_WORKER_MEMORY_MB is not held to") == 2)
        assert ask(server, "grow").status_code == 200
        time.sleep(2.5)
        assert server.workers == before
