"""`nb2svc new`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nb2svc.cli.options import JsonOption
from nb2svc.cli.output import print_json, print_text

__all__ = ["new"]


def new(
    name: Annotated[Path, typer.Argument(metavar="NAME", help="Folder to make; its name is the notebook's.")],
    starter: Annotated[
        str, typer.Option("--from", metavar="STARTER", help="flats (predicts a number) or stays (yes or no).")
    ] = "flats",
    as_json: JsonOption = False,
) -> int:
    """Write a starter notebook with tagged cells and data, ready to be built."""
    from nb2svc.build.starter import write_starter  # start-up: only this command writes one

    files = write_starter(name, starter)
    if as_json:
        print_json({"notebook": str(files[0]), "files": [str(file) for file in files]})
    else:
        print_text(f"wrote {', '.join(str(file) for file in files)}\nnext: nb2svc up {files[0]}")
    return 0
