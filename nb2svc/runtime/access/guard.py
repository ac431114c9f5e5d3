"""The one question of every request: may this caller ask this service now?"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final

from nb2svc.runtime.access.buckets import TokenBucket
from nb2svc.runtime.access.caller import ANYBODY, Caller, Refusal
from nb2svc.runtime.access.hosts import is_loopback
from nb2svc.runtime.access.keys import KEY_PREFIX, KeyRing, decode_keys, end_of
from nb2svc.runtime.access.live_file import LiveFile
from nb2svc.runtime.access.refusals import refuse_for_now, refuse_nameless, refuse_service, refuse_unknown
from nb2svc.runtime.access.tokens import TokenError, make_token_reader
from nb2svc.runtime.rates import Rate, parse_rate
from nb2svc.runtime.settings import Settings

__all__ = ["Guard", "warn_of_open_door"]

Headers = Mapping[bytes, bytes]


_MOST_BUCKETS: Final = 10_000


class Guard:
    """Lets callers in by API key or token, as often as their rate says; lets everybody in where neither is set.

    Args:
        settings: which keys, tokens and rates.
        workers: how many processes serve together: each holds to its share of every rate.
        clock: seconds that never go back.
        wall_clock: seconds since 1970.

    Raises:
        Nb2svcError: a file of keys is missing or damaged; a service that should be closed does not start open.
        MissingExtraError: tokens are to be let in, and PyJWT is not installed.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        workers: int = 1,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self._share = 1 / workers
        self._clock = clock
        self._wall_clock = wall_clock
        self._tokens = make_token_reader(settings)
        self._keys = None
        if settings.keys_file is not None:
            self._keys = LiveFile(
                settings.keys_file, _read_ring, what="the file of API keys", optional=settings.keys_file_optional
            )
        self._token_rate = settings.jwt_rate
        self._buckets: dict[str, tuple[Rate, TokenBucket]] = {}
        self._of_all = self._make_bucket(settings.rate) if settings.rate else None
        self._is_idle = self._keys is None and self._tokens is None and self._of_all is None

    @property
    def is_closed(self) -> bool:
        """Whether a key or token is asked for."""
        return self._tokens is not None or (self._keys is not None and self._keys.value is not None)

    def admit(self, headers: Headers, *services: str, is_counted: bool = True) -> Caller | Refusal:
        """Return who asks, or why they may not.

        Args:
            headers: of the request; their names in lower case.
            services: the service that is asked; all of them for what tells of all, as the documentation does.
            is_counted: whether rates limit it; they do not limit what no model computes.
        """
        if self._is_idle:
            return ANYBODY
        now = self._clock()
        if self._keys is not None:
            self._keys.refresh(now)
        if self._tokens is not None:
            self._tokens.refresh(now)
        if not self.is_closed:
            return self._check_rates(ANYBODY, None, now) if is_counted else ANYBODY
        sent = _find_credential(headers)
        if sent is None:
            return refuse_nameless()
        if self._tokens is None or sent.startswith(KEY_PREFIX):
            found = self._admit_key(sent, services)
        else:
            found = self._admit_token(sent, services)
        if isinstance(found, Refusal):
            return found
        return self._check_rates(*found, now) if is_counted else found[0]

    def _admit_key(self, sent: str, services: tuple[str, ...]) -> tuple[Caller, TokenBucket | None] | Refusal:
        ring = self._keys.value if self._keys is not None else None
        key = ring.find(sent) if ring is not None else None
        if key is None:
            return refuse_unknown("wrong-key", "this key is not known here")
        if key.revoked:
            return refuse_unknown("revoked-key", "this key was revoked")
        if self._wall_clock() >= end_of(key):
            return refuse_unknown("expired-key", f"this key expired at {key.expires}")
        for service in services:
            if key.services and service not in key.services:
                return refuse_service(service)
        return Caller(key.name), self._bucket_of(key.id, parse_rate(key.rate)) if key.rate else None

    def _admit_token(self, sent: str, services: tuple[str, ...]) -> tuple[Caller, TokenBucket | None] | Refusal:
        assert self._tokens is not None
        try:
            token = self._tokens.read(sent, time=self._wall_clock())
        except TokenError as error:
            return refuse_unknown("wrong-token", error.message)
        for service in services:
            if token.services is not None and service not in token.services:
                return refuse_service(service)
        rate = self._token_rate
        return Caller(token.subject), self._bucket_of(f"sub:{token.subject}", rate) if rate is not None else None

    def _check_rates(self, caller: Caller, own: TokenBucket | None, now: float) -> Caller | Refusal:
        """Return the caller if both the own rate and that of all have room; only then is either used up."""
        of_all = self._of_all
        own_wait = own.wait(now) if own is not None else 0.0
        wait = of_all.wait(now) if of_all is not None else 0.0
        if own_wait or wait:
            return refuse_for_now(max(own_wait, wait), is_own=own_wait > 0)
        if own is not None:
            own.take()
        if of_all is not None:
            of_all.take()
        return caller

    def _bucket_of(self, name: str, rate: Rate) -> TokenBucket:
        """Return the bucket of a key or subject; it outlives changes of the file, unless its own rate is changed."""
        known = self._buckets.get(name)
        if known is None or known[0] != rate:
            if len(self._buckets) >= _MOST_BUCKETS:  # the oldest has most likely been full for long
                del self._buckets[next(iter(self._buckets))]
            known = self._buckets[name] = (rate, self._make_bucket(rate))
        return known[1]

    def _make_bucket(self, rate: Rate) -> TokenBucket:
        return TokenBucket(rate, share=self._share)


def warn_of_open_door(host: str, guard: Guard) -> str | None:
    """Return the one line that an operator should read who opens a service to a network without any key."""
    if guard.is_closed or is_loopback(host):
        return None
    return (
        f"everybody who can reach {host} can use this service: no API key is asked for. "
        "`nb2svc keys new NAME` makes one; `--host 127.0.0.1` serves this machine only"
    )


def _read_ring(content: bytes) -> KeyRing:
    return KeyRing(decode_keys(content))


def _find_credential(headers: Headers) -> str | None:
    """Return the key or token of a request; `X-API-Key` counts where a proxy uses `Authorization` for itself."""
    key = headers.get(b"x-api-key")
    if key is None:
        given = headers.get(b"authorization", b"")
        if given[:7].lower() != b"bearer ":
            return None
        key = given[7:]
    return key.strip().decode("latin-1")
