"""Who gets a connection, who has too many, and when a worker that ended is replaced."""

from __future__ import annotations

import signal

import pytest

from nb2svc.runtime.server.board import Board
from nb2svc.runtime.server.channel import open_channel
from nb2svc.runtime.server.crew import (
    Restarts,
    Worker,
    choose_worker,
    describe_end,
    find_hang,
    find_large,
    find_uneven,
)


@pytest.fixture
def crew(tmp_path):
    """Make workers of (connections, turn, state)."""
    board, ends = Board(tmp_path), []

    def make(*given):
        workers = []
        for number, (handed, turn, state) in enumerate(given):
            channel, end = open_channel()
            ends.extend((channel, end))
            place = board.place(number)
            place.clear()
            workers.append(
                Worker(number=number, channel=channel, place=place, handed=handed, turn=turn, state=state, process=1)
            )
        return workers

    yield make
    for end in ends:
        end.close()


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        ([(2, 1, "ready"), (1, 2, "ready")], 1),
        ([(1, 2, "ready"), (1, 1, "ready")], 1),
        ([(9, 1, "ready"), (0, 0, "starting"), (0, 0, "leaving")], 0),
        ([(0, 0, "loading")], None),
        ([], None),
    ],
)
def test_who_has_the_fewest_gets_the_next(crew, given, chosen):
    """Among equals, who has waited longest; never one that is not ready."""
    workers = crew(*given)
    assert choose_worker(workers) is (None if chosen is None else workers[chosen])


def test_who_is_silent_comes_last(crew, monkeypatch):
    """However few it has, as long as another is awake."""
    awake, silent = crew((5, 0, "ready"), (0, 0, "ready"))
    silent.place._cells[1] -= 10
    assert choose_worker([awake, silent]) is awake
    assert choose_worker([silent]) is silent
    assert find_uneven([awake, silent]) is None


@pytest.mark.parametrize(
    ("connections", "surplus"), [((8, 0), (0, 4)), ((1, 8), (1, 3)), ((4, 5), None), ((5, 5), None), ((9,), None)]
)
def test_half_of_a_difference_is_too_much(crew, connections, surplus):
    """An odd one stays where it is."""
    workers = crew(*((count, 0, "ready") for count in connections))
    expected = None if surplus is None else (workers[surplus[0]], surplus[1])
    assert find_uneven(workers) == expected


def test_a_worker_hangs_when_it_computes_or_is_silent_too_long(crew):
    """One that still loads may take its time."""
    (worker,) = crew((0, 0, "ready"))
    assert find_hang(worker, 5) == ""
    worker.place.beat(computing_since=worker.started - 10)
    assert find_hang(worker, 5) == "the notebook's code has been computing for more than 5 seconds"
    worker.place.beat(computing_since=None)
    assert find_hang(worker, 5) == ""
    worker.place._cells[1] -= 10
    assert find_hang(worker, 5) == "it has not shown for more than 5 seconds that it lives"
    worker.state = "loading"
    assert find_hang(worker, 5) == ""


def test_the_first_end_is_followed_by_a_start_at_once():
    """Those that follow soon wait, longer each time; one that worked for long begins anew."""
    restarts = Restarts()
    pauses = []
    for _ in range(12):
        restarts.count_end(lived=1)
        pauses.append(restarts.pause)
    assert pauses[0] == 0
    assert 0 < pauses[1] < pauses[2] < pauses[11] <= 30
    restarts.count_end(lived=60)
    assert restarts.early_ends == 0


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (None, "has ended"),
        (3 << 8, "ended with exit status 3"),
        (40, "was ended by signal 40"),
        (signal.SIGSEGV, "was ended by SIGSEGV"),
        (signal.SIGKILL, "was ended by SIGKILL (out of memory, or killed by somebody)"),
    ],
)
def test_an_end_is_told_in_words(status, words):
    """An operator reads what happened."""
    assert describe_end(status) == words


@pytest.mark.parametrize(
    ("memory", "others", "is_found"),
    [
        ((100, 301), "ready", True),
        ((100, 300), "ready", False),
        ((350, 900), "ready", False),
        ((100, 301), "leaving", False),
    ],
)
def test_a_worker_that_has_grown_is_found(crew, memory, others, is_found):
    """One at a time; one that was as large when it began has not grown, and another would be no better."""
    workers = crew((0, 0, others), (0, 1, "ready"))
    workers[1].first_memory, workers[1].memory = memory
    assert find_large(workers, 300) is (workers[1] if is_found else None)
    workers[0].wants_to_leave = True
    assert find_large(workers, 300) is None
