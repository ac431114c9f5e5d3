"""`nb2svc check`."""

from __future__ import annotations

from typing import Annotated

import typer

from nb2svc.cli.checking import check_notebook, fix_notebook
from nb2svc.cli.options import DumpOption, JsonOption, NotebookArgument
from nb2svc.cli.output import print_text
from nb2svc.diagnostics import Nb2svcError

__all__ = ["check"]

FixOption = Annotated[bool, typer.Option("--fix", help="Show, as a diff, what mends the findings that can be mended.")]
WriteOption = Annotated[bool, typer.Option("--write", help="With --fix: write the change into the notebook.")]


def check(
    notebook: NotebookArgument,
    fix: FixOption = False,
    write: WriteOption = False,
    dump_ir: DumpOption = None,
    as_json: JsonOption = False,
) -> int:
    """Say what keeps a notebook from becoming a service; runs nothing."""
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
    return check_notebook(notebook, as_json=as_json)
