"""`nb2svc promote` and `nb2svc rollback`: which version an alias names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import nb2svc
from nb2svc.cli.options import JsonOption, StoreOption
from nb2svc.cli.output import print_json, print_text
from nb2svc.store import Store, parse_reference
from nb2svc.store.promotion import Promotion, roll_back
from nb2svc.store.promotion import promote as set_alias

__all__ = ["promote", "rollback"]

AliasOption = Annotated[str, typer.Option("--alias", metavar="ALIAS", help="The alias that changes.")]


def promote(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="churn (the latest), churn@8 or churn@challenger.")],
    alias: AliasOption = "champion",
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    as_json: JsonOption = False,
) -> int:
    """Make a version the champion; servers of `churn@champion` follow within seconds, without dropping a request."""
    _tell(set_alias(Store(store), version, alias), as_json=as_json)
    return 0


def rollback(
    service: Annotated[str, typer.Argument(metavar="SERVICE", help="The service's name.")],
    alias: AliasOption = "champion",
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    as_json: JsonOption = False,
) -> int:
    """Let the champion be the version that it was before the last promotion."""
    _tell(roll_back(Store(store), parse_reference(service).service, alias), as_json=as_json)
    return 0


def _tell(done: Promotion, *, as_json: bool) -> None:
    name = f"{done.service}@{done.alias} is version {done.version}"
    if as_json:
        print_json(done)
    elif done.before == done.version:
        print_text(f"{name}, as before")
    else:
        print_text(f"{name} now{f', after {done.before}' if done.before else ''}")
