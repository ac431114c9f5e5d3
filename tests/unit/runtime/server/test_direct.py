"""Requests that are answered on the spot get what the application would say, in HTTP that any client understands."""

from __future__ import annotations

import json
import socket
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from serving import serving

from nb2svc.runtime.access.keys import encode_keys, make_key
from nb2svc.runtime.server.direct import DirectConnection
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.web.direct import DIRECT_BYTES, DirectRequest

BY_APP = b"X-Forwarded-For: 127.0.0.1"
"""A header with which a request goes the long way."""
OF_ONE_ANSWER = {b"date", b"x-request-id"}


@pytest.fixture
def met(monkeypatch):
    """Bodies that were answered on the spot."""
    found = []
    answer = DirectRequest.answer

    def noted(self, body, respond, *, is_gone):
        found.append(body)
        answer(self, body, respond, is_gone=is_gone)

    monkeypatch.setattr(DirectRequest, "answer", noted)
    return found


@contextmanager
def connected(client):
    address = (client.base_url.host, client.base_url.port)
    with socket.create_connection(address, timeout=10) as connection, connection.makefile("rb") as file:
        yield connection, file


def post(body, *headers, path=b"/predict"):
    lines = b"".join(line + b"\r\n" for line in headers)
    length = b"Content-Length: %d\r\n" % len(body)
    return b"POST %b HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n%b%b\r\n%b" % (
        path,
        length,
        lines,
        body,
    )


def read_answer(file):
    """Return status line, headers and body of one answer."""
    while (status := file.readline()) == b"HTTP/1.1 100 Continue\r\n":
        file.readline()
    headers = {}
    while (line := file.readline().rstrip(b"\r\n")) != b"":
        name, _, value = line.partition(b": ")
        assert name not in headers, name
        headers[name] = value
    return status, headers, file.read(int(headers[b"content-length"]))


def ask(client, request):
    with connected(client) as (connection, file):
        connection.sendall(request)
        return read_answer(file)


def comparable(answer):
    status, headers, body = answer
    return status, {name: value for name, value in headers.items() if name not in OF_ONE_ANSWER}, body


BODIES = {
    "an object": lambda rows: rows[0],
    "a list": lambda rows: rows[:3],
    "no rows": lambda rows: [],
    "a row too little": lambda rows: {},
    "a wrong value": lambda rows: [rows[0], rows[1] | {"plan": "gold"}],
    "an unknown field": lambda rows: rows[0] | {"plam": "basic"},
    "a number": lambda rows: 7,
    "a row on which the code fails": lambda rows: [rows[0], rows[0] | {"charge": 13}],
}


@pytest.mark.parametrize("name", BODIES)
def test_both_ways_say_the_same(client, churn, met, name):
    """Status, headers and body are those of the application, whatever is asked."""
    body = json.dumps(BODIES[name](churn.rows)).encode()
    here = ask(client, post(body))
    assert met == [body]
    assert comparable(here) == comparable(ask(client, post(body, BY_APP)))
    assert met == [body]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 1000, b'{"a": 1, "a": 2}', b"null", b"NaN"])
def test_both_ways_say_the_same_of_what_is_no_rows(client, met, body):
    """Broken JSON is told alike."""
    assert comparable(ask(client, post(body))) == comparable(ask(client, post(body, BY_APP)))
    assert met == [body]


def test_who_may_not_ask_is_refused_alike(service, churn, met, tmp_path):
    """Keys and versions are checked on both ways; the header that says what to send is there."""
    _, key = make_key("ci", now=datetime.now(UTC))
    (tmp_path / "keys.json").write_bytes(encode_keys((key,)))
    body = json.dumps(churn.rows[0]).encode()
    with serving(service, settings=Settings(keys_file=tmp_path / "keys.json")) as client:
        here = ask(client, post(body))
        assert comparable(here) == comparable(ask(client, post(body, BY_APP)))
    assert here[0].startswith(b"HTTP/1.1 401 ")
    assert b"www-authenticate" in here[1]
    with serving(service) as client:
        wanted = b"X-Nb2svc-Version: churn@99"
        here = ask(client, post(body, wanted))
        assert comparable(here) == comparable(ask(client, post(body, wanted, BY_APP)))
    assert here[0].startswith(b"HTTP/1.1 404 ")
    assert len(met) == 2


def test_an_id_that_was_sent_comes_back(client, churn):
    """So that a caller finds the request in the log; one that could forge a header does not."""
    body = json.dumps(churn.rows[0]).encode()
    assert ask(client, post(body, b"X-Request-Id: order-7"))[1][b"x-request-id"] == b"order-7"
    assert ask(client, post(body, b"X-Request-Id: a b"))[1][b"x-request-id"] != b"a b"


