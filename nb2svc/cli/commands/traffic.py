"""`nb2svc traffic`: what part of the requests each version of a service answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import nb2svc
from nb2svc.cli.options import JsonOption, StoreOption
from nb2svc.cli.output import print_json, print_text
from nb2svc.diagnostics import Nb2svcError
from nb2svc.store import Store, Traffic

__all__ = ["traffic"]


def traffic(
    service: Annotated[str, typer.Argument(metavar="SERVICE", help="The service's name.")],
    shares: Annotated[
        list[str] | None,
        typer.Argument(metavar="[VERSION=WEIGHT]...", help="champion=90 challenger=10; numbers or aliases."),
    ] = None,
    by: Annotated[
        str,
        typer.Option("--by", metavar="HEADER", help="Who sends this header with the same value stays with a version."),
    ] = "",
    shadow: Annotated[
        list[str] | None,
        typer.Option("--shadow", metavar="VERSION", help="Let it answer the same rows unheard, and count differences."),
    ] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Do not divide the requests any more.")] = False,
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    as_json: JsonOption = False,
) -> int:
    """Show or divide the requests among versions; servers started with `nb2svc serve SERVICE` follow within seconds."""
    if reset:
        Store(store).set_traffic(service, None)
    elif shares or shadow:
        given = _parse(shares or ["champion=100"])
        Store(store).set_traffic(service, Traffic(shares=given, shadows=tuple(shadow or ()), by=by))
    elif by:
        raise Nb2svcError("--by says how a division keeps users together: give the division too, champion=90 8=10")
    now = Store(store).traffic(service)
    if as_json:
        print_json(_facts(service, now))
    else:
        print_text(_describe(service, now))
    return 0


def _parse(texts: list[str]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for text in texts:
        version, equals, weight = text.partition("=")
        try:
            weights[version] = float(weight)
        except ValueError:
            equals = ""
        if not version or not equals or not 0 <= weights[version] < float("inf"):
            raise Nb2svcError(f"`{text}` is no share: write a version and its weight, as in champion=90 challenger=10")
    if not sum(weights.values()):
        raise Nb2svcError("no version has a weight above 0: nothing would answer")
    return weights


def _facts(service: str, now: Traffic | None) -> dict[str, Any]:
    if now is None:
        return {"service": service, "shares": None, "shadows": [], "by": ""}
    return {"service": service, "shares": now.shares, "shadows": list(now.shadows), "by": now.by}


def _describe(service: str, now: Traffic | None) -> str:
    if now is None:
        return f"{service} is not divided: one version answers all requests"
    total = sum(now.shares.values())
    lines = [f"{100 * weight / total:5.1f} %  {service}@{version}" for version, weight in now.shares.items()]
    lines += [f"shadow   {service}@{version}" for version in now.shadows]
    kept = f"by the header {now.by}" if now.by else "each request is drawn"
    return "\n".join([*lines, f"{kept}; servers started with `nb2svc serve {service}` follow"])
