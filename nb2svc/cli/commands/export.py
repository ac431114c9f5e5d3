"""`nb2svc batch export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

import nb2svc
from nb2svc.build.extras import require_build_extra
from nb2svc.cli.commands.schedules import ScheduleArgument
from nb2svc.cli.options import JsonOption, StoreOption
from nb2svc.cli.output import print_error, print_json, print_text

__all__ = ["batch_export"]


def batch_export(
    name: ScheduleArgument,
    engine: Annotated[
        Literal["cron", "systemd", "airflow", "kubernetes", "github", "argo"],
        typer.Option("--to", help="Which scheduler is to start the runs."),
    ],
    folder: Annotated[Path, typer.Option("--to-folder", metavar="DIR", help="Where the files are written.")] = Path(),
    replaces: Annotated[bool, typer.Option("--replace", help="Replace files that say something else.")] = False,
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    as_json: JsonOption = False,
) -> int:
    """Hand a schedule over to another scheduler: files that make it start the same runs at the same times.

    What that scheduler does not do of what the schedule says stands in the files, and on standard error.
    """
    require_build_extra("running a batch")
    from nb2svc.batch.export.export import export_schedule, write_export  # start-up: they bring SQLite and pandas
    from nb2svc.batch.export.quoting import quote_shell
    from nb2svc.batch.ledger.ledger import ledger_of

    schedule = ledger_of(store.resolve()).schedule(name)
    exported = export_schedule(schedule, engine, folder=folder)
    paths = write_export(exported, folder, replaces=replaces)
    if as_json:
        print_json(
            {"files": [str(path) for path in paths], "limits": list(exported.limits), "install": exported.install}
        )
        return 0
    print_text("\n".join(map(str, paths)))
    for limit in exported.limits:
        print_error(f"note: {limit}")
    print_error(f"next: {exported.install}")
    if not schedule.is_paused:
        pause = quote_shell(["nb2svc", "batch", "pause", name, "--store", str(store)])
        print_error(f"then: {pause}   (so that `nb2svc batch scheduler` does not start the same runs)")
    return 0
