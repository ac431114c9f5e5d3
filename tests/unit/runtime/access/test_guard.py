"""Who is let in, and how often."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.access.caller import ANYBODY, Caller, Refusal
from nb2svc.runtime.access.guard import Guard, warn_of_open_door
from nb2svc.runtime.access.key_file import read_keys, write_keys
from nb2svc.runtime.access.keys import add_key, make_key, revoke_key
from nb2svc.runtime.settings import Settings

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Clock:
    """Time that a test moves."""

    def __init__(self):
        self.passed = 0.0

    def __call__(self):
        return 1000.0 + self.passed

    def wall(self):
        return NOW.timestamp() + self.passed


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def path(tmp_path):
    write_keys(tmp_path / "keys.json", ())
    return tmp_path / "keys.json"


def new_key(path, name="app", **options):
    text, key = make_key(name, now=NOW, **options)
    write_keys(path, add_key(read_keys(path), key))
    return text


def guard_of(clock, *, workers=1, **settings):
    return Guard(Settings(**settings), workers=workers, clock=clock, wall_clock=clock.wall)


def bearer(text):
    return {b"accept": b"*/*", b"authorization": f"Bearer {text}".encode("latin-1", "replace")}


def test_without_keys_everybody_is_let_in(clock):
    """The default: the service listens to its own machine only."""
    guard = guard_of(clock)
    assert guard.admit({}, "churn") is ANYBODY
    assert not guard.is_closed


def test_a_key_opens_in_each_way_of_sending_it(clock, path):
    """As a bearer token or in a header of its own, which goes first; a proxy's own Authorization is no key."""
    text = new_key(path)
    guard = guard_of(clock, keys_file=path)
    basic = {b"authorization": b"Basic dXNlcjpwYXNz"}
    for headers in (
        bearer(text),
        {b"authorization": f"bearer  {text} ".encode()},
        {b"x-api-key": text.encode()},
        basic | {b"x-api-key": text.encode()},
        {b"x-api-key": text.encode(), b"authorization": b"Bearer of.another.proxy"},
    ):
        assert guard.admit(headers, "churn") == Caller("app")
    for headers in ({}, basic, {b"cookie": text.encode()}):
        refusal = guard.admit(headers, "churn")
        assert (refusal.status, refusal.type) == (401, "no-key")
        assert refusal.headers == (("WWW-Authenticate", 'Bearer realm="nb2svc"'),)


@pytest.mark.parametrize("sent", ["", "x", "nb2svc_0123456789_x", "a.b.c", "\xff" * 50, "nb2svc_" * 1000])
def test_a_wrong_key_opens_nothing(clock, path, sent):
    """Told as RFC 6750 says, and nothing of what was sent is told back."""
    new_key(path)
    refusal = guard_of(clock, keys_file=path).admit(bearer(sent), "churn")
    assert (refusal.status, refusal.type) == (401, "wrong-key")
    ((name, challenge),) = refusal.headers
    assert name == "WWW-Authenticate"
    assert 'error="invalid_token"' in challenge
    assert len(sent) < 2 or sent not in str(refusal)


def test_several_keys_are_good_at_once_each_for_its_services(clock, path):
    """A key for one service is refused at another, and at what tells of both."""
    everything, churn = new_key(path), new_key(path, "churn-app", services=["churn"])
    guard = guard_of(clock, keys_file=path)
    assert guard.admit(bearer(everything), "fraud") == Caller("app")
    assert guard.admit(bearer(churn), "churn") == Caller("churn-app")
    assert guard.admit(bearer(everything), "churn", "fraud") == Caller("app")
    assert guard.admit(bearer(churn), "churn", "fraud").status == 403, "what tells of all services is not for it"
    refusal = guard.admit(bearer(churn), "fraud")
    assert (refusal.status, refusal.message) == (403, "this key is not for the service `fraud`")
    assert 'error="insufficient_scope"' in refusal.headers[0][1]


def test_a_key_ends_when_it_expires(clock, path):
    """To the second."""
    text = new_key(path, expires="2026-06-01T12:00:10Z")
    guard = guard_of(clock, keys_file=path)
    clock.passed = 9
    assert guard.admit(bearer(text), "churn") == Caller("app")
    clock.passed = 10
    assert guard.admit(bearer(text), "churn").type == "expired-key"


