"""Ids of requests, and the log lines that carry them."""

from __future__ import annotations

import logging
import os
import re

import pytest

from nb2svc.runtime.watch.request_ids import CURRENT_REQUEST, RequestIdFilter, RequestIds


@pytest.mark.parametrize("sent", [b"a", b"0f3a-77", b"trace:1/2=+_.", b"x" * 128])
def test_an_id_that_the_caller_has_is_kept(sent):
    """So that it can be followed from service to service."""
    assert RequestIds().of(sent) == sent.decode()


@pytest.mark.parametrize(
    "sent", [None, b"", b"x" * 129, b"two words", b"a\nb", b"a\r\nSet-Cookie: b", b"\xff", b"<b>", b'"']
)
def test_any_other_is_made(sent):
    """Nothing that a caller sends can forge a line of the log or a header."""
    assert re.fullmatch(r"[0-9a-f]{12}-[0-9a-f]+", RequestIds().of(sent))


def test_ids_are_distinct_also_in_a_forked_worker():
    """A process that is forked from another goes on with a part of its own."""
    ids = RequestIds()
    made = {ids.of(None) for _ in range(100)}
    assert len(made) == 100
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, ids.of(None).encode())
        os._exit(0)
    os.waitpid(child, 0)
    theirs = os.read(reading, 100).decode()
    os.close(reading)
    os.close(writing)
    assert theirs.partition("-")[0] != ids.of(None).partition("-")[0]


@pytest.mark.parametrize(
    ("current", "written"),
    [("", "3 of %d"), ("ab%d", "[request ab%d] 3 of %d"), (("a", "b"), "[request a, b] 3 of %d")],
)
def test_the_id_stands_before_every_message_of_its_request(current, written):
    """Of all requests, where one call of the model answered several."""
    record = logging.LogRecord("nb2svc", logging.ERROR, "", 1, "%s of %%d", (3,), None)
    token = CURRENT_REQUEST.set(current)
    try:
        assert RequestIdFilter().filter(record)
    finally:
        CURRENT_REQUEST.reset(token)
    assert record.getMessage() == written
