"""`nb2svc batch site`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

import nb2svc
from nb2svc.cli.options import JsonOption, StoreOption
from nb2svc.cli.output import print_json, print_text
from nb2svc.diagnostics import Nb2svcError

__all__ = ["batch_site"]


def batch_site(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of the pages; it is made, or brought up to date.")
    ],
    title: Annotated[str, typer.Option("--title", metavar="WORDS", help="Their headline; else as it was.")] = "",
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    as_json: JsonOption = False,
) -> int:
    """Write pages of all runs, with their reports: files for a web server, or to be opened as they are.

    Called again it brings the pages up to date; reports that are there stay, also when a later run has replaced them.
    """
    from nb2svc.batch.ledger.ledger import ledger_of  # start-up: it brings SQLite
    from nb2svc.batch.report.wording import show_count
    from nb2svc.batch.site.site import write_site

    if not store.is_dir():
        raise Nb2svcError(f"there is no store `{store}`: build a service first, or name its folder with --store")
    ledger = ledger_of(store.resolve())
    ledger.close_orphans(now=datetime.now(UTC))
    site = write_site(ledger, folder, title=title)
    if as_json:
        print_json({"index": str(site.index), "runs": site.runs, "reports": site.reports})
    else:
        print_text(f"{site.index}: {show_count(site.runs, 'run')}, {show_count(site.reports, 'report')}")
    return 0