def test_changes_of_the_file_are_seen_while_serving(clock, path):
    """A new key is good and a revoked one is not, a second later; the last key that is revoked opens nothing."""
    text = new_key(path)
    guard = guard_of(clock, keys_file=path)
    assert guard.admit(bearer(text), "churn") == Caller("app")
    other = new_key(path, "other")
    write_keys(path, revoke_key(read_keys(path), "app", now=NOW))
    clock.passed = 1
    assert guard.admit(bearer(text), "churn").type == "revoked-key"
    assert guard.admit(bearer(other), "churn") == Caller("other")
    write_keys(path, ())
    clock.passed = 2
    assert guard.admit(bearer(other), "churn").status == 401
    assert guard.admit({}, "churn").status == 401


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"x": ' + b"[" * 100_000, None])
def test_damage_never_opens_the_service(clock, path, damage, caplog):
    """While it runs, what held before still holds; it does not start on a damaged or missing file."""
    text = new_key(path)
    guard = guard_of(clock, keys_file=path)
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    clock.passed = 1
    with caplog.at_level(logging.ERROR):
        assert guard.admit({}, "churn").status == 401
        assert guard.admit(bearer(text), "churn") == Caller("app")
    assert "what it said before still holds" in caplog.text
    with pytest.raises(Nb2svcError, match="the file of API keys"):
        guard_of(clock, keys_file=path)


def test_the_first_key_closes_a_running_service(clock, tmp_path):
    """A store that has no file of keys yet is open; from its first key on it is not, whatever happens to the file."""
    path = tmp_path / "keys.json"
    guard = guard_of(clock, keys_file=path, keys_file_optional=True)
    assert guard.admit({}, "churn") is ANYBODY
    text = new_key(path)
    clock.passed = 1
    assert guard.admit({}, "churn").status == 401
    assert guard.admit(bearer(text), "churn") == Caller("app")
    path.unlink()
    clock.passed = 2
    assert guard.admit({}, "churn").status == 401


def test_a_key_has_its_own_rate(clock, path):
    """Another key is not slowed by it; the answer says when to come again."""
    slow, quick = new_key(path, "slow", rate="2/s"), new_key(path, "quick")
    guard = guard_of(clock, keys_file=path)
    answers = [guard.admit(bearer(slow), "churn") for _ in range(3)]
    assert answers[:2] == [Caller("slow")] * 2
    assert (answers[2].status, answers[2].headers) == (429, (("Retry-After", "1"),))
    assert "your own rate is used up" in answers[2].message
    assert guard.admit(bearer(quick), "churn") == Caller("quick")
    assert guard.admit(bearer(slow), "churn", is_counted=False) == Caller("slow"), "pages are not counted"
    clock.passed = 0.5
    assert guard.admit(bearer(slow), "churn") == Caller("slow")


def test_a_changed_file_fills_no_bucket(clock, path):
    """Else whoever may write keys could lift the rate of all by touching the file; a new rate of a key counts anew."""
    text = new_key(path, "slow", rate="2/h")
    guard = guard_of(clock, keys_file=path)
    assert [isinstance(guard.admit(bearer(text), "churn"), Caller) for _ in range(3)] == [True, True, False]
    new_key(path, "other")
    clock.passed = 1
    assert isinstance(guard.admit(bearer(text), "churn"), Refusal)


def test_the_rate_of_all_holds_for_keys_and_without(clock, path):
    """Refused callers use nothing of it up: a stranger cannot take the service away from those who have a key."""
    guard = guard_of(clock, rate="2/m")
    assert [guard.admit({}, "churn") == ANYBODY for _ in range(3)] == [True, True, False]
    refusal = guard.admit({}, "churn")
    assert refusal.headers == (("Retry-After", "30"),)
    assert "the rate of this server" in refusal.message
    slow, quick = new_key(path, "slow", rate="1/m"), new_key(path, "quick")
    guard = guard_of(clock, keys_file=path, rate="3/m")
    assert guard.admit(bearer(slow), "churn") == Caller("slow")
    for _ in range(10):
        assert guard.admit({}, "churn").status == 401
        assert guard.admit(bearer(slow), "churn").status == 429
    assert [guard.admit(bearer(quick), "churn") == Caller("quick") for _ in range(3)] == [True, True, False]


def test_workers_share_a_rate(clock):
    """What four processes let through together is what the setting says."""
    guards = [guard_of(clock, workers=4, rate="40/s") for _ in range(4)]
    through = 0
    for step in range(1000):
        clock.passed = step / 100
        through += sum(guard.admit({}, "churn") is ANYBODY for guard in guards)
    assert through == pytest.approx(40 * 10 + 40, abs=8)


@pytest.mark.parametrize(
    ("host", "warned"),
    [("127.0.0.1", False), ("::1", False), ("localhost", False), ("127.0.0.2", False), ("0.0.0.0", True),
     ("::", True), ("192.168.1.5", True), ("example.org", True)],
)  # fmt: skip
def test_an_open_door_is_warned_of(clock, path, host, warned):
    """One line, with what to do; none where a key is asked for, or only this machine is served."""
    warning = warn_of_open_door(host, guard_of(clock))
    assert (warning is not None) == warned
    assert warning is None or (f"who can reach {host}" in warning and "nb2svc keys new" in warning)
    assert warn_of_open_door(host, guard_of(clock, keys_file=path)) is None
