"""Small notebooks around the statements that tests are about."""

from __future__ import annotations

from nb2svc.compiler import check
from nb2svc.compiler.mend import mend
from nb2svc.diagnostics import Diagnostic

HEAD = """\
# %% [load] #load
import numpy as np
import pandas as pd
df = pd.read_csv("rows.csv")
train, test = df.head(9), df.tail(9)
# %% [preprocess, predict] #work
"""
TAIL = "\n# %% [report] #ask\nanswer = [df, train, test]\n"

NEWEST = {"pandas": "3.1.1", "numpy": "2.4.6", "scikit-learn": "1.9.1", "torch": "2.13.0+cpu"}


def newest(library: str) -> str:
    """Return the version of a library in a new environment; others are not installed."""
    return NEWEST.get(library, "")


def found(statements: str, installed=newest) -> tuple[Diagnostic, ...]:
    """Return the traps found in statements of a needed cell."""
    findings = check(HEAD + statements + TAIL, path="rows.py", installed=installed)
    assert not [f.render() for f in findings if f.code in ("NB001", "NB203")]
    return tuple(f for f in findings if f.code in ("NB220", "NB221", "NB222", "NB223", "NB224"))


def codes(statements: str, installed=newest) -> list[str]:
    """Return the codes of the traps found."""
    return [finding.code for finding in found(statements, installed)]


def mended(statements: str) -> str:
    """Return statements with all fixes made."""
    text = mend(HEAD + statements + TAIL, path="rows.py", installed=newest).text
    return text[len(HEAD) : -len(TAIL)]
