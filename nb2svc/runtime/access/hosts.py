"""By which names a server may be asked.

A web page of anybody can let its own name lead to 127.0.0.1 after it was loaded, and so read what a server there says
that lets in only this machine (DNS rebinding). What the browser cannot change is the name that it asks by, the header
`Host`: a server of this machine answers only to names that lead nowhere else.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Final

from nb2svc.runtime.access.caller import Refusal
from nb2svc.runtime.settings import Settings

__all__ = ["Hosts", "close_to_strangers", "is_loopback", "make_hosts"]

_ANY: Final = "*"
_OWN: Final = "localhost"
_MOST_KNOWN: Final = 1000


class Hosts:
    """Names that a server answers to; to `localhost` and IP addresses always, for no page can make these its own.

    Args:
        names: `shop.example`, or `*.shop.example` for every name below it.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = frozenset(name.lower() for name in names if not name.startswith("*."))
        self._ends = (f".{_OWN}", *(name.lower()[1:] for name in names if name.startswith("*.")))
        self._known: dict[bytes, Refusal | None] = {}

    def refuse(self, host: bytes | None) -> Refusal | None:
        """Return why a request is refused; None where its name is good.

        Args:
            host: its header `Host`; a client that sends none is no browser.
        """
        if host is None:
            return None
        try:
            return self._known[host]
        except KeyError:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[host] = None if self._is_good(host) else _refuse(host)
            return found

    def _is_good(self, host: bytes) -> bool:
        text = host.decode("latin-1").lower()
        name = text[1:].partition("]")[0] if text.startswith("[") else text.partition(":")[0].removesuffix(".")
        return name in self._names or name == _OWN or name.endswith(self._ends) or _is_address(name)


def make_hosts(settings: Settings) -> Hosts | None:
    """Return what names the settings allow; None where every name is good."""
    return Hosts(settings.hosts) if settings.hosts and _ANY not in settings.hosts else None


def close_to_strangers(settings: Settings, *, host: str) -> Settings:
    """Return settings in which a server that listens to its own machine answers to names of its own, if none are set.

    Args:
        settings: of the server.
        host: the address at which it listens.
    """
    return settings.model_copy(update={"hosts": (_OWN,)}) if is_loopback(host) and not settings.hosts else settings


def is_loopback(host: str) -> bool:
    """Return whether an address is reached from its own machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == _OWN


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _refuse(host: bytes) -> Refusal:
    name = host.decode("latin-1")[:100]
    message = (
        f"this server does not answer to the name `{name}`; where a proxy passes it on, "
        "start the server with NB2SVC_HOSTS naming it"
    )
    return Refusal(421, "other-host", message)
