"""The README's tables: patterns, made of the golden cases that are reviewed and run; kinds of findings; settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from nb2svc.codes import CODES
from nb2svc.runtime.settings import Settings

__all__ = [
    "BEGIN",
    "BEGIN_CODES",
    "BEGIN_SETTINGS",
    "END",
    "END_CODES",
    "END_SETTINGS",
    "Case",
    "read_cases",
    "write_codes",
    "write_settings",
    "write_table",
]

BEGIN = "<!-- patterns: filled by `pytest tests/golden -k readme --update-golden` -->"
END = "<!-- /patterns -->"
BEGIN_CODES = "<!-- codes: filled by `pytest tests/golden -k readme --update-golden` -->"
END_CODES = "<!-- /codes -->"
BEGIN_SETTINGS = "<!-- settings: filled by `pytest tests/golden -k readme --update-golden` -->"
END_SETTINGS = "<!-- /settings -->"


@dataclass(frozen=True)
class Case:
    """A golden case: its folder's name, what it shows, the errors it is refused with."""

    name: str
    pattern: str
    errors: tuple[str, ...]


def read_cases(folder: Path) -> list[Case]:
    """Return all cases, served ones first, each group by name."""
    lines = (line for line in (folder / "patterns.txt").read_text().splitlines() if line and not line.startswith("#"))
    known = {name: pattern.strip() for name, _, pattern in (line.partition(":") for line in lines)}
    cases = [_read(path.parent, known) for path in sorted(folder.glob("*/notebook.py"))]
    return sorted(cases, key=lambda case: (bool(case.errors), case.name))


def _read(case: Path, known: dict[str, str]) -> Case:
    errors = re.findall(r": error\[(NB\d+ [a-z-]+)\]", (case / "diagnostics.txt").read_text())
    assert bool(errors) != (case / "expected").is_dir(), f"{case.name} is either refused or served"
    words = case.name.removeprefix("refused_").split("_")
    pattern = known.get(case.name, " ".join(words if errors else words[1:] or words))
    return Case(name=case.name, pattern=pattern, errors=tuple(dict.fromkeys(errors)))


def write_table(cases: list[Case]) -> str:
    """Return what stands between the markers."""
    served = sum(not case.errors for case in cases)
    rows = [
        f"| {case.pattern} | {'refused: ' + ', '.join(case.errors) if case.errors else 'handled'} "
        f"| [{case.name}](tests/golden/{case.name}/notebook.py) |"
        for case in cases
    ]
    return "\n".join(
        [
            BEGIN,
            f"{served} notebooks, written in the ways of public ones, are tested to build with tags alone and to",
            "answer as they do by themselves: as a batch, row by row and shuffled.",
            f"{len(cases) - served} more show what is refused, each with the code that says why.",
            "",
            f"<details><summary>All {len(cases)} patterns</summary>",
            "",
            "| pattern | what becomes of it | notebook |",
            "|---|---|---|",
            *rows,
            "",
            "</details>",
            END,
        ]
    )


def write_codes() -> str:
    """Return the reference of findings that stands between its markers."""
    rows = [f"| {code.code} {code.name} | {code.severity} | {code.what} |" for code in CODES.values()]
    return "\n".join(
        [
            BEGIN_CODES,
            f"<details><summary>All {len(rows)} kinds of findings</summary>",
            "",
            "| code | severity | what |",
            "|---|---|---|",
            *rows,
            "",
            "</details>",
            END_CODES,
        ]
    )


def write_settings() -> str:
    """Return the table of a server's settings."""
    rows = [
        f"| `NB2SVC_{name.upper()}` | {_default(field.get_default())} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join([BEGIN_SETTINGS, "| variable | default | what it sets |", "|---|---|---|", *rows, END_SETTINGS])


def _default(value: object) -> str:
    if value in (None, "", ()):
        return ""
    if isinstance(value, bool):
        return f"`{value}`".lower()
    return f"`{','.join(value) if isinstance(value, tuple) else value}`"
