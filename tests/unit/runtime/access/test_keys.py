"""API keys and their file."""

from __future__ import annotations

import re
import stat
from datetime import UTC, datetime

import pytest

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.access.key_file import read_keys, write_keys
from nb2svc.runtime.access.keys import KeyRing, add_key, decode_keys, encode_keys, end_of, make_key, revoke_key

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def make(name="app", **options):
    return make_key(name, now=NOW, **options)


def test_a_key_is_found_again_and_nothing_else_is():
    """Only the whole key, letter for letter."""
    text, key = make()
    other, _ = make()
    ring = KeyRing([key])
    assert re.fullmatch(r"nb2svc_[0-9a-f]{10}_[A-Za-z0-9_-]{43}", text)
    assert ring.find(text) is key
    for wrong in (
        other,
        text[:-1],
        text + "x",
        text.upper(),
        "",
        "nb2svc_",
        f"nb2svc_{key.id}_",
        "x" * 10_000,
        "\udcff",
    ):
        assert ring.find(wrong) is None


def test_what_is_kept_does_not_tell_the_key():
    """Neither the file nor the value holds more than its hash and the part that finds it."""
    text, key = make()
    secret = text.removeprefix(f"nb2svc_{key.id}_")
    assert secret not in encode_keys((key,)).decode()
    assert secret not in repr(key)


def test_a_file_says_what_was_written():
    """Every fact of every key."""
    keys = tuple(
        make(name, **options)[1]
        for name, options in {
            "app": {},
            "billing@night": {"services": ["churn", "fraud"], "rate": "50/s", "expires": "2027-01-01"},
        }.items()
    )
    assert decode_keys(encode_keys(keys)) == keys
    assert keys[1].expires == "2027-01-01T00:00:00Z"
    assert end_of(keys[1]) == datetime(2027, 1, 1, tzinfo=UTC).timestamp()
    assert end_of(keys[0]) == float("inf")


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("", {}, "names no key"),
        ("two words", {}, "names no key"),
        ("x" * 65, {}, "names no key"),
        ("line\nbreak", {}, "names no key"),
        ("app", {"rate": "50"}, "`50` is no rate"),
        ("app", {"expires": "soon"}, "`soon` is no day and no time: write `2027-01-31`"),
        ("app", {"expires": "2026-06-01"}, "would have expired already"),
    ],
)
def test_a_key_that_cannot_be_is_not_made(name, options, said):
    """What is wrong is said before anything is written."""
    with pytest.raises(Nb2svcError, match=said):
        make(name, **options)


def test_a_name_is_one_good_key():
    """Revoked keys stay listed, and their name is free again."""
    keys = add_key((), make("app")[1])
    with pytest.raises(Nb2svcError, match=r"there is a key named `app`; .* name the new one `app-2`"):
        add_key(keys, make("app")[1])
    keys = revoke_key(keys, "app", now=NOW)
    assert keys[0].revoked == "2026-06-01T12:00:00Z"
    with pytest.raises(Nb2svcError, match="no key is named `app`; there is none"):
        revoke_key(keys, "app", now=NOW)
    assert [key.revoked for key in add_key(keys, make("app")[1])] == ["2026-06-01T12:00:00Z", ""]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"version": 2, "keys": []}',
        b'{"version": 1, "keys": [{"name": "app"}]}',
        b'{"version": 1, "keys": [{"name": "app", "id": "0123456789", "sha256": ""}]}',
        b'{"version": 1, "keys": [{"name": "a b", "id": "0123456789", "sha256": "%s"}]}' % (b"0" * 64),
        b'{"version": 1, "keys": [{"name": "a", "id": "0123456789", "sha256": "%s", "rate": "x"}]}' % (b"0" * 64),
        b'{"version": 1, "keys": [{"name": "a", "id": "0123456789", "sha256": "%s", "expires": "x"}]}' % (b"0" * 64),
        b'{"version": 1, "keys": [%s]}'
        % b",".join([b'{"name": "a", "id": "0123456789", "sha256": "%s"}' % (b"0" * 64)] * 2),
        b"\xff\xfe",
    ],
)
def test_a_damaged_file_is_no_file_of_keys(content, tmp_path):
    """Half a file is not half understood: it raises, and is not written over."""
    with pytest.raises(ValueError, match=r"."):
        decode_keys(content)
    (tmp_path / "keys.json").write_bytes(content)
    with pytest.raises(Nb2svcError, match=r"keys\.json, is damaged: .*Nothing was changed"):
        read_keys(tmp_path / "keys.json")


def test_a_new_file_is_its_owners_alone(tmp_path):
    """Permissions that somebody gave later stay as they are; no other file is left behind."""
    path = tmp_path / "services" / "keys.json"
    assert read_keys(path) == ()
    write_keys(path, (make()[1],))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    write_keys(path, (make()[1],))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in path.parent.iterdir()] == ["keys.json"]


def test_a_file_that_cannot_be_written_says_so(tmp_path):
    """A folder that is a file."""
    (tmp_path / "services").write_text("")
    with pytest.raises(Nb2svcError, match=r"keys\.json, cannot be written"):
        write_keys(tmp_path / "services" / "keys.json", ())
