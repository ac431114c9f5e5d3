"""What has been built of a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nb2svc.build.names import service_name
from nb2svc.store import Store
from nb2svc.store.facts import list_facts

__all__ = ["known_versions"]


def known_versions(file: Path, store: Path) -> dict[str, Any]:
    """Return the versions of a notebook's service; one that was never built has none.

    Raises:
        BundleError: a manifest is damaged.
    """
    service, there = service_name(file), Store(store)
    if service not in there.services():
        return {"service": service, "aliases": {}, "versions": []}
    return list_facts(there, service)
