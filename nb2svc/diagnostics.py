"""Findings as data: what is wrong, where in the notebook, why it matters, what to do.

Every part of nb2svc reports through these values; only the edges (command line, JupyterLab, HTTP) turn them into text.
This file does not know about disks, notebooks or terminals; the kinds of findings are in `codes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from nb2svc.codes import CODES, Code, Severity

__all__ = [
    "CODES",
    "BuildError",
    "BundleError",
    "Code",
    "Diagnostic",
    "Edit",
    "Fix",
    "MissingExtraError",
    "Nb2svcError",
    "NotebookReadError",
    "PipelineReadError",
    "Report",
    "RequestError",
    "RowError",
    "Severity",
    "Span",
    "StageError",
]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A place in a notebook.

    Attributes:
        path: the notebook's file name as the user gave it.
        cell: the cell's number, counting every cell from 1; 0 means the notebook as a whole, or a file without cells.
        cell_id: the cell's id, which survives moving and inserting cells.
        line: 1-based line inside the cell, or the file; 0 means the whole of it.
        column: 1-based column inside the line, in characters.
        end_line: 1-based line of the last character.
        end_column: 1-based column one past the last character.
    """

    path: str
    cell: int = 0
    cell_id: str = ""
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Edit:
    """A piece of a cell's text and what to write in its place; a span of no width inserts."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A change of the notebook that mends what a finding says.

    Attributes:
        title: what it does, as a menu would show it.
        edits: pieces of one cell that do not overlap, in the order of the text; apply them back to front.
    """

    title: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding.

    Attributes:
        code: an entry of `CODES`.
        message: fact, consequence if not obvious; present tense, names in backticks.
        span: where it is.
        hint: what to do, or empty.
        frame: the lines of the cell that `span` covers, so that the finding can be shown without the notebook.
        related: other places that belong to the finding, each shown with its own frame.
        fix: a change that mends it, where one is safe.
    """

    code: str
    message: str
    span: Span
    hint: str = ""
    frame: tuple[str, ...] = ()
    related: tuple[tuple[Span, tuple[str, ...]], ...] = ()
    fix: Fix | None = None

    @property
    def name(self) -> str:
        """The code in words."""
        return CODES[self.code].name

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return CODES[self.code].severity

    def render(self) -> str:
        """Return the finding as the text a person reads: position, message, frame with carets, hint."""
        lines = [f"{_place(self.span)}: {self.severity}[{self.code} {self.name}]: {self.message}"]
        lines += _draw_frame(self.span, self.frame)
        for span, frame in self.related:
            lines += [f"  see {_place(span)}", *_draw_frame(span, frame)]
        if self.hint:
            lines.append(f"hint: {self.hint}")
        return "\n".join(lines)

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> Diagnostic:
        """Return a finding that was kept as JSON, in a version's manifest; its fix belongs to the notebook and is left.

        Args:
            facts: what `to_json` gave; what is missing there is empty.
        """
        related = tuple((_span_of_json(each), tuple(each.get("frame", ()))) for each in facts.get("related", ()))
        return cls(
            code=facts["code"],
            message=facts["message"],
            span=_span_of_json(facts),
            hint=facts.get("hint", ""),
            frame=tuple(facts.get("frame", ())),
            related=related,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the finding as plain JSON values, the same facts as `render`."""
        return {
            "code": self.code,
            "name": self.name,
            "severity": str(self.severity),
            "message": self.message,
            "hint": self.hint,
            **_span_json(self.span),
            "frame": list(self.frame),
            "related": [{**_span_json(span), "frame": list(frame)} for span, frame in self.related],
            "fix": None if self.fix is None else _fix_json(self.fix),
        }


