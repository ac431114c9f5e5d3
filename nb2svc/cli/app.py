"""The table of commands, with the text of `nb2svc --help`."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from nb2svc import __version__
from nb2svc.cli.commands.batch import batch_run
from nb2svc.cli.commands.build import build
from nb2svc.cli.commands.check import check
from nb2svc.cli.commands.codes import codes
from nb2svc.cli.commands.diff import diff
from nb2svc.cli.commands.explain import explain
from nb2svc.cli.commands.export import batch_export
from nb2svc.cli.commands.history import batch_cancel, batch_history, batch_logs, batch_retry, batch_show
from nb2svc.cli.commands.keys import keys_list, keys_new, keys_revoke
from nb2svc.cli.commands.new import new
from nb2svc.cli.commands.predict import predict
from nb2svc.cli.commands.promote import promote, rollback
from nb2svc.cli.commands.schedules import (
    batch_backfill,
    batch_pause,
    batch_remove,
    batch_resume,
    batch_schedule,
    batch_scheduler,
    batch_schedules,
)
from nb2svc.cli.commands.serve import serve, up
from nb2svc.cli.commands.show import show
from nb2svc.cli.commands.site import batch_site
from nb2svc.cli.commands.tags import tags
from nb2svc.cli.commands.test import run_notebooks_anew
from nb2svc.cli.commands.traffic import traffic
from nb2svc.cli.commands.versions import versions

__all__ = ["app"]

_NOTEBOOKS: Final = "Notebooks"
_SERVICES: Final = "Services"
_VERSIONS: Final = "Versions"

app = typer.Typer(
    name="nb2svc",
    help="A tagged notebook becomes a service that answers exactly what the notebook computes.",
    epilog="Start with: nb2svc new flats, then nb2svc up flats/flats.ipynb. Each command has its own --help.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
batch = typer.Typer(help="Answer whole tables, with a report: now, or every morning at six.", no_args_is_help=True)
keys = typer.Typer(help="Make, list and revoke the API keys of a server.", no_args_is_help=True)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nb2svc {__version__}")
        raise typer.Exit


@app.callback()
def _take_options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Print the traceback of an internal error.")] = False,
) -> None:
    """Take what stands before the command; `--version` prints at once and `--debug` is read by the edge."""


def _add(command: object, name: str, panel: str, example: str, **settings: Any) -> None:
    add = app.command(name, rich_help_panel=panel, epilog=f"Example: {example}", **settings)
    add(command)  # type: ignore[type-var]


_add(new, "new", _NOTEBOOKS, "nb2svc new flats")
_add(tags, "tags", _NOTEBOOKS, "nb2svc tags churn.ipynb --set 3=load --set 5=preprocess,train")
_add(check, "check", _NOTEBOOKS, "nb2svc check churn.ipynb --fix")
_add(explain, "explain", _NOTEBOOKS, "nb2svc explain churn.ipynb")
_add(codes, "codes", _NOTEBOOKS, "nb2svc codes NB220")
_add(build, "build", _NOTEBOOKS, "nb2svc build churn.ipynb -p n_trees=300")
_add(up, "up", _NOTEBOOKS, "nb2svc up churn.ipynb --port 9000")
_add(
    run_notebooks_anew,
    "test",
    _NOTEBOOKS,
    "nb2svc test churn.ipynb -p n_trees=10",
    context_settings={"allow_extra_args": True},  # those after `--` are pytest's
)
_add(serve, "serve", _SERVICES, "nb2svc serve churn@champion --host 0.0.0.0")
_add(predict, "predict", _SERVICES, "nb2svc predict churn --input rows.csv --output answers.csv")
for _name, _command, _example in (
    ("run", batch_run, "churn --input rows.parquet --output sqlite:///results.db::answers"),
    (
        "schedule",
        batch_schedule,
        'churn --cron "0 6 * * 1-5" --timezone Asia/Seoul --input "{{ yesterday }}.parquet" --output answers.parquet',
    ),
    ("schedules", batch_schedules, ""),
    ("pause", batch_pause, "churn"),
    ("resume", batch_resume, "churn"),
    ("remove", batch_remove, "churn"),
    ("scheduler", batch_scheduler, "--parallel 2"),
    ("backfill", batch_backfill, "churn --from 2026-11-01 --to 2026-11-14 --parallel 2"),
    ("export", batch_export, "churn --to systemd"),
    ("history", batch_history, "churn --state failed"),
    ("show", batch_show, "20261120T060000-a1b2c3"),
    ("logs", batch_logs, "20261120T060000-a1b2c3"),
    ("retry", batch_retry, "20261120T060000-a1b2c3"),
    ("cancel", batch_cancel, "20261120T060000-a1b2c3"),
    ("site", batch_site, "/srv/www/runs --title 'Nightly scores'"),
):
    batch.command(_name, epilog=f"Example: nb2svc batch {_name} {_example}".rstrip())(_command)
app.add_typer(batch, name="batch", rich_help_panel=_SERVICES)
keys.command("new", epilog="Example: nb2svc keys new billing --service churn --rate 50/s --expires 2027-01-31")(
    keys_new
)
keys.command("list", epilog="Example: nb2svc keys list --store services")(keys_list)
keys.command("revoke", epilog="Example: nb2svc keys revoke billing")(keys_revoke)
app.add_typer(keys, name="keys", rich_help_panel=_SERVICES)
_add(versions, "versions", _VERSIONS, "nb2svc versions churn")
_add(promote, "promote", _VERSIONS, "nb2svc promote churn@8")
_add(rollback, "rollback", _VERSIONS, "nb2svc rollback churn")
_add(traffic, "traffic", _VERSIONS, "nb2svc traffic churn champion=90 challenger=10 --by X-User")
_add(show, "show", _VERSIONS, "nb2svc show churn@7")
_add(diff, "diff", _VERSIONS, "nb2svc diff churn@6 churn@7")
