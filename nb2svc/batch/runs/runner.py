"""The process of one run that the ledger knows: `python -m nb2svc.batch.runs.runner STORE RUN_ID`.

It holds the run's lock as long as it lives, so that everybody can tell when it does not any more, and writes into the
ledger how the run ended. Whoever started it may be gone by then.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NoReturn
from zoneinfo import ZoneInfo

from nb2svc.batch.errors import BatchError, RunFailedError
from nb2svc.batch.ledger.entries import RunEntry, RunState
from nb2svc.batch.ledger.ledger import Ledger, ledger_of
from nb2svc.batch.orders.moments import Moment
from nb2svc.batch.orders.order import Order, fill_order
from nb2svc.batch.report.changes import LastRun
from nb2svc.batch.report.page import Background
from nb2svc.batch.runs.run import Run, run_batch
from nb2svc.batch.site.site import write_site
from nb2svc.build.progress import OnProgress, Progress
from nb2svc.diagnostics import Nb2svcError
from nb2svc.manifest import Manifest
from nb2svc.runtime.loading.bundle import read_bundle
from nb2svc.store import Store, find_bundle

__all__ = ["CancelledRun", "end_when_told", "perform"]


_IS_CANCELLED: Final = threading.Event()


class CancelledRun(KeyboardInterrupt):
    """Somebody ended the run; it interrupts, as Ctrl-C does, and no `except Exception` of a library stops it."""


def perform(ledger: Ledger, entry: RunEntry, *, on_progress: OnProgress | None = None) -> Run:
    """Do what a run in the ledger is to do, and write down how it ended.

    Args:
        ledger: where the run stands.
        entry: the run.
        on_progress: told of each step.

    Raises:
        Nb2svcError: it failed, as the ledger says too.
    """
    lock = ledger.take_over(entry.id)

    def tell(progress: Progress) -> None:
        if _IS_CANCELLED.is_set():  # it may have been raised where exceptions get lost, as in a finaliser
            raise CancelledRun
        if on_progress is not None:
            on_progress(progress)

    try:
        run = _perform(ledger, entry, tell)
    except Exception as error:
        message = error.message if isinstance(error, Nb2svcError) else f"{type(error).__name__}: {error}"
        cell = error.cell if isinstance(error, RunFailedError) else ""
        try:
            ledger.end(entry.id, _state_after(error), now=datetime.now(UTC), cell=cell, message=message)
        except BatchError as untold:
            raise BatchError(f"{message}\n{untold.message}") from error
        raise
    except KeyboardInterrupt as interrupt:
        message = "it was cancelled" if isinstance(interrupt, CancelledRun) else "it was interrupted"
        ledger.end(entry.id, "cancelled", now=datetime.now(UTC), message=message)
        raise
    finally:
        os.close(lock)
        warnings = _refresh_site(ledger, entry.order, on_progress)
    return replace(run, warnings=(*run.warnings, *warnings))


def _refresh_site(ledger: Ledger, order: Order, on_progress: OnProgress | None) -> tuple[str, ...]:
    """Bring the pages of all runs up to date, however the run has ended; what goes wrong there is a warning."""
    if not order.site:
        return ()
    try:
        write_site(ledger, Path(order.site))
    except BatchError as error:
        if on_progress is not None:
            on_progress(Progress(step="publish", state="output", detail=f"warning: {error.message}\n"))
        return (error.message,)
    return ()


def _perform(ledger: Ledger, entry: RunEntry, on_progress: OnProgress) -> Run:
    order = entry.order
    os.chdir(order.folder)  # addresses are relative to it; this process does nothing else
    folder = find_bundle(order.service, Path(order.store))
    manifest = read_bundle(folder).manifest
    time = _local(entry)
    moment = Moment(time=time, run_id=entry.id, service=manifest.service, version=manifest.number)
    filled = fill_order(order, moment)
    ledger.note(entry.id, version=manifest.version, order=filled)
    background = _find_background(ledger, replace(entry, order=filled), manifest)
    run = run_batch(
        folder,
        input=filled.input,
        output=filled.output,
        report=Path(filled.report) if filled.report else None,
        parameters=filled.parameters,
        timeout=filled.timeout,
        run_id=entry.id,
        logical_time=time,
        ordered=entry.created,
        rejects=filled.rejects or None,
        max_rejects=filled.max_rejects,
        overwrites=filled.overwrites,
        key=filled.key,
        processes=filled.processes,
        pdf=filled.pdf,
        background=background,
        on_progress=on_progress,
    )
    ledger.end(entry.id, "done", now=datetime.now(UTC), facts=_facts(run))
    return run


def _find_background(ledger: Ledger, entry: RunEntry, manifest: Manifest) -> Background:
    """Return what the report of a run says besides: whose it is, what its version is called, the run before."""
    order = entry.order
    last = ledger.last_before(entry)
    store = Store(Path(order.store))
    # a version that is named by its folder, as in an image, need not be in the store
    aliases = store.aliases(manifest.service) if manifest.service in store.services() else {}
    return Background(
        schedule=entry.schedule,
        attempt=entry.attempt,
        aliases=tuple(name for name, number in sorted(aliases.items()) if number == manifest.number),
        last=LastRun(id=last.id, time=_local(last), facts=last.facts) if last else None,
    )


def _local(entry: RunEntry) -> datetime:
    """Return a run's logical time in the time zone that it is meant in."""
    zone = entry.order.timezone
    return entry.time.astimezone(ZoneInfo(zone) if zone else None)


def _state_after(error: Exception) -> RunState:
    return error.state if isinstance(error, RunFailedError) else "failed"


def _facts(run: Run) -> dict[str, Any]:
    facts = asdict(run)
    paths = {"report": str(run.report), "notebook": str(run.notebook), "pdf": str(run.pdf or "")}
    return {**facts, **paths}


def end_when_told(*_: object) -> NoReturn:
    """End the run of this process in order: what it started is stopped, and the ledger says that it was cancelled."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough: it is on its way
    _IS_CANCELLED.set()
    raise CancelledRun


def main() -> int:
    """Perform the run that the command line names; its log goes to standard error."""
    store, run_id = sys.argv[1:]
    signal.signal(signal.SIGTERM, end_when_told)
    ledger = ledger_of(Path(store))
    entry = ledger.run(run_id)
    try:
        perform(ledger, entry, on_progress=lambda told: _log(told.detail))
    except Nb2svcError as error:
        _log(f"error: {error.message}")
        return 1
    except CancelledRun:
        _log("the run was cancelled")
        return 1
    return 0


def _log(text: str) -> None:
    now = datetime.now().astimezone()
    print(f"{now:%Y-%m-%d %H:%M:%S %Z}  {text.rstrip()}", file=sys.stderr, flush=True)  # noqa: T201 - the log


if __name__ == "__main__":
    sys.exit(main())
