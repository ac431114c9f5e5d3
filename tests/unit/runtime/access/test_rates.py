"""Rates and the buckets that hold to them."""

from __future__ import annotations

import pytest

from nb2svc.runtime.access.buckets import TokenBucket
from nb2svc.runtime.rates import Rate, parse_rate


@pytest.mark.parametrize(
    ("text", "rate"),
    [("50/s", Rate(50, 1)), ("600/m", Rate(600, 60)), (" 1000/h ", Rate(1000, 3600))],
)
def test_a_rate_is_written_as_people_write_it(text, rate):
    """Per second, minute or hour; and written back the same."""
    assert parse_rate(text) == rate
    assert str(rate) == text.strip()


@pytest.mark.parametrize("text", ["", "50", "0/s", "-1/s", "1.5/s", "50/d", "fifty/s", "1/s/s", "9999999999/s"])
def test_what_is_no_rate_is_refused(text):
    """The message shows how one is written."""
    with pytest.raises(ValueError, match="is no rate: write `50/s`"):
        parse_rate(text)


def ask(bucket, now):
    """Ask for one request, and take it where it may come."""
    wait = bucket.wait(now)
    if not wait:
        bucket.take()
    return wait


def test_a_bucket_lets_the_rate_through_and_says_when_to_come_again():
    """As many at once as the rate names, then one whenever a token is there."""
    bucket = TokenBucket(parse_rate("2/s"))
    assert [ask(bucket, 100.0) for _ in range(3)] == [0, 0, 0.5]
    assert ask(bucket, 100.25) == pytest.approx(0.25)
    assert ask(bucket, 100.5) == 0
    assert [ask(bucket, 1000.0) for _ in range(3)] == [0, 0, 0.5]


def test_a_bucket_holds_to_the_rate_in_the_long_run():
    """Whoever asks without pause gets the rate, and the burst once."""
    bucket = TokenBucket(parse_rate("50/s"))
    through = sum(ask(bucket, step / 1000) == 0 for step in range(10_000))
    assert through == pytest.approx(50 * 10 + 50, abs=2)


def test_workers_have_a_share_each():
    """Four workers together let through what the rate says; each lets through at least single requests."""
    buckets = [TokenBucket(parse_rate("40/s"), share=1 / 4) for _ in range(4)]
    through = sum(ask(bucket, step / 100) == 0 for step in range(1000) for bucket in buckets)
    assert through == pytest.approx(40 * 10 + 40, abs=8)
    slow = TokenBucket(parse_rate("1/s"), share=1 / 4)
    assert [ask(slow, at) for at in (0.0, 1.0, 4.0)] == [0, pytest.approx(3.0), 0]
