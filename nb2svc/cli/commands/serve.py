"""`nb2svc serve` and `nb2svc up`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

import nb2svc
from nb2svc.build.progress import Progress
from nb2svc.cli.commands.build import print_findings, run_build
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
)
from nb2svc.cli.output import print_line, print_text
from nb2svc.cli.progress import show_progress
from nb2svc.manifest import Manifest
from nb2svc.runtime.loading.bundle import Bundle
from nb2svc.store import find_bundle, read_manifest

__all__ = ["serve", "up"]


def serve(
    services: Annotated[
        list[str],
        typer.Argument(
            metavar="SERVICE...", help="churn (the latest), churn@7, churn@champion, or a version's folder."
        ),
    ],
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    as_json: JsonOption = False,
) -> int:
    """Answer requests over HTTP until Ctrl-C."""
    folders = [find_bundle(service, store) for service in services]
    _serve(folders, host=host, port=port, as_json=as_json)
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
    _serve([version.path], host=host, port=port, as_json=as_json)
    return 0


def _serve(folders: Sequence[Path], *, host: str, port: int, as_json: bool) -> None:
    from nb2svc.runtime.server.serve import serve as serve_folders  # start-up: only here is a server needed

    bundles = [Bundle(folder=folder, manifest=read_manifest(folder)) for folder in folders]
    with ExitStack() as loading:
        on_progress = loading.enter_context(show_progress(quiet=as_json))

        def tell_ready(address: str) -> None:
            on_progress(Progress(step="serve", state="done", detail=address))
            loading.close()  # a spinner must not go on beside the server's own lines
            if as_json:
                manifests = [bundle.manifest for bundle in bundles]
                print_line({"address": address, "services": [_places(each, address, manifests) for each in manifests]})
            else:
                print_text(_describe(address, bundles))
                sys.stdout.flush()  # the server goes on: who reads this through a pipe is waiting for it

        on_progress(Progress(step="serve", state="started"))
        serve_folders(folders, host=host, port=port, on_ready=tell_ready)


def _places(manifest: Manifest, address: str, served: Sequence[Manifest]) -> dict[str, str]:
    """Return where a service's page and predictions are: below its name, or its version's, among several."""
    same_service = sum(each.service == manifest.service for each in served)
    name = manifest.service if same_service == 1 else manifest.version
    root = address if len(served) == 1 else f"{address}/{name}"
    return {"version": manifest.version, "page": f"{root}/", "predict": f"{root}/predict", "docs": f"{address}/docs"}


def _describe(address: str, bundles: Sequence[Bundle]) -> str:
    manifests = [bundle.manifest for bundle in bundles]
    lines = []
    for bundle in bundles:
        places = _places(bundle.manifest, address, manifests)
        lines += [
            "",
            f"{bundle.manifest.version} answers at {places['predict']}",
            f"  page   {places['page']}",
            f"  docs   {places['docs']}",
            f"  try    {write_curl(bundle, places['predict'])}",
        ]
    return "\n".join([*lines, "", "stop with Ctrl-C"])
