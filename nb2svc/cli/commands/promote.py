"""`nb2svc promote` and `nb2svc rollback`: which version an alias names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import nb2svc
from nb2svc.cli.options import JsonOption, StoreOption
from nb2svc.cli.output import print_json, print_text
from nb2svc.store import Store, parse_reference

__all__ = ["promote", "rollback"]

AliasOption = Annotated[str, typer.Option("--alias", metavar="ALIAS", help="The alias that changes.")]


def promote(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="churn (the latest), churn@8 or churn@challenger.")],
    alias: AliasOption = "champion",
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    as_json: JsonOption = False,
) -> int:
    """Make a version the champion; servers of `churn@champion` follow within seconds, without dropping a request."""
    found = Store(store).resolve(version)
    before = Store(store).aliases(found.service).get(alias)
    Store(store).set_alias(found.service, alias, found.number)
    _tell(found.service, alias, found.number, before, as_json=as_json)
    return 0


def rollback(
    service: Annotated[str, typer.Argument(metavar="SERVICE", help="The service's name.")],
    alias: AliasOption = "champion",
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    as_json: JsonOption = False,
) -> int:
    """Let the champion be the version that it was before the last promotion."""
    name = parse_reference(service).service
    before = Store(store).aliases(name).get(alias)
    _tell(name, alias, Store(store).roll_back(name, alias), before, as_json=as_json)
    return 0


def _tell(service: str, alias: str, number: int, before: int | None, *, as_json: bool) -> None:
    if as_json:
        print_json({"service": service, "alias": alias, "version": number, "before": before})
    elif before == number:
        print_text(f"{service}@{alias} is version {number}, as before")
    else:
        print_text(f"{service}@{alias} is version {number} now{f', after {before}' if before else ''}")
