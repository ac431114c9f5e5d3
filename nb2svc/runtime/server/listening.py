"""The socket at which a server listens, and how its address is shown."""

from __future__ import annotations

import errno
import socket
from typing import Final

from nb2svc.diagnostics import Nb2svcError

__all__ = ["bind", "show_address", "start_to_listen"]

_BACKLOG: Final = 2048


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that is bound to an address; clients can connect after `start_to_listen`.

    Args:
        host: address of this machine; `0.0.0.0` for every network.
        port: 0 takes a free one.

    Raises:
        Nb2svcError: the address is taken, or not this machine's.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise _explain(error, host, port) from error
    return listener


def start_to_listen(listener: socket.socket) -> None:
    """Let clients connect.

    Raises:
        Nb2svcError: another program has begun to listen at this address since it was bound.
    """
    try:
        listener.listen(_BACKLOG)
    except OSError as error:
        raise _explain(error, *listener.getsockname()[:2]) from error


def _explain(error: OSError, host: str, port: int) -> Nb2svcError:
    if error.errno == errno.EADDRINUSE:
        return Nb2svcError(
            f"port {port} of {host} is in use by another program; choose another with --port, "
            "or let a free one be found with --port 0"
        )
    return Nb2svcError(f"cannot listen at {host}, port {port}: {error.strerror or error}")


def show_address(listener: socket.socket, host: str) -> str:
    """Return the address at which this machine reaches a listener, `http://127.0.0.1:8000`."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{listener.getsockname()[1]}"