class Report:
    """Collects findings while passes run; short-lived, never stored in the program it is about."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep a finding; the same finding twice is kept once."""
        if diagnostic not in self.diagnostics:
            self.diagnostics.append(diagnostic)

    @property
    def has_errors(self) -> bool:
        """Whether anything found so far stops the build."""
        return any(d.severity is Severity.ERROR for d in self.diagnostics)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Return the findings in notebook order."""
        return tuple(sorted(self.diagnostics, key=lambda d: (d.span, d.code, d.message)))


class Nb2svcError(Exception):
    """Something that stops the program and that the user can act on.

    Args:
        message: what happened and what to do, for a person.
        diagnostics: findings that say more.
    """

    def __init__(self, message: str, *, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.diagnostics = diagnostics


class NotebookReadError(Nb2svcError):
    """The notebook file cannot be read: missing, broken or not a notebook."""


class PipelineReadError(Nb2svcError):
    """The file that declares a pipeline cannot be read: missing, no TOML, or not what a pipeline needs."""


class BuildError(Nb2svcError):
    """A build stopped: a finding of severity error, a failing cell, a timeout.

    Args:
        message: what happened, for a person.
        diagnostics: all findings so far.
        can_allow: codes that keep it from being published, and with which it can be published if they are allowed.
    """

    def __init__(
        self, message: str, *, diagnostics: tuple[Diagnostic, ...] = (), can_allow: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message, diagnostics=diagnostics)
        self.can_allow = can_allow


class StageError(Nb2svcError):
    """A stage of a built service failed on rows that passed validation.

    Args:
        message: what it raised, and where in the notebook.
        is_about_values: whether the code complains of values (a ValueError, a KeyError and their like), so that
            other rows will be answered, and asking again will not help.
    """

    def __init__(self, message: str, *, is_about_values: bool = False) -> None:
        super().__init__(message)
        self.is_about_values = is_about_values


class BundleError(Nb2svcError):
    """A bundle is missing, incomplete or not what its manifest says."""


class MissingExtraError(Nb2svcError):
    """A command needs packages that are not installed.

    Args:
        needed_for: what the user wanted to do.
        extra: the extra of nb2svc that brings the packages.
    """

    def __init__(self, needed_for: str, extra: str) -> None:
        super().__init__(f"{needed_for} needs packages that are not installed: pip install 'nb2svc[{extra}]'")
        self.needed_for = needed_for
        self.extra = extra


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """Why one request row cannot be scored.

    Attributes:
        row: 0-based position of the row in the request.
        field: the field at fault, or empty when it is the row as a whole.
        type: kebab-case kind, stable for programs.
        message: what was found and what was expected, for a person.
        line: 1-based line of the request's text on which the row starts; 0 where there are no lines.
    """

    row: int
    field: str
    type: str
    message: str
    line: int = 0


class RequestError(Nb2svcError):
    """Rows that do not fit the request schema.

    Args:
        errors: one entry per fault; all faults of a request are reported together.
    """

    def __init__(self, errors: tuple[RowError, ...]) -> None:
        first = errors[0]
        where = f"row {first.row}" + (f", field `{first.field}`" if first.field else "")
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        super().__init__(f"{where}: {first.message}{more}")
        self.errors = errors


def _place(span: Span) -> str:
    if not span.cell:
        return span.path + (f":{span.line}:{span.column}" if span.line else "")
    return f"{span.path}:cell {span.cell}" + (f":{span.line}:{span.column}" if span.line else "")


def _fix_json(fix: Fix) -> dict[str, Any]:
    return {"title": fix.title, "edits": [{**_span_json(edit.span), "replacement": edit.text} for edit in fix.edits]}


def _span_json(span: Span) -> dict[str, Any]:
    return {
        "path": span.path,
        "cell": span.cell,
        "cell_id": span.cell_id,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _span_of_json(facts: Mapping[str, Any]) -> Span:
    known = {field.name: facts[field.name] for field in fields(Span) if field.name in facts}
    return Span(**{"path": "", **known})


def _draw_frame(span: Span, frame: tuple[str, ...]) -> list[str]:
    """Return the frame's lines numbered, with carets under the span on its first line."""
    if not frame or not span.line:
        return []
    width = len(str(span.line + len(frame) - 1))
    first, *rest = (f"  {span.line + i:>{width}} | {text}" for i, text in enumerate(frame))
    last = span.end_column if span.end_line == span.line else len(frame[0]) + 1
    carets = "^" * max(1, last - span.column)
    return [first, f"  {'':>{width}} | {' ' * (span.column - 1)}{carets}", *rest]