def test_a_body_may_come_in_pieces(client, churn, met):
    """However the network cuts a request."""
    body = json.dumps(churn.rows[0]).encode()
    request = post(body)
    with connected(client) as (connection, file):
        for start, end in pairwise([0, 10, len(request) - len(body), len(request) - 5, len(request)]):
            connection.sendall(request[start:end])
            time.sleep(0.02)
        assert read_answer(file)[0] == b"HTTP/1.1 200 OK\r\n"
    assert met == [body]


def test_requests_sent_at_once_are_answered_in_their_order(client, churn):
    """Pipelined, as HTTP/1.1 allows: small ones, and those of the application between them."""
    rows = churn.rows[:3]
    asked = [post(json.dumps(row).encode(), *([BY_APP] if i % 2 else [])) for i, row in enumerate(rows * 5)]
    with connected(client) as (connection, file):
        connection.sendall(b"".join(asked))
        answers = [json.loads(read_answer(file)[2]) for _ in asked]
    expected = [pytest.approx(answer) for answer in churn.answers[:3]] * 5
    assert answers == expected


def test_a_connection_ends_where_its_client_wants_that(client, churn):
    """`Connection: close`, and HTTP/1.0, which knows nothing else."""
    body = json.dumps(churn.rows[0]).encode()
    for request in (post(body, b"Connection: close"), post(body).replace(b"HTTP/1.1", b"HTTP/1.0", 1)):
        with connected(client) as (connection, file):
            connection.sendall(request)
            status, headers, _ = read_answer(file)
            assert (status, headers[b"connection"]) == (b"HTTP/1.1 200 OK\r\n", b"close")
            assert file.read() == b""


@pytest.mark.parametrize(
    "change",
    [
        lambda request: request.replace(b"application/json", b"text/csv"),
        lambda request: request.replace(b"Host: here\r\n", b"Host: here\r\nExpect: 100-continue\r\n"),
        lambda request: request.replace(b"/predict", b"/invocations"),
        lambda request: request.replace(b"Host: here\r\n", b"Host: here\r\nAccept: text/csv\r\n"),
    ],
    ids=["csv", "expect", "another path", "another answer"],
)
def test_other_requests_go_to_the_application(client, churn, met, change):
    """They need more than is done on the spot."""
    ask(client, change(post(json.dumps(churn.rows[:1]).encode())))
    assert met == []


def test_a_large_body_goes_to_the_application(client, churn, met):
    """It would hold up others."""
    rows = churn.rows * (DIRECT_BYTES // len(json.dumps(churn.rows)) + 1)
    status, _, body = ask(client, post(json.dumps(rows).encode()))
    assert status == b"HTTP/1.1 200 OK\r\n"
    assert len(json.loads(body)) == len(rows)
    assert met == []


def test_a_body_without_a_length_goes_to_the_application(client, churn, met):
    """Nobody knows how large it becomes."""
    body = json.dumps(churn.rows[0]).encode()
    request = post(b"", b"Transfer-Encoding: chunked").replace(b"Content-Length: 0\r\n", b"")
    status, _, answer = ask(client, request + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))
    assert status == b"HTTP/1.1 200 OK\r\n"
    assert json.loads(answer) == pytest.approx(churn.answers[0])
    assert met == []


def test_who_does_not_read_is_not_answered_without_end(client, churn, met, monkeypatch):
    """Answers that nobody takes pile up in one place only: where the application waits for the client to read."""
    waiting = []
    start = DirectConnection._start_asgi_task

    def noted(self, cycle, app):
        waiting.append(self.transport.get_write_buffer_size())
        start(self, cycle, app)

    monkeypatch.setattr(DirectConnection, "_start_asgi_task", noted)
    request = post(json.dumps(churn.rows).encode())
    with connected(client) as (connection, _):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(0.5)
        with pytest.raises(TimeoutError):
            connection.sendall(request * 100_000)
    assert max(waiting) < 1_000_000
    assert client.get("/healthz").status_code == 200


def test_a_caller_that_hangs_up_costs_the_others_nothing(client, churn):
    """Half a request, and a request whose answer nobody waits for."""
    body = json.dumps(churn.rows[0]).encode()
    for sent in (post(body)[:-3], post(body)):
        with connected(client) as (connection, _):
            connection.sendall(sent)
        assert client.post("/predict", json=churn.rows[0]).json() == pytest.approx(churn.answers[0])
