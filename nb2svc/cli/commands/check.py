"""`nb2svc check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import nb2svc
from nb2svc.cli.checking import check_notebook, fix_notebook
from nb2svc.cli.options import DumpOption, JsonOption, NotebookArgument, StoreOption
from nb2svc.cli.output import print_text
from nb2svc.diagnostics import Nb2svcError

__all__ = ["check"]

FixOption = Annotated[bool, typer.Option("--fix", help="Show, as a diff, what mends the findings that can be mended.")]
PipelineOption = Annotated[
    str | None, typer.Option("--name", metavar="NAME", help="Which pipeline of a pyproject.toml is meant.")
]
WriteOption = Annotated[bool, typer.Option("--write", help="With --fix: write the change into the notebook.")]


def check(
    notebook: NotebookArgument,
    fix: FixOption = False,
    write: WriteOption = False,
    dump_ir: DumpOption = None,
    name: PipelineOption = None,
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    as_json: JsonOption = False,
) -> int:
    """Say what keeps a notebook from becoming a service, or services a pipeline; runs nothing."""
    if notebook.suffix == ".toml" and (fix or dump_ir is not None):
        raise Nb2svcError(f"`{'--fix' if fix else '--dump-ir'}` goes with a notebook; `{notebook}` declares a pipeline")
    if dump_ir is not None:
        # only for those who look into the compiler
        from nb2svc.build.source import read_source
        from nb2svc.compiler import dump_program

        print_text(dump_program(read_source(notebook), path=notebook.name, after=dump_ir.removeprefix("after:")))
        return 0
    if write and not fix:
        raise Nb2svcError("`--write` goes with `--fix`: alone it has nothing to write")
    if fix:
        return fix_notebook(notebook, write=write, as_json=as_json)
    return check_notebook(notebook, as_json=as_json, store=store, name=name)
