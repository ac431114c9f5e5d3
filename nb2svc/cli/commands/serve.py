"""`nb2svc serve` and `nb2svc up`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import nb2svc
from nb2svc.build.progress import Progress
from nb2svc.cli.commands.build import print_findings, run_build
from nb2svc.cli.commands.keys import KEYS_FILE
from nb2svc.cli.facts import draw_checks, write_curl
from nb2svc.cli.options import (
    AllCellsOption,
    AllowOption,
    HashesOption,
    HostOption,
    JsonOption,
    NameOption,
    NotebookArgument,
    ParameterOption,
    PortOption,
    StoreOption,
    TimeoutOption,
    VerboseOption,
    WorkersOption,
)
from nb2svc.cli.output import print_line, print_text
from nb2svc.cli.plans import follow
from nb2svc.cli.progress import show_progress
from nb2svc.cli.results import parse_results
from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.loading.bundle import Bundle
from nb2svc.store import read_manifest

if TYPE_CHECKING:
    from nb2svc.runtime.results.source import ResultsSource
    from nb2svc.runtime.traffic.plan import Plan, PlanSource

__all__ = ["serve", "up"]


def serve(
    services: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SERVICE...",
            help="churn (as `nb2svc traffic` divides it, else the latest), churn@7, churn@champion, or a folder.",
        ),
    ] = None,
    results: Annotated[
        list[str] | None,
        typer.Option(
            "--from-results",
            metavar="[NAME=]ADDRESS",
            help="Answer /results/KEY from this table of batch runs; several have names, and /results/NAME/KEY.",
        ),
    ] = None,
    keys: Annotated[
        list[str] | None,
        typer.Option("--key", metavar="COLUMN", help="The column by which results are asked for; for each table."),
    ] = None,
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> int:
    """Answer requests over HTTP until Ctrl-C."""
    found = parse_results(results or [], keys or [])
    if not services and not found:
        raise Nb2svcError("there is nothing to serve: name a service, or results of batch runs with --from-results")
    _serve(
        follow(services or [], store),
        store=store,
        host=host,
        port=port,
        workers=workers,
        as_json=as_json,
        results=found,
    )
    return 0


def up(
    notebook: NotebookArgument,
    name: NameOption = None,
    parameters: ParameterOption = None,
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    allow: AllowOption = None,
    timeout: TimeoutOption = None,
    all_cells: AllCellsOption = False,
    hashes: HashesOption = False,
    verbose: VerboseOption = False,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> int:
    """Build a notebook and serve it: from cells to an address in one command."""
    version = run_build(
        notebook,
        name=name,
        parameters=parameters,
        store=store,
        allow=allow,
        timeout=timeout,
        all_cells=all_cells,
        hashes=hashes,
        verbose=verbose,
        quiet=as_json,
    )
    if not as_json:
        print_findings(version)
        print_text(f"{draw_checks(version.manifest.checks)}\n")
    _serve(
        follow([str(version.path.absolute())], store),
        store=store,
        host=host,
        port=port,
        workers=workers,
        as_json=as_json,
    )
    return 0


def _serve(
    source: PlanSource,
    *,
    store: Path,
    host: str,
    port: int,
    workers: str | None,
    as_json: bool,
    results: Sequence[ResultsSource] = (),
) -> None:
    # start-up: only here is a server needed
    from nb2svc.runtime.server.cores import count_workers
    from nb2svc.runtime.server.serve import serve as serve_plans
    from nb2svc.runtime.settings import read_settings

    settings = read_settings()
    count = count_workers(workers or settings.workers)
    if settings.keys_file is None:  # the store's own, from the first key on
        settings = settings.model_copy(update={"keys_file": store / KEYS_FILE, "keys_file_optional": True})
    plans = source()
    with ExitStack() as loading:
        on_progress = loading.enter_context(show_progress(quiet=as_json))

        def tell_ready(address: str) -> None:
            on_progress(Progress(step="serve", state="done", detail=address))
            loading.close()  # a spinner must not go on beside the server's own lines
            if as_json:
                told: dict[str, Any] = {"services": [_places(plan, address, plans) for plan in plans]}
                if results:
                    told["results"] = [_place_of(source, address) for source in results]
                print_line({"address": address, **told})
            else:
                print_text(_describe(address, plans, results))
                sys.stdout.flush()  # the server goes on: who reads this through a pipe is waiting for it

        on_progress(Progress(step="serve", state="started"))
        serve_plans(
            source, host=host, port=port, workers=count, settings=settings, on_ready=tell_ready, results=results
        )


def _places(plan: Plan, address: str, served: Sequence[Plan]) -> dict[str, str]:
    """Return where a service's page and predictions are: below its name, or its plan's title, among several."""
    same_service = sum(each.service == plan.service for each in served)
    name = plan.service if same_service == 1 else plan.title
    root = address if len(served) == 1 else f"{address}/{name}"
    version = read_manifest(plan.shares[0].folder).version
    return {"version": version, "page": f"{root}/", "predict": f"{root}/predict", "docs": f"{address}/docs"}


def _place_of(source: ResultsSource, address: str) -> dict[str, str]:
    """Return where results are."""
    return {"name": source.name, "key": source.key, "newest": f"{address}{source.path}", "docs": f"{address}/docs"}


def _describe(address: str, plans: Sequence[Plan], results: Sequence[ResultsSource]) -> str:
    lines = []
    for plan in plans:
        places = _places(plan, address, plans)
        folder = plan.shares[0].folder
        bundle = Bundle(folder=folder, manifest=read_manifest(folder))
        lines += [
            "",
            f"{places['version']} answers at {places['predict']}",
            *_describe_others(plan),
            f"  page   {places['page']}",
            f"  docs   {places['docs']}",
            f"  try    {write_curl(bundle, places['predict'])}",
        ]
    for source in results:
        places = _place_of(source, address)
        lines += [
            "",
            f"results of `{source.name}` are at {places['newest']}/<{source.key}>",
            f"  newest {places['newest']}",
            f"  docs   {places['docs']}",
        ]
    return "\n".join([*lines, "", "stop with Ctrl-C"])


def _describe_others(plan: Plan) -> list[str]:
    """Return lines on the versions beside the first one."""
    total = sum(share.weight for share in plan.shares)
    shares = [f"{read_manifest(share.folder).version} {100 * share.weight / total:.3g} %" for share in plan.shares]
    shadows = [f"{read_manifest(folder).version} in the shadow" for folder in plan.shadows]
    return [f"  split  {', '.join([*shares, *shadows])}"] if len(shares) + len(shadows) > 1 else []
