"""`nb2svc versions`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import nb2svc
from nb2svc.cli.facts import summarize_checks
from nb2svc.cli.options import JsonOption, StoreOption
from nb2svc.cli.output import draw_table, print_json, print_text
from nb2svc.store import Store
from nb2svc.store.facts import list_facts

__all__ = ["versions"]


def versions(
    service: Annotated[
        str | None, typer.Argument(metavar="[SERVICE]", help="List its versions; without it, list the services.")
    ] = None,
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    as_json: JsonOption = False,
) -> int:
    """List the services of a store, or the versions of one service."""
    text, facts = _list_services(Store(store)) if service is None else _list_versions(Store(store), service)
    if as_json:
        print_json(facts)
    else:
        print_text(text)
    return 0


def _list_services(store: Store) -> tuple[str, dict[str, Any]]:
    services = [
        {"service": name, "versions": len(store.versions(name)), "aliases": store.aliases(name)}
        for name in store.services()
    ]
    if not services:
        return f"no services in {store.root}: build one with `nb2svc build NOTEBOOK`", {"services": []}
    rows = [(each["service"], each["versions"], _write_aliases(each["aliases"])) for each in services]
    return draw_table(("service", "versions", "aliases"), rows), {"services": services}


def _list_versions(store: Store, service: str) -> tuple[str, dict[str, Any]]:
    found = store.versions(service)
    aliases = store.aliases(service)
    rows = [
        (
            version.name,
            version.manifest.created,
            summarize_checks(version.manifest.checks),
            " ".join(f"{name}={value:.4g}" for name, value in version.manifest.metrics.items()),
            " ".join(alias for alias, number in sorted(aliases.items()) if number == version.number),
        )
        for version in found
    ]
    table = draw_table(("version", "built", "checks", "metrics", "aliases"), rows)
    return table, list_facts(store, service)


def _write_aliases(aliases: Any) -> str:
    return " ".join(f"{alias}={number}" for alias, number in sorted(aliases.items()))
