"""`nb2svc diff`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import nb2svc
from nb2svc.cli.options import JsonOption, StoreOption
from nb2svc.cli.output import draw_table, print_json, print_text

if TYPE_CHECKING:
    from nb2svc.build.diff import CodeDiff, Difference, VersionDiff

__all__ = ["diff"]

_LONGEST = 60


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="churn@6 or churn@champion.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="churn@7, or churn for the latest.")],
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    as_json: JsonOption = False,
) -> int:
    """Show what is different between two versions: parameters, metrics, request and answer, state, packages, code."""
    from nb2svc.build.diff import diff_versions  # start-up: it reads manifests

    found = diff_versions(old, new, store)
    if as_json:
        print_json(found)
    else:
        print_text("\n\n".join(_sections(found)))
    return 0


def _sections(found: VersionDiff) -> Iterator[str]:
    yield f"{found.old} -> {found.new}{_sum(found)}"
    for title, differences in (
        ("parameters", found.parameters),
        ("metrics", found.metrics),
        ("request", found.request),
        ("answer", found.answer),
        ("state", found.state),
        ("packages", found.packages),
        ("the rest", found.facts),
    ):
        if differences:
            yield _section(title, _draw(differences))
    if found.notebook is not None:
        yield _section("notebook", _draw_code(found.notebook, found))
    if found.package:
        yield _section("generated package", "\n".join(_draw_code(each, found) for each in found.package))


def _sum(found: VersionDiff) -> str:
    if found.same:
        return ": nothing has changed"
    return ": code, state, parameters and packages are the same" if found.same_content else ""


def _draw(differences: Sequence[Difference]) -> str:
    rows = [(each.name, _write(each.old, each), _write(each.new, each), _by(each)) for each in differences]
    return draw_table(("name", "old", "new", ""), rows)


def _write(value: Any, difference: Difference) -> str:
    if value is None and difference.change != "changed":
        return "-"
    text = value if isinstance(value, str) else f"{value:.6g}" if isinstance(value, float) else repr(value)
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _by(difference: Difference) -> str:
    return f"{difference.by:+.4g}" if difference.by is not None else ""


def _draw_code(code: CodeDiff, found: VersionDiff) -> str:
    return "\n".join([f"--- {found.old} {code.name}", f"+++ {found.new} {code.name}", *code.lines])


def _section(title: str, body: str) -> str:
    return "\n".join([title, *(f"  {line}".rstrip() for line in body.splitlines())])
