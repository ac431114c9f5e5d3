"""Ends a run that another process computes."""

from __future__ import annotations

import os
import signal
import socket
from datetime import datetime

from nb2svc.batch.errors import BatchError
from nb2svc.batch.ledger.ledger import Ledger

__all__ = ["cancel_run"]


def cancel_run(ledger: Ledger, run_id: str, *, now: datetime) -> None:
    """Tell a run to end: nothing of it is published, and it is not tried again. The ledger says when it has ended.

    Raises:
        BatchError: there is no such run, it does not go on, or not on this machine.
    """
    ledger.close_orphans(now=now)
    entry = ledger.run(run_id)
    if entry.state != "running":
        raise BatchError(f"the run {run_id} does not go on: it is {entry.state}")
    if entry.pid is None:
        raise BatchError(f"the run {run_id} is being started: try again in a moment")
    if entry.host != socket.gethostname():
        raise BatchError(f"the run {run_id} goes on at {entry.host}: cancel it there")
    os.kill(entry.pid, signal.SIGTERM)
