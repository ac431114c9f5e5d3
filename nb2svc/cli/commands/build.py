"""`nb2svc build`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import nb2svc
from nb2svc.cli.facts import draw_checks
from nb2svc.cli.options import (
    AllCellsOption,
    AllowOption,
    HashesOption,
    JsonOption,
    NameOption,
    NotebookArgument,
    ParameterOption,
    StateFromOption,
    StoreOption,
    TimeoutOption,
    VerboseOption,
    parse_allowed,
    parse_parameters,
)
from nb2svc.cli.output import print_diagnostics, print_error, print_json, print_text
from nb2svc.cli.progress import show_progress
from nb2svc.diagnostics import Diagnostic
from nb2svc.store import Version
from nb2svc.store.facts import version_facts

__all__ = ["build", "print_findings", "run_build"]


def build(
    notebook: NotebookArgument,
    name: NameOption = None,
    parameters: ParameterOption = None,
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    allow: AllowOption = None,
    timeout: TimeoutOption = None,
    all_cells: AllCellsOption = False,
    hashes: HashesOption = False,
    state_from: StateFromOption = None,
    verbose: VerboseOption = False,
    as_json: JsonOption = False,
) -> int:
    """Run a notebook once, prove that its service answers the same, and publish a version.

    Of a pipeline (.toml) the steps are composed, and the whole is held to what they answer one after the other.
    """
    version = run_build(
        notebook,
        name=name,
        parameters=parameters,
        store=store,
        allow=allow,
        timeout=timeout,
        all_cells=all_cells,
        hashes=hashes,
        state_from=state_from,
        verbose=verbose,
        quiet=as_json,
    )
    if as_json:
        print_json(version_facts(version))
        return 0
    print_findings(version)
    print_text(draw_checks(version.manifest.checks))
    print_text(f"\n{version.name} is in {version.path}\nnext: nb2svc serve {version.service}{_store_option(store)}")
    return 0


def run_build(
    notebook: Path,
    *,
    name: str | None,
    parameters: list[str] | None,
    store: Path,
    allow: list[str] | None,
    timeout: float | None,
    all_cells: bool,
    hashes: bool,
    verbose: bool,
    quiet: bool,
    state_from: Literal["train"] | None = None,
) -> Version:
    """Build with the options as they were typed, showing progress unless `quiet`."""
    limit: dict[str, Any] = {} if timeout is None else {"timeout": timeout}  # the build knows what is long
    with show_progress(quiet=quiet, verbose=verbose) as on_progress:
        return nb2svc.build(
            notebook,
            name=name,
            parameters=parse_parameters(parameters),
            store=store,
            allow=parse_allowed(allow),
            all_cells=all_cells,
            hashes=hashes,
            state_from=state_from,
            on_progress=on_progress,
            **limit,
        )


def print_findings(version: Version) -> None:
    """Print to stderr what the build found and recorded, with the notebook's lines, and a blank line after it."""
    findings = [Diagnostic.from_json(finding) for finding in version.manifest.findings]
    print_diagnostics(findings)
    if findings:
        print_error("")


def _store_option(store: Path) -> str:
    return "" if store == Path(nb2svc.DEFAULT_STORE) else f" --store {store}"
