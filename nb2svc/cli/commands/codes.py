"""`nb2svc codes`."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from nb2svc.cli.options import JsonOption
from nb2svc.cli.output import draw_table, print_json, print_text
from nb2svc.codes import CODES, Code
from nb2svc.diagnostics import Nb2svcError

__all__ = ["codes"]

_PHASES: Final = {
    "NB0": "Reading the notebook",
    "NB1": "Tags and parameters",
    "NB2": "Names and flow",
    "NB3": "Writing the package",
    "NB4": "Run, state and verification",
    "NB5": "The service",
    "NB6": "Services behind each other",
}
CodeArgument = Annotated[
    str | None, typer.Argument(metavar="[CODE]", help="A code or its name: `NB206`, `whole-data-dependence`.")
]


def codes(code: CodeArgument = None, as_json: JsonOption = False) -> int:
    """Say what a finding means, why it matters and what to write instead; without CODE, list all of them."""
    chosen = [_find(code)] if code else [CODES[one] for one in sorted(CODES)]
    if as_json:
        print_json([_facts(one) for one in chosen])
    elif code:
        print_text(_page(chosen[0]))
    else:
        print_text(_list(chosen))
    return 0


def _find(name: str) -> Code:
    wanted = name.strip().lower()
    for code in CODES.values():
        if wanted in (code.code.lower(), code.name):
            return code
    from difflib import get_close_matches  # only for a mistyped name

    close = get_close_matches(wanted, [one for c in CODES.values() for one in (c.code.lower(), c.name)], n=1)
    hint = f"did you mean `{_find(close[0]).code}`?" if close else "`nb2svc codes` lists them"
    raise Nb2svcError(f"there is no finding `{name}`: {hint}")


def _list(chosen: list[Code]) -> str:
    parts = []
    for prefix, title in _PHASES.items():
        rows = [(c.code, c.severity, c.name, c.what) for c in chosen if c.code.startswith(prefix)]
        if rows:
            parts.append(f"{title}\n{draw_table(('code', 'severity', 'name', 'what'), rows)}")
    return "\n\n".join(parts)


def _page(code: Code) -> str:
    examples = [_example("instead of", code.bad), _example("write", code.good)]
    return "\n\n".join(
        [f"{code.code} {code.name} ({code.severity})", f"{code.what}\n{code.why}", *filter(None, examples)]
    )


def _example(title: str, text: str) -> str:
    lines = "\n".join(f"    {line}" for line in text.split("\n"))
    return f"{title}:\n{lines}" if text else ""


def _facts(code: Code) -> dict[str, str]:
    return {
        "code": code.code,
        "name": code.name,
        "severity": str(code.severity),
        "what": code.what,
        "why": code.why,
        "bad": code.bad,
        "good": code.good,
    }
