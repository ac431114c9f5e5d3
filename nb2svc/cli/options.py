"""Options and arguments that several commands share, each written once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from nb2svc.diagnostics import CODES, Nb2svcError

__all__ = [
    "AllCellsOption",
    "AllowOption",
    "DumpOption",
    "HashesOption",
    "HostOption",
    "InputOption",
    "JsonOption",
    "NameOption",
    "NotebookArgument",
    "OutputOption",
    "ParameterOption",
    "PortOption",
    "ServiceArgument",
    "StateFromOption",
    "StoreOption",
    "TimeoutOption",
    "VerboseOption",
    "parse_allowed",
    "parse_day",
    "parse_parameters",
]

NotebookArgument = Annotated[
    Path, typer.Argument(metavar="NOTEBOOK", help="An .ipynb file, a percent script (.py), or a pipeline (.toml).")
]
ServiceArgument = Annotated[
    str, typer.Argument(metavar="SERVICE", help="churn (the latest), churn@7, churn@champion, or a version's folder.")
]
StoreOption = Annotated[Path, typer.Option("--store", metavar="DIR", help="Folder of the services.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
NameOption = Annotated[
    str | None, typer.Option("--name", metavar="NAME", help="Name of the service; else that of the notebook's file.")
]
ParameterOption = Annotated[
    list[str] | None,
    typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="Set a parameter of the notebook; repeatable."),
]
AllowOption = Annotated[
    list[str] | None,
    typer.Option("--allow", metavar="CODE", help="Publish in spite of this finding; repeatable, and recorded."),
]
TimeoutOption = Annotated[
    float | None, typer.Option("--timeout", metavar="SECONDS", min=0, help="Longest time that the notebook may run.")
]
DumpOption = Annotated[
    str | None,
    typer.Option("--dump-ir", metavar="after:PASS", help="Print the program as the compiler sees it after a pass."),
]
HashesOption = Annotated[
    bool, typer.Option("--hashes", help="Lock packages with the hashes of their files; needs uv and a package index.")
]
StateFromOption = Annotated[
    Literal["train"] | None,
    typer.Option("--state-from", help="Take statistics of the answered rows from the training rows instead."),
]
AllCellsOption = Annotated[bool, typer.Option("--all-cells", help="Run every cell, not only those the service needs.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Show what the notebook prints while it runs.")]
HostOption = Annotated[str, typer.Option("--host", metavar="HOST", help="Address to listen on; 0.0.0.0 for all.")]
PortOption = Annotated[int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="Port; 0 takes a free one.")]
WorkersOption = Annotated[
    str | None,
    typer.Option("--workers", metavar="N", help="Processes that answer, 1 if not given; `auto` for one per core."),
]
_ADDRESS = "a .csv, .parquet, .json or .jsonl file, here or s3://..., or sqlite:///file.db::table"
InputOption = Annotated[
    str,
    typer.Option("--input", "-i", metavar="ADDRESS", help=f"Rows to read: {_ADDRESS}; folders, globs, queries too."),
]
OutputOption = Annotated[
    str,
    typer.Option("--output", "-o", metavar="ADDRESS", help=f"Where they go: {_ADDRESS}; scores/ for files by date."),
]


def parse_allowed(given: list[str] | None) -> tuple[str, ...]:
    """Return the codes of `--allow CODE` options.

    Raises:
        Nb2svcError: no finding has one of them.
    """
    for code in given or ():
        if code not in CODES:
            near = get_close_matches(code.upper(), CODES, n=1)
            guess = f"did you mean `{near[0]}`?" if near else "a code looks like `NB206`"
            raise Nb2svcError(f"`--allow {code}` names no finding: {guess}")
    return tuple(given or ())


def parse_parameters(given: list[str] | None) -> dict[str, str]:
    """Return name -> text of `-p name=value` options; the build converts each text to the parameter's type.

    Raises:
        Nb2svcError: one of them is not of that form.
    """
    parameters = {}
    for text in given or ():
        name, equals, value = text.partition("=")
        if not equals or not name.strip().isidentifier():
            raise Nb2svcError(f"`-p {text}` does not set a parameter: write `-p name=value`")
        parameters[name.strip()] = value
    return parameters


def parse_day(text: str, zone: Any, *, ends: bool = False) -> datetime:
    """Return a day or a time that a person wrote.

    Args:
        text: `2026-11-01`, or `2026-11-01T06:00`, with or without a time zone.
        zone: the time zone where none is written.
        ends: whether a day means its end.

    Raises:
        Nb2svcError: it is neither.
    """
    try:
        if len(text) == len("2026-11-01"):
            day = date.fromisoformat(text)
            moment = datetime(day.year, day.month, day.day, tzinfo=zone)
            return moment + timedelta(days=1, microseconds=-1) if ends else moment
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise Nb2svcError(f"`{text}` is no day: write it as 2026-11-01, or as 2026-11-01T06:00") from error
    return time if time.tzinfo else time.replace(tzinfo=zone)
