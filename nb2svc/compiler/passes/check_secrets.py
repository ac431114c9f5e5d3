"""Reports passwords that are written in a notebook: a version holds the notebook, its parameters and its code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from nb2svc.compiler.ir import Program, Statement
from nb2svc.diagnostics import Diagnostic, Report

__all__ = ["check_secrets"]

_ADDRESS: Final = re.compile(r"^\s*[a-z][\w.+-]*://[^\s:/@]*:[^\s/@]+@", re.IGNORECASE)
_WORDS: Final = frozenset({"password", "passwd", "pwd"})
_MENTIONS: Final = re.compile(rf"@|\\|{'|'.join(sorted(_WORDS))}")  # most cells hold neither; `\x40` is an `@`, too
_HINT: Final = 'read it from the environment: `os.environ["DATABASE_URL"]`'


def check_secrets(program: Program, report: Report) -> None:
    """Report each statement with a password in it; the finding does not show it."""
    telling = {cell.id for cell in program.notebook.cells if _MENTIONS.search(cell.python)}
    for statement in program.statements:
        what = next(_secrets(statement), "") if statement.span.cell_id in telling else ""
        if what:
            message = f"{what} is written here, and whoever has the version could read it"
            report.add(Diagnostic(code="NB226", message=message, span=statement.span, hint=_HINT))


def _secrets(statement: Statement) -> Iterator[str]:
    for node in ast.walk(statement.node):
        match node:
            case ast.Constant(value=str() as text) if _ADDRESS.match(text):
                yield "an address with a password in it"
            case ast.keyword(arg=str() as name, value=ast.Constant(value=str() as text)) if name in _WORDS and text:
                yield f"a password (`{name}=...`)"
