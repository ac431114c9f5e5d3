"""The process of one build: orders on stdin, a JSON line on stdout for each thing that happens.

It ends with the process that started it, and leaves neither kernel nor half a version behind.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

import msgspec

import nb2svc
from nb2svc.build.progress import Progress
from nb2svc.diagnostics import BuildError, Nb2svcError
from nb2svc.lab import tether
from nb2svc.lab.builds.orders import Orders
from nb2svc.store.facts import version_facts

__all__: list[str] = []


class _Stopped(BaseException):
    """The build is not wanted any more; passes through all that clean up after themselves."""


def _stop(*_: Any) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # what is cleaned up is cleaned up once
    raise _Stopped


class _Teller:
    """Writes what happens; whatever else is printed in this process goes to stderr."""

    def __init__(self) -> None:
        self._stream: BinaryIO = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)

    def tell(self, event: str, **facts: Any) -> None:
        self._stream.write(msgspec.json.encode({"event": event, **facts}) + b"\n")

    def progress(self, progress: Progress) -> None:
        self.tell("progress", **asdict(progress))


def main() -> None:
    """Build what the orders say."""
    orders = msgspec.json.decode(sys.stdin.buffer.readline(), type=Orders)
    teller = _Teller()
    signal.signal(signal.SIGTERM, _stop)
    tether.follow_parent()
    try:
        version = nb2svc.build(
            orders.file,
            text=orders.text,
            name=orders.name,
            parameters=orders.parameters,
            store=orders.store,
            allow=orders.allow,
            all_cells=orders.all_cells,
            state_from=orders.state_from,
            on_progress=teller.progress,
        )
    except Nb2svcError as error:
        diagnostics = [diagnostic.to_json() for diagnostic in error.diagnostics]
        can_allow = error.can_allow if isinstance(error, BuildError) else ()
        teller.tell(
            "error", type=type(error).__name__, message=error.message, diagnostics=diagnostics, can_allow=can_allow
        )
    except _Stopped:
        sys.exit(128 + signal.SIGTERM)
    else:
        teller.tell("version", facts=version_facts(version))


if __name__ == "__main__":
    main()
