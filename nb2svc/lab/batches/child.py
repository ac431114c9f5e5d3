"""The process of one run: orders on stdin, a JSON line on stdout for each thing that happens.

How the run ends is written into the ledger, as by every process that performs one. It ends with who started it.
"""

from __future__ import annotations

import signal
import sys
from dataclasses import replace
from pathlib import Path

import msgspec

from nb2svc.batch.ledger.ledger import ledger_of
from nb2svc.batch.runs.runner import CancelledRun, end_when_told, perform
from nb2svc.diagnostics import Nb2svcError
from nb2svc.lab import tether
from nb2svc.lab.batches.orders import Orders
from nb2svc.lab.telling import Teller

__all__: list[str] = []


def main() -> None:
    """Perform the run that the orders name."""
    orders = msgspec.json.decode(sys.stdin.buffer.readline(), type=Orders)
    teller = Teller()
    signal.signal(signal.SIGTERM, end_when_told)
    tether.follow_parent()
    try:
        ledger = ledger_of(Path(orders.order.store))
        perform(ledger, replace(ledger.run(orders.run), order=orders.order), on_progress=teller.progress)
    except Nb2svcError as error:
        teller.error(error)
    except CancelledRun:
        sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    main()
