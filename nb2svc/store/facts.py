"""Facts of a version as plain values: what `--json` prints and JupyterLab is sent."""

from __future__ import annotations

from typing import Any

from nb2svc.store.store import Store, Version

__all__ = ["list_facts", "version_facts"]


def list_facts(store: Store, service: str) -> dict[str, Any]:
    """Return the versions of a service, lowest number first, with its aliases.

    Raises:
        BundleError: there is no such service, or a manifest is damaged.
    """
    return {
        "service": service,
        "aliases": store.aliases(service),
        "versions": [version_facts(version) for version in store.versions(service)],
    }


def version_facts(version: Version) -> dict[str, Any]:
    """Return what every front end tells of a version."""
    manifest = version.manifest
    return {
        "service": version.service,
        "number": version.number,
        "version": version.name,
        "path": str(version.path),
        "content_hash": manifest.content_hash,
        "created": manifest.created,
        "notebook": manifest.notebook.name,
        "parameters": manifest.parameters,
        "metrics": manifest.metrics,
        "checks": manifest.checks,
        "findings": manifest.findings,
        "allowed": manifest.allowed,
    }
