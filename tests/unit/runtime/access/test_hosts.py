"""By which names a server answers: no page of a stranger can ask it by a name of its own."""

from __future__ import annotations

import pytest

from nb2svc.runtime.access.hosts import Hosts, close_to_strangers, make_hosts
from nb2svc.runtime.settings import Settings

NAMES = Hosts(("shop.example", "*.inner.example"))


@pytest.mark.parametrize(
    "host",
    [
        None, b"localhost", b"LOCALHOST:8000", b"localhost.:80", b"churn.localhost:8000", b"127.0.0.1:8000",
        b"127.0.0.1", b"10.3.4.5:80", b"[::1]:8000", b"[::1]", b"shop.example", b"Shop.Example:443",
        b"a.inner.example", b"b.a.inner.example:8000",
    ],
)  # fmt: skip
def test_good_names_are_answered(host):
    """Those that are set, with any port; and those that no page can let lead elsewhere."""
    for _ in range(2):
        assert NAMES.refuse(host) is None


@pytest.mark.parametrize(
    "host",
    [
        b"", b"evil.example", b"evil.example:8000", b"shop.example.evil.example", b"localhost.evil.example",
        b"inner.example", b"xinner.example", b"127.0.0.1.evil.example", b"[evil.example]", b"\xff", b"a" * 10_000,
        b"127.1:8000",
    ],
)  # fmt: skip
def test_other_names_are_refused(host):
    """With the status that HTTP has for that, and what to set where the name is meant."""
    for _ in range(2):
        refusal = NAMES.refuse(host)
        assert refusal is not None
        assert (refusal.status, refusal.type) == (421, "other-host")
        assert "NB2SVC_HOSTS" in refusal.message
        assert len(refusal.message) < 300


def test_what_is_known_of_names_has_a_bound():
    """A client may ask by ten thousand names."""
    hosts = Hosts(())
    for number in range(5000):
        assert hosts.refuse(b"%d.example" % number) is not None
    assert len(hosts._known) <= 1000


@pytest.mark.parametrize(
    ("bound", "given", "hosts"),
    [
        ("127.0.0.1", (), ("localhost",)),
        ("localhost", (), ("localhost",)),
        ("::1", (), ("localhost",)),
        ("0.0.0.0", (), ()),
        ("churn.example", (), ()),
        ("127.0.0.1", ("*",), ("*",)),
        ("0.0.0.0", ("shop.example",), ("shop.example",)),
    ],
)
def test_a_server_of_one_machine_has_names_by_itself(bound, given, hosts):
    """Any other answers to every name, unless some are set."""
    settings = close_to_strangers(Settings(hosts=given), host=bound)
    assert settings.hosts == hosts
    assert (make_hosts(settings) is None) == (hosts in {(), ("*",)})
