"""The process of one build: orders on stdin, a JSON line on stdout for each thing that happens.

It ends with the process that started it, and leaves neither kernel nor half a version behind.
"""

from __future__ import annotations

import signal
import sys
from typing import Any

import msgspec

import nb2svc
from nb2svc.diagnostics import Nb2svcError
from nb2svc.lab import tether
from nb2svc.lab.builds.orders import Orders
from nb2svc.lab.telling import Teller
from nb2svc.store.facts import version_facts

__all__: list[str] = []


class _Stopped(BaseException):
    """The build is not wanted any more; passes through all that clean up after themselves."""


def _stop(*_: Any) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # what is cleaned up is cleaned up once
    raise _Stopped


def main() -> None:
    """Build what the orders say."""
    orders = msgspec.json.decode(sys.stdin.buffer.readline(), type=Orders)
    teller = Teller()
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
        teller.error(error)
    except _Stopped:
        sys.exit(128 + signal.SIGTERM)
    else:
        teller.tell("version", facts=version_facts(version))


if __name__ == "__main__":
    main()
