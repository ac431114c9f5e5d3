"""API keys: what is kept of one, and how a key that is sent is told from others. Knows no disk and no server.

Of a key only its SHA-256 is kept. The slow, salted hashes of passwords are for secrets that people choose and others
can guess; a key has 256 random bits, which no number of guesses finds, and a slow hash would cost each request more
than its prediction.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import msgspec

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.rates import parse_rate

__all__ = ["KEY_PREFIX", "Key", "KeyRing", "add_key", "decode_keys", "encode_keys", "end_of", "make_key", "revoke_key"]

KEY_PREFIX: Final = "nb2svc_"
"""How every key begins, so that people and scanners of repositories know one when they see it."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_ID: Final = re.compile(r"[0-9a-f]{10}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What is kept of a key.

    Attributes:
        name: whose it is; it stands in logs and metrics instead of the key.
        id: the part of the key that is no secret and finds it among others.
        sha256: of the whole key.
        services: the services it is for; all of them when empty.
        rate: how often it may ask, `50/s`; without a limit when empty.
        created: when it was made, ISO 8601.
        expires: when it ends; never when empty.
        revoked: when it was revoked; empty while it is good.
    """

    name: str
    id: str
    sha256: str
    services: tuple[str, ...] = ()
    rate: str = ""
    created: str = ""
    expires: str = ""
    revoked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    version: int
    keys: tuple[Key, ...]


class KeyRing:
    """Keys, found by what a caller sends."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._keys = {key.id: key for key in keys}

    def find(self, text: str) -> Key | None:
        """Return the key that a text is, whether or not it is still good; None for anything else."""
        prefix, _, rest = text.partition("_")
        key = self._keys.get(rest.partition("_")[0]) if prefix == KEY_PREFIX[:-1] else None
        # the id is no secret; the rest is compared in a time that tells nothing of it
        return key if key is not None and hmac.compare_digest(_hash(text), key.sha256) else None


def make_key(
    name: str, *, now: datetime, services: Sequence[str] = (), rate: str = "", expires: str = ""
) -> tuple[str, Key]:
    """Return a new key, which nobody can tell again later, and what is kept of it.

    Args:
        name: whose it is.
        now: the time.
        services: the services it is for; all when empty.
        rate: `50/s`; no limit when empty.
        expires: a day or a time, ISO 8601, in UTC where it names no zone; never when empty.

    Raises:
        Nb2svcError: the name, rate or end cannot be.
    """
    if not _NAME.fullmatch(name):
        raise Nb2svcError(f"`{name}` names no key: letters, digits and `._@-`, at most 64, as in `billing-app`")
    try:
        written = str(parse_rate(rate)) if rate else ""
        end = _parse_time(expires) if expires else None
    except ValueError as error:
        raise Nb2svcError(str(error)) from error
    if end is not None and end <= now:
        raise Nb2svcError(f"the key would have expired already: {expires} is past")
    key_id = secrets.token_hex(5)
    text = f"{KEY_PREFIX}{key_id}_{secrets.token_urlsafe(32)}"
    return text, Key(
        name=name,
        id=key_id,
        sha256=_hash(text),
        services=tuple(services),
        rate=written,
        created=_write_time(now),
        expires=_write_time(end) if end else "",
    )


def add_key(keys: tuple[Key, ...], key: Key) -> tuple[Key, ...]:
    """Return keys and one more.

    Raises:
        Nb2svcError: a good key has its name.
    """
    if any(each.name == key.name and not each.revoked for each in keys):
        raise Nb2svcError(
            f"there is a key named `{key.name}`; revoke it first, or name the new one `{key.name}-2` and revoke the "
            "old one when nobody uses it any more"
        )
    return (*keys, key)


def revoke_key(keys: tuple[Key, ...], name: str, *, now: datetime) -> tuple[Key, ...]:
    """Return keys, with the good one of a name revoked; it stays listed.

    Raises:
        Nb2svcError: no good key has this name; the message says which there are.
    """
    good = [key.name for key in keys if not key.revoked]
    if name not in good:
        there = ", ".join(f"`{each}`" for each in good) or "none"
        raise Nb2svcError(f"no key is named `{name}`; there is {there}")
    return tuple(
        replace(key, revoked=_write_time(now)) if key.name == name and not key.revoked else key for key in keys
    )


def encode_keys(keys: tuple[Key, ...]) -> bytes:
    """Return the text of a file of keys."""
    return msgspec.json.format(msgspec.json.encode(_File(version=1, keys=keys)), indent=2) + b"\n"


def decode_keys(content: bytes) -> tuple[Key, ...]:
    """Return the keys of a file.

    Raises:
        ValueError: it is damaged, or of a later nb2svc. A file that is half understood lets nobody in.
    """
    file = msgspec.json.decode(content, type=_File)
    if file.version != 1:
        raise ValueError(f"it is of version {file.version}, and this nb2svc reads version 1")
    for key in file.keys:
        if not (_NAME.fullmatch(key.name) and _ID.fullmatch(key.id) and _HASH.fullmatch(key.sha256)):
            raise ValueError(f"the entry of `{key.name}` is damaged")
        if key.rate:
            parse_rate(key.rate)
        for time in (key.expires, key.revoked):
            if time:
                _parse_time(time)
    if len({key.id for key in file.keys}) < len(file.keys):
        raise ValueError("two keys have one id")
    return file.keys


def end_of(key: Key) -> float:
    """Return the second since 1970 at which a key ends; infinity for never."""
    return _parse_time(key.expires).timestamp() if key.expires else float("inf")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _parse_time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"`{text}` is no day and no time: write `2027-01-31` or `2027-01-31T18:00`") from error
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _write_time(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
