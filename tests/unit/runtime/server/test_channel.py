"""Messages between processes arrive whole, in order, with their descriptors."""

from __future__ import annotations

import os
import socket

import pytest

from nb2svc.runtime.server.channel import Channel, Message, open_channel


@pytest.fixture
def ends():
    own, other = open_channel()
    other.setblocking(False)
    channels = own, Channel(other)
    yield channels
    for channel in channels:
        channel.close()


def test_messages_arrive_in_order(ends):
    """Several at once, an empty one and a long one among them."""
    here, there = ends
    for message in ("hello", b"12"), ("ready", b""), ("failed", b"x" * 10_000):
        assert here.send(*message)
    assert [*there.receive_rest()] == [
        Message(kind="hello", body=b"12"),
        Message(kind="ready"),
        Message(kind="failed", body=b"x" * 10_000),
    ]


def test_a_descriptor_comes_with_its_message(ends):
    """It is the same connection by another number; the sender's own stays open."""
    here, there = ends
    with socket.socket() as first, socket.socket() as second:
        names = []
        for connection in (first, second):
            connection.bind(("127.0.0.1", 0))
            assert here.send("connection", descriptors=[connection.fileno()])
            here.send("ready")
            names.append(connection.getsockname())
        messages = [*there.receive_rest()]
        assert [message.kind for message in messages] == ["connection", "ready"] * 2
        for message, name in zip(messages[::2], names, strict=True):
            with socket.socket(fileno=message.descriptor) as received:
                assert received.getsockname() == name


def test_descriptors_that_nobody_takes_are_closed(ends):
    """A client would wait for ever otherwise."""
    here, there = ends
    reads, writes = os.pipe()
    here.send("connection", descriptors=[writes])
    os.close(writes)
    (message,) = there.receive()
    os.close(message.descriptor)
    assert os.read(reads, 1) == b""
    os.close(reads)


def test_what_was_sent_before_the_end_arrives(ends):
    """Also where the other side ended with messages unread, of which the kernel tells first."""
    here, there = ends
    there.send("stop")
    here.send("back", b"")
    here.send("ready")
    here.close()
    assert [message.kind for message in there.receive_rest()] == ["back", "ready"]
    with pytest.raises(EOFError):
        there.receive()
    assert not there.send("stop")


def test_nobody_waits(ends):
    """Neither for messages nor for room."""
    here, there = ends
    assert there.receive() == []
    while here.send("hello", b"x" * 100):
        pass
    assert len([*there.receive_rest()]) > 100
