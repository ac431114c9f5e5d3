"""`nb2svc batch history`, `show`, `logs`, `retry`, `cancel`: what ran, how it ended, and what to do about it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

import nb2svc
from nb2svc.cli.options import JsonOption, StoreOption
from nb2svc.cli.output import draw_table, print_error, print_json, print_text
from nb2svc.diagnostics import Nb2svcError

__all__ = ["batch_cancel", "batch_history", "batch_logs", "batch_retry", "batch_show"]

RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="A run, as `batch history` lists it.")]


def batch_history(
    service: Annotated[str, typer.Argument(metavar="[SERVICE]", help="Only the runs of one service.")] = "",
    schedule: Annotated[str, typer.Option("--schedule", metavar="NAME", help="Only those of one schedule.")] = "",
    state: Annotated[str, typer.Option("--state", metavar="STATE", help="Only failed ones, say.")] = "",
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="How many.")] = 20,
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    as_json: JsonOption = False,
) -> int:
    """List runs, the last one first."""
    from nb2svc.batch.ledger.facts import duration_of, run_facts  # start-up: these bring SQLite
    from nb2svc.batch.ledger.ledger import ledger_of

    ledger = ledger_of(store.resolve())
    ledger.close_orphans(now=datetime.now(UTC))
    runs = ledger.runs(limit=limit, service=service, schedule=schedule, state=state)
    if as_json:
        print_json({"runs": [{k: v for k, v in run_facts(run).items() if k != "digest"} for run in runs]})
    elif not runs:
        print_text(f"no runs in {store}")
    else:
        head = ("run", "version", "logical time", "attempt", "state", "rows", "rejected", "seconds")
        rows = [
            (
                run.id,
                run.version or run.service,
                run.time.isoformat(timespec="minutes").replace("+00:00", "Z"),
                run.attempt,
                run.state,
                run.facts.get("rows", ""),
                run.facts.get("rejected", ""),
                f"{duration_of(run):.1f}",
            )
            for run in runs
        ]
        print_text(draw_table(head, rows))
    return 0


def batch_show(run: RunArgument, store: StoreOption = Path(nb2svc.DEFAULT_STORE), as_json: JsonOption = False) -> int:
    """Show what a run did, and how it ended."""
    from nb2svc.batch.ledger.facts import run_facts  # see batch_history
    from nb2svc.batch.ledger.ledger import ledger_of

    ledger = ledger_of(store.resolve())
    ledger.close_orphans(now=datetime.now(UTC))
    facts = run_facts(ledger.run(run))
    if as_json:
        print_json(facts)
    else:
        shown = [(name, value) for name, value in facts.items() if value not in ("", None, {}, []) and name != "digest"]
        width = max(len(name) for name, _ in shown)
        print_text("\n".join(f"{name.replace('_', ' ').ljust(width)}  {value}" for name, value in shown))
    return 0


def batch_logs(run: RunArgument, store: StoreOption = Path(nb2svc.DEFAULT_STORE)) -> int:
    """Print the log of a run that a schedule started."""
    from nb2svc.batch.ledger.ledger import ledger_of  # see batch_history

    ledger = ledger_of(store.resolve())
    entry = ledger.run(run)
    path = ledger.log_of(entry.id)
    if not path.is_file():
        raise Nb2svcError(f"the run {run} has no log: it was started by hand, and told what it did on the screen")
    print_text(path.read_text(encoding="utf-8", errors="replace") or "nothing was logged yet")
    return 0


def batch_retry(run: RunArgument, store: StoreOption = Path(nb2svc.DEFAULT_STORE)) -> int:
    """Let the scheduler try again what failed or was cancelled, for the same logical time."""
    from nb2svc.batch.ledger.ledger import ledger_of  # see batch_history

    slot = ledger_of(store.resolve()).reopen(run, now=datetime.now(UTC))
    print_text(f"`{slot.schedule}` for {slot.time.isoformat(timespec='minutes')} is tried again by the scheduler")
    return 0


def batch_cancel(run: RunArgument, store: StoreOption = Path(nb2svc.DEFAULT_STORE)) -> int:
    """End a run that goes on; nothing of it is published, and it is not tried again."""
    from nb2svc.batch.ledger.ledger import ledger_of  # see batch_history
    from nb2svc.batch.runs.cancelling import cancel_run

    ledger = ledger_of(store.resolve())
    cancel_run(ledger, run, now=datetime.now(UTC))
    print_error(f"the run {run} is told to end; `nb2svc batch show {run}` says when it has")
    return 0
