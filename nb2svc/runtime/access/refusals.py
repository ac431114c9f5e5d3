"""The refusals of callers, as RFC 6750 words them."""

from __future__ import annotations

import math

from nb2svc.runtime.access.caller import Refusal

__all__ = ["refuse_for_now", "refuse_nameless", "refuse_service", "refuse_unknown"]


def refuse_nameless() -> Refusal:
    """Refuse a request without a key: it is told that one is needed, and nothing is said of an error."""
    message = "this needs a key: send `Authorization: Bearer nb2svc_...` or `X-API-Key: nb2svc_...`"
    return Refusal(401, "no-key", message, (("WWW-Authenticate", 'Bearer realm="nb2svc"'),))


def refuse_unknown(kind: str, message: str) -> Refusal:
    """Refuse a key or token that is not, or no longer, good.

    Args:
        kind: of the refusal, for programs.
        message: what is wrong; nothing of the key.
    """
    return Refusal(401, kind, message, (_challenge("invalid_token", message),))


def refuse_service(service: str) -> Refusal:
    """Refuse a good key at a service that it is not for."""
    message = f"this key is not for the service `{service}`"
    return Refusal(403, "other-service", message, (_challenge("insufficient_scope", message),))


def refuse_for_now(wait: float, *, is_own: bool) -> Refusal:
    """Refuse a request that comes too soon.

    Args:
        wait: in how many seconds one may come.
        is_own: whether the caller's own rate is used up, not that of the server.
    """
    seconds = str(math.ceil(wait))
    message = f"{'your own rate' if is_own else 'the rate of this server'} is used up; come again in {seconds} s"
    return Refusal(429, "too-many-requests", message, (("Retry-After", seconds),))


def _challenge(error: str, message: str) -> tuple[str, str]:
    told = message.replace("`", "'")
    return "WWW-Authenticate", f'Bearer realm="nb2svc", error="{error}", error_description="{told}"'
