"""`nb2svc test`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

import nb2svc
from nb2svc.cli.options import JsonOption, ParameterOption, StoreOption, parse_parameters
from nb2svc.cli.output import draw_table, print_error, print_json, print_text
from nb2svc.diagnostics import Nb2svcError

if TYPE_CHECKING:
    from nb2svc.regress.facts import Facts

__all__ = ["run_notebooks_anew"]

_INTERNAL_ERROR: Final = 3
"""Pytest's exit status for a fault of itself or of a plugin."""


def run_notebooks_anew(
    context: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="[NOTEBOOK|FOLDER|SERVICE]", help="What to test; else all tagged notebooks here.")
    ] = ".",
    parameters: ParameterOption = None,
    rtol: Annotated[
        float | None, typer.Option("--rtol", metavar="NUMBER", min=0, help="The part by which a number may be off.")
    ] = None,
    atol: Annotated[
        float | None, typer.Option("--atol", metavar="NUMBER", min=0, help="How much a number may be off in any case.")
    ] = None,
    update: Annotated[bool, typer.Option("--update", help="Save what is computed where it differs.")] = False,
    write_ci: Annotated[
        Literal["github", "jenkins"] | None,
        typer.Option("--write-ci", help="Write a workflow, or a Jenkinsfile, that tests and builds the notebooks."),
    ] = None,
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    as_json: JsonOption = False,
) -> int:
    """Run notebooks anew and compare outputs with the saved ones: numbers by a tolerance, pictures as eyes see them.

    Of a service, the notebook that was generated for batch runs is tested, too: it has to answer the golden rows as
    they were answered when the version was built. What stands after `--` goes to pytest: -- --junitxml=tests.xml -n 2
    """
    from nb2svc.regress.command import find_targets, run_tests  # start-up: only this command needs them

    if context.args and not context.args[0].startswith("-"):
        raise Nb2svcError(
            f"`nb2svc test` takes one notebook, folder or service, and got `{target}` and `{context.args[0]}`; options "
            "of pytest stand after `--`"
        )
    if write_ci is not None:
        return _write_ci(write_ci, Path(target), as_json=as_json)
    targets = find_targets(target, store)
    outcome = run_tests(
        targets,
        parameters=parse_parameters(parameters),
        tolerances={"rtol": rtol, "atol": atol},
        updates=update,
        options=context.args,
        quiet=as_json,
    )
    if outcome.is_empty:
        raise Nb2svcError(f"`{target}` has no notebook with tagged cells: `nb2svc tags` shows and sets tags")
    if as_json:
        print_json({"passed": outcome.status == 0, "parts": outcome.facts, "notes": targets.notes})
    else:
        print_text(draw_table(("part", "name", "result"), _summarize(outcome.facts)))
        for note in targets.notes:
            print_error(f"note: {note}")
    return 2 if outcome.status == _INTERNAL_ERROR else min(outcome.status, 1)


def _summarize(facts: Sequence[Facts]) -> list[tuple[str, str, str]]:
    """Return one line for each part of each notebook or version."""
    parts: dict[tuple[str, str], list[Facts]] = {}
    for each in facts:
        parts.setdefault((each["part"], each.get("name", "")), []).append(each)
    return [(part, name, _result(part, found)) for (part, name), found in parts.items()]


def _result(part: str, found: Sequence[Facts]) -> str:
    if part != "source notebook":
        failed = any(each["outcome"] == "failed" for each in found)
        return "failed" if failed else "answers as recorded" if part == "generated notebook" else "passed"
    same = sum(each["outcome"] == "passed" and not each.get("updated") for each in found)
    counts = [
        (sum(each["outcome"] == "failed" for each in found), "failed"),
        (sum(bool(each.get("updated")) for each in found), "updated"),
        (sum(each["outcome"] == "skipped" for each in found), "not run"),
    ]
    told = "".join(f", {count} {word}" for count, word in counts if count)
    return f"{same} of {len(found)} cells as saved{told}"


def _write_ci(system: Literal["github", "jenkins"], folder: Path, *, as_json: bool) -> int:
    from nb2svc.regress.ci_files import write_ci_file  # start-up: see above

    path = write_ci_file(system, folder)
    if as_json:
        print_json({"files": [str(path)]})
    else:
        print_text(f"wrote {path}: look at its first step, which installs what the notebooks import, and commit it")
    return 0
