"""`nb2svc batch run`."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import nb2svc
from nb2svc.build.extras import require_build_extra
from nb2svc.cli.commands.schedules import (
    KeyOption,
    MaxRejectsOption,
    PdfOption,
    ProcessesOption,
    RejectsOption,
    SiteOption,
)
from nb2svc.cli.options import (
    InputOption,
    JsonOption,
    OutputOption,
    ParameterOption,
    ServiceArgument,
    StoreOption,
    TimeoutOption,
    VerboseOption,
    parse_day,
)
from nb2svc.cli.orders import make_order, read_due_order
from nb2svc.cli.output import print_error, print_json, print_text
from nb2svc.cli.progress import show_progress
from nb2svc.diagnostics import Nb2svcError

if TYPE_CHECKING:
    from nb2svc.batch.runs.run import Run

__all__ = ["batch_run"]

ReportOption = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="Where the HTML report goes; else beside the output.")
]


def batch_run(
    service: ServiceArgument = "",
    source: InputOption = "",
    target: OutputOption = "",
    report: ReportOption = None,
    logical_date: Annotated[
        str, typer.Option("--logical-date", metavar="DATE", help="What the run is for; a rerun replaces its rows.")
    ] = "",
    rejects: RejectsOption = "",
    max_rejects: MaxRejectsOption = 1.0,
    overwrites: Annotated[
        bool, typer.Option("--overwrite", help="Also replace a result of a later time, or of a later run.")
    ] = False,
    key: KeyOption = "",
    processes: ProcessesOption = "1",
    pdf: PdfOption = False,
    site: SiteOption = None,
    parameters: ParameterOption = None,
    timeout: TimeoutOption = None,
    order_file: Annotated[
        Path | None, typer.Option("--order", metavar="FILE", help="Run what a file of `batch export` says.")
    ] = None,
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    verbose: VerboseOption = False,
    as_json: JsonOption = False,
) -> int:
    """Answer a whole table in a run of its own, and write a report.

    A row that cannot be answered keeps its place in the output, with the reason in the column `error`, or goes where
    --rejects says; the run fails only when no row can be answered, or more cannot than --max-rejects allows.

    With --order, all of this stands in a file, and the run is for the last time at which its schedule was due.
    """
    require_build_extra("running a batch")
    from nb2svc.batch.ledger.ledger import ledger_of  # start-up: these bring pandas, papermill and SQLite
    from nb2svc.batch.runs.runner import end_when_told, perform

    given: dict[str, Any] = {
        "input": source,
        "output": target,
        "report": str(report or ""),
        "timeout": timeout,
        "rejects": rejects,
        "max_rejects": max_rejects,
        "key": key,
        "processes": int(processes) if processes.isdecimal() else processes,
        "pdf": pdf,
        "site": str(site.absolute()) if site else "",
    }
    now, schedule = datetime.now().astimezone(), ""
    if order_file is None:
        _require_words(service, source, target)
        order = make_order(service, store, parameters=parameters, overwrites=overwrites, **given)
        time = parse_day(logical_date, now.tzinfo) if logical_date else now
    else:
        _refuse_words(
            order_file, service, parameters, {**given, "max_rejects": max_rejects != 1.0, "processes": processes != "1"}
        )
        due = read_due_order(order_file, store, logical_date, now=now)
        order, time, schedule = due.order, due.time, due.schedule
        order = replace(order, overwrites=True) if overwrites else order
        print_error(f"{schedule}: the run for {time:%Y-%m-%d %H:%M %Z}")
    ledger = ledger_of(store.resolve())
    entry = ledger.begin(order, time=time, now=now, schedule=schedule)
    signal.signal(signal.SIGTERM, end_when_told)
    with show_progress(quiet=as_json, verbose=verbose) as on_progress:
        run = perform(ledger, entry, on_progress=on_progress)
    if as_json:
        print_json(_facts(run))
    else:
        print_text(f"{run.version}: {run.scored:,} of {run.rows:,} rows are answered in {run.output}")
        print_text(f"report: {run.report}{f', {run.pdf}' if run.pdf else ''}\nnotebook of the run: {run.notebook}")
    for warning in () if verbose else run.warnings:  # told already among the other words of the run
        print_error(f"warning: {warning}")
    if run.rejected:
        print_error(_explain_rejected(run.rejected, order.rejects))
    return 0


def _require_words(service: str, source: str, target: str) -> None:
    words = {"a SERVICE": service, "--input": source, "--output": target}
    missing = [word for word, value in words.items() if not value]
    if missing:
        raise Nb2svcError(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing: write `nb2svc batch run SERVICE "
            "--input ADDRESS --output ADDRESS`, or `nb2svc batch run --order FILE` with a file of `nb2svc batch export`"
        )


def _refuse_words(file: Path, service: str, parameters: list[str] | None, given: Mapping[str, object]) -> None:
    words: dict[str, object] = {"SERVICE": service, "--parameter": parameters}
    words |= {f"--{name.replace('_', '-')}": value for name, value in given.items()}
    said = next((word for word, value in words.items() if value), None)
    if said:
        raise Nb2svcError(f"`{said}` has no effect beside --order: what a run does stands in `{file}`, change it there")


def _explain_rejected(count: int, rejects: str) -> str:
    from nb2svc.batch.tables.addresses import hide_password  # start-up: see batch_run

    where = f"`{hide_password(rejects)}`" if rejects else "the output"
    rows = "1 row has no answer: its reason is" if count == 1 else f"{count:,} rows have no answer: their reasons are"
    return f"warning: {rows} in the column `error` of {where}, and in the report"


def _facts(run: Run) -> dict[str, object]:
    return {
        "run": run.id,
        "version": run.version,
        "rows": run.rows,
        "answered": run.scored,
        "rejected": run.rejected,
        "seconds": run.seconds,
        "output": run.output,
        "report": str(run.report),
        "pdf": str(run.pdf) if run.pdf else None,
        "notebook": str(run.notebook),
    }
