"""What has been built of a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nb2svc.build.built_of import services_of
from nb2svc.build.names import service_name
from nb2svc.store import Store
from nb2svc.store.facts import list_facts

__all__ = ["known_versions"]


def known_versions(file: Path, store: Path) -> dict[str, Any]:
    """Return the versions of a notebook's service, and those that were built of it under other names.

    A notebook of which nothing was ever built has none.

    Raises:
        BundleError: a manifest is damaged.
    """
    own, there = service_name(file), Store(store)
    found = {service: list_facts(there, service) for service in services_of(file, there)}
    mine = found.pop(own, {"service": own, "aliases": {}, "versions": []})
    return {**mine, "others": list(found.values())}
