"""Facts of a run as plain values: what `--json` prints and JupyterLab is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from nb2svc.batch.ledger.entries import RunEntry

__all__ = ["duration_of", "run_facts"]


def duration_of(run: RunEntry) -> float:
    """Return how long a run took, or has taken so far, in seconds."""
    end = run.ended or datetime.now(UTC)
    return round((end - run.created).total_seconds(), 1)


def run_facts(run: RunEntry) -> dict[str, Any]:
    """Return what every front end tells of a run."""
    plain = {name: value for name, value in run.facts.items() if name not in ("id", "version", "seconds")}
    return {
        "run": run.id,
        "state": run.state,
        "message": run.message,
        "cell": run.cell,
        "service": run.service,
        "version": run.version,
        "schedule": run.schedule,
        "logical_time": run.time.isoformat(timespec="seconds"),
        "attempt": run.attempt,
        "started": run.created.isoformat(timespec="seconds"),
        "ended": run.ended.isoformat(timespec="seconds") if run.ended else None,
        "seconds": duration_of(run),
        "input": run.order.input,
        "output": run.order.output,
        **{name: value for name, value in plain.items() if name != "output"},
    }
