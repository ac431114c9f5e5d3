"""Changes of what an alias names, told with what it named before."""

from __future__ import annotations

from dataclasses import dataclass

from nb2svc.store.store import Store

__all__ = ["Promotion", "promote", "roll_back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """An alias that has been set.

    Attributes:
        service: the service.
        alias: the alias.
        version: the number that it names now.
        before: the number that it named before; None where there was no such alias.
    """

    service: str
    alias: str
    version: int
    before: int | None


def promote(store: Store, reference: str, alias: str) -> Promotion:
    """Let an alias name a version from now on.

    Args:
        store: the store.
        reference: the version, `churn@8`.
        alias: what it is called from now on.

    Raises:
        BundleError: there is no such version, or the alias cannot be set.
        StoreError: the store cannot be written.
    """
    found = store.resolve(reference)
    before = store.aliases(found.service).get(alias)
    store.set_alias(found.service, alias, found.number)
    return Promotion(service=found.service, alias=alias, version=found.number, before=before)


def roll_back(store: Store, service: str, alias: str) -> Promotion:
    """Let an alias name what it named before its last promotion.

    Raises:
        BundleError: there is no such service or alias, or nothing that it named before is left.
        StoreError: the store cannot be written.
    """
    before = store.aliases(service).get(alias)
    return Promotion(service=service, alias=alias, version=store.roll_back(service, alias), before=before)
