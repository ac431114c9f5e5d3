"""Clients that send too much, too slowly, or no HTTP, or take no answer: each gets its due, and the server goes on."""

from __future__ import annotations

import asyncio
import json
import select
import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest
import uvicorn

from nb2svc.runtime.server.limits import LimitedConnection, with_limits
from nb2svc.runtime.settings import Settings

SECONDS = 0.3
LARGE = 40_000_000


async def echo(scope, receive, send):
    """Answer with the length of the body; `/early` answers before it is read, `/late` later, `/large` at length."""
    if scope["type"] == "lifespan":
        return
    gone.append(False)
    size = 0
    while scope["path"] != "/early":
        message = await receive()
        if message["type"] == "http.disconnect":
            gone[-1] = True
            return
        size += len(message["body"])
        if not message["more_body"]:
            break
    if scope["path"] == "/late":
        await asyncio.sleep(3 * SECONDS)
    content = str(size).encode() if scope["path"] != "/large" else b"x" * LARGE
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(content))]})
    await send({"type": "http.response.body", "body": content})


gone: list[bool] = []
running: list[uvicorn.Server] = []
told: list[tuple[int, str, bytes | None]] = []


@pytest.fixture(scope="module")
def port():
    settings = Settings(body_seconds=SECONDS, answer_seconds=SECONDS, max_header_bytes=2048)

    def on_refused(status, path, headers):
        told.append((status, path, dict(headers).get(b"host")))
        return [(b"x-request-id", b"7")]

    connection = with_limits(LimitedConnection, settings, on_refused=on_refused)
    config = uvicorn.Config(echo, port=0, http=connection, ws="none", lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    running.append(server)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


@contextmanager
def connect(port):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        yield connection


def read_all(connection):
    """Return what comes until the server closes."""
    content = b""
    while True:
        piece = connection.recv(65536)
        if not piece:
            return content
        content += piece


def refusal(content):
    head, _, body = content.partition(b"\r\n\r\n")
    assert b"connection: close" in head
    assert b"x-content-type-options: nosniff" in head
    assert b"x-request-id: 7" in head
    assert told[-1][0] == int(head.split()[1])
    (entry,) = json.loads(body)["detail"]
    return int(head.split()[1]), entry["type"]


def are_gone(first):
    """Whether the app has heard that its callers are gone, which is after the answer is on its way."""
    deadline = time.monotonic() + 10
    while not all(gone[first:]) and time.monotonic() < deadline:
        time.sleep(0.01)
    return all(gone[first:])


POST = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n"


@pytest.mark.parametrize("size", [10, 100_000, 2_000_000])
def test_a_request_in_one_piece_is_answered(port, size):
    """However large its body is: only headers are limited here, and only slow senders."""
    with connect(port) as connection:
        for _ in range(2):
            connection.sendall(POST.replace(b"10", b"%d" % size) + b"x" * size)
            assert connection.recv(65536).endswith(b"\r\n\r\n%d" % size)


def test_a_request_in_pieces_is_answered_in_time(port):
    """Byte by byte, but quickly."""
    with connect(port) as connection:
        for byte in POST + b"x" * 10:
            connection.sendall(bytes([byte]))
        assert connection.recv(65536).endswith(b"10")


@pytest.mark.parametrize(
    ("begun", "answer"),
    [
        (b"", None),
        (b"PO", (408, "too-slow")),
        (b"POST / HTTP/1.1\r\nhost: x\r\n", (408, "too-slow")),
        (POST, (408, "too-slow")),
        (POST + b"x" * 9, (408, "too-slow")),
        (POST.replace(b"content-length: 10", b"transfer-encoding: chunked") + b"5\r\nhello\r\n", (408, "too-slow")),
        (POST + b"x" * 10 + b"PO", (408, "too-slow")),
        (POST + b"x" * 10 + POST, (408, "too-slow")),
    ],
)
def test_a_request_that_does_not_end_is_refused(port, begun, answer):
    """The connection is closed; one that never began is closed without a word."""
    with connect(port) as connection:
        connection.sendall(begun)
        content = read_all(connection)
    if begun.startswith(POST + b"x" * 10):
        first, content = content.split(b"\r\n\r\n10", 1)
        assert first.startswith(b"HTTP/1.1 200")
    assert (refusal(content) if content else None) == answer


def test_a_byte_now_and_then_gains_no_time(port):
    """The time is for the request as a whole; the app hears that its caller is gone."""
    with connect(port) as connection:
        connection.sendall(POST)
        sent = 0
        connection.settimeout(SECONDS / 5)
        content = b""
        while sent < 9:
            try:
                content = connection.recv(65536)
                break
            except TimeoutError:
                connection.sendall(b"x")
                sent += 1
        assert refusal(content) == (408, "too-slow")
        assert sent < 9
    assert are_gone(-1)


def test_what_waits_for_our_own_answer_is_not_slow(port):
    """A second request that was begun while the first one computes is not held against its sender."""
    with connect(port) as connection:
        connection.sendall(POST.replace(b"/", b"/late", 1) + b"x" * 10 + POST[:20])
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        connection.sendall(POST[20:] + b"x" * 10)
        assert b"200" in connection.recv(65536)


def test_who_goes_on_after_an_early_answer_is_cut_off(port):
    """A body that nobody wants any more holds no connection for ever."""
    with connect(port) as connection:
        connection.sendall(POST.replace(b"/", b"/early", 1) + b"x")
        content = read_all(connection)
    assert content.startswith(b"HTTP/1.1 200")
    assert content.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize("cut", [1, 30, len(POST) + 5])
def test_many_requests_at_once_are_no_large_headers(port, cut):
    """Sent one behind the other, with more bytes in all than headers may have, and the last one in two pieces."""
    request = POST + b"x" * 10
    asked = request * 100
    with connect(port) as connection:
        connection.sendall(asked[: -len(request) + cut])
        time.sleep(SECONDS / 10)
        connection.sendall(asked[-len(request) + cut :] + b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n")
        assert read_all(connection).count(b"HTTP/1.1 200") == 101


@pytest.mark.parametrize("pieces", [1, 2, 50])
@pytest.mark.parametrize("ends", [True, False])
def test_headers_that_are_too_large_are_refused(port, pieces, ends):
    """In one piece or in many, with an end in sight or not, and nothing of the request is answered."""
    answered = len(gone)
    head = b"POST / HTTP/1.1\r\nhost: x\r\nx-much: " + b"y" * 4000 + (b"\r\ncontent-length: 0\r\n\r\n" if ends else b"")
    step = len(head) // pieces + 1
    with connect(port) as connection:
        try:
            for start in range(0, len(head), step):
                connection.sendall(head[start : start + step])
                time.sleep(0.001 if pieces > 1 else 0)
            content = read_all(connection)
        except ConnectionError:  # the rest was sent to a connection that is closed: what came before is lost
            content = b""
    if content:
        assert refusal(content) == (431, "headers-too-large")
    assert are_gone(answered)


def test_a_url_counts_as_header(port):
    """It is as long as a client likes."""
    with connect(port) as connection:
        connection.sendall(b"GET /" + b"x" * 4000 + b" HTTP/1.1\r\nhost: x\r\n\r\n")
        assert refusal(read_all(connection)) == (431, "headers-too-large")


@pytest.mark.parametrize("sent", [b"hello\r\n\r\n", b"\x16\x03\x01\x00\xa5\x01\x00", b"GET / HTTP/9.9\r\n\r\n"])
def test_what_is_no_http_is_told_in_the_shape_of_all_errors(port, sent):
    """TLS at a plain port, for one."""
    with connect(port) as connection:
        connection.sendall(sent)
        assert refusal(read_all(connection)) == (400, "http-invalid")


def test_a_refusal_tells_what_has_come_of_the_request(port):
    """So that id and version can stand on the answer."""
    with connect(port) as connection:
        connection.sendall(POST.replace(b"/", b"/late", 1) + b"x")
        read_all(connection)
    assert told[-1] == (408, "/late", b"x")
    with connect(port) as connection:
        connection.sendall(b"hello\r\n\r\n")
        read_all(connection)
    assert told[-1][:2] == (400, "")


def is_cut_off(connection):
    """Whether the other side has ended the connection, seen without taking anything of what it has sent."""
    poll = select.poll()
    poll.register(connection, 0)  # only what is always told: that it is over
    return bool(poll.poll(20_000))


def test_who_never_takes_an_answer_is_cut_off(port):
    """What is ready for it would be kept for ever; one that has asked many times is one, too."""
    with connect(port) as connection:
        connection.sendall(POST.replace(b"/", b"/large", 1) + b"x" * 10)
        assert is_cut_off(connection)


def test_who_takes_an_answer_slowly_gets_all_of_it(port):
    """Longer than the limit, as long as it takes something at all."""
    with connect(port) as connection:
        connection.sendall(POST.replace(b"/", b"/large", 1) + b"x" * 10)
        started, size = time.monotonic(), 0
        while size < LARGE:
            piece = connection.recv(2_000_000)
            assert piece
            size += len(piece)
            time.sleep(SECONDS / 5)
    assert time.monotonic() - started > SECONDS


def test_who_closes_without_taking_the_answer_leaves_nothing_behind(port):
    """An answer after which the connection ends, with a client that does not take it."""
    with connect(port) as connection:
        connection.sendall(POST.replace(b"/", b"/large", 1).replace(b"host", b"connection: close\r\nhost") + b"x" * 10)
        assert is_cut_off(connection)


def test_requests_that_come_without_end_wait_in_the_network(port):
    """A client that sends and sends, and takes its answers or not, fills no memory; what it has sent is answered."""
    request = POST.replace(b"host", b"x-much: " + b"y" * 400 + b"\r\nhost") + b"x" * 10
    with connect(port) as connection:
        connection.setblocking(False)
        rest, sent, taken, most = b"", 0, 0, 0
        end = time.monotonic() + 2
        while time.monotonic() < end:
            rest = rest or request * 100
            with suppress(BlockingIOError):
                size = connection.send(rest)
                rest, sent = rest[size:], sent + size
            with suppress(BlockingIOError):
                taken += connection.recv(65536).count(b"HTTP/1.1 200")
            most = max([most, *(len(each.pipeline) for each in running[0].server_state.connections)])
        assert sent > 100 * len(request)
        assert most < 3000
        connection.setblocking(True)
        connection.sendall(rest)
        sent += len(rest)
        while taken < sent // len(request):
            taken += connection.recv(65536).count(b"HTTP/1.1 200")
