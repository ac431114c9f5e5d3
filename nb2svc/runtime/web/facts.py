"""The facts of a version that people ask for: what `/version` answers and the page shows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from nb2svc.manifest import Manifest

__all__ = ["describe_version"]


def describe_version(manifest: Manifest) -> dict[str, Any]:
    """Return where a version comes from, what it was measured and checked to be, and what it runs on."""
    return {
        "service": manifest.service,
        "number": manifest.number,
        "version": manifest.version,
        "content_hash": manifest.content_hash,
        "created": manifest.created,
        "notebook": asdict(manifest.notebook),
        "parameters": manifest.parameters,
        "data": manifest.data,
        "metrics": manifest.metrics,
        "checks": [asdict(check) for check in manifest.checks],
        "allowed": list(manifest.allowed),
        "rows_independent": manifest.rows_independent,
        "steps": [{"version": step.version, "content_hash": step.content_hash} for step in manifest.steps],
        "state": [{"name": value.name, "type": value.type, "codec": value.codec} for value in manifest.state],
        "environment": manifest.environment,
        "threads": manifest.threads,
    }
