"""What a kind of finding is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Code", "Severity", "code"]


class Severity(StrEnum):
    """How much a finding matters: an error stops the build, a warning is recorded, a note explains."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One kind of finding: the entry of the reference page.

    Attributes:
        code: stable number, grouped by phase (NB0 read, NB1 tags, NB2 names and flow, NB3 emit, NB4 bundle, NB5 serve,
            NB6 pipelines).
        name: the number in words, kebab-case.
        severity: how much it matters.
        what: the fact, in one sentence.
        why: why a data scientist should care.
        bad: the smallest notebook text that shows it.
        good: the same text, mended.
    """

    code: str
    name: str
    severity: Severity
    what: str
    why: str
    bad: str
    good: str


def code(number: str, name: str, severity: Severity, what: str, why: str, *, bad: str, good: str) -> Code:
    """Return a kind of finding; what is long comes last, so that a table of them reads well."""
    return Code(code=number, name=name, severity=severity, what=what, why=why, bad=bad, good=good)
