"""The reference profile of a pipeline's request: what the training rows of its steps were like."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nb2svc.manifest import Manifest

__all__ = ["join_profiles"]


def join_profiles(manifest: Manifest, steps: Sequence[Path]) -> dict[str, Any]:
    """Return each field's profile from the first step that reads it from the request; empty where one is missing.

    Args:
        manifest: of the pipeline.
        steps: folders of the steps' bundles.
    """
    held = [_read(folder / "profile.json") for folder in steps]
    most = max((profile.get("rows", 0) for profile in held), default=0)
    fields: dict[str, Any] = {}
    for step, profile in zip(manifest.steps, held, strict=True):
        known, rows = profile.get("fields", {}), profile.get("rows", 0)
        for link in step.inputs:
            if not link.step and link.field not in fields and link.name in known and rows:
                # shares of nulls are told by the rows, which differ from step to step
                nulls = round(known[link.name].get("nulls", 0) * most / rows)
                fields[link.field] = {**known[link.name], "nulls": nulls}
    needed = {field.name for field in manifest.request.fields if field.required}
    return {"rows": most, "fields": fields} if needed <= set(fields) else {}


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_bytes()) if path.is_file() else {}
    return found
