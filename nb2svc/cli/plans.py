"""From what a user names to plans of traffic, again and again: a promotion reaches the servers that follow it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nb2svc.store import Store, find_bundle, parse_reference, read_manifest

if TYPE_CHECKING:
    from nb2svc.manifest import Manifest
    from nb2svc.runtime.traffic.plan import Plan

__all__ = ["follow"]


def follow(references: list[str], root: Path) -> Callable[[], list[Plan]]:
    """Return what tells the plans of some references as the store has them at that moment.

    An alias is followed, and so is the division of a service's traffic (`nb2svc traffic`). A number, a folder, and a
    service without a division stay what they are at the start: a new build answers nobody before it is promoted.

    Args:
        references: `churn`, `churn@7`, `churn@champion`, or folders.
        root: the store's folder.

    Raises:
        BundleError: there is no such version.
    """
    fixed = [find_bundle(reference, root) for reference in references]
    known = [(text, folder, read_manifest(folder)) for text, folder in zip(references, fixed, strict=True)]
    return lambda: [_plan(text, folder, manifest, root) for text, folder, manifest in known]


def _plan(text: str, fixed: Path, manifest: Manifest, root: Path) -> Plan:
    from nb2svc.runtime.traffic.plan import Plan, Share, plan_of_folder  # the server's side is loaded by `serve` only

    is_folder = "/" in text or os.sep in text
    reference, store = parse_reference(manifest.version if is_folder else text), Store(root)
    if isinstance(reference.version, int):
        return plan_of_folder(fixed, service=manifest.service, version=manifest.version)
    if "@" in text:
        folder = store.resolve(text).path
        return Plan(service=reference.service, title=text, shares=(Share(folder=folder),))
    divided = store.traffic(reference.service)
    if divided is None:
        return plan_of_folder(fixed, service=manifest.service, version=manifest.version)

    def folder_of(version: str) -> Path:
        return store.resolve(f"{reference.service}@{version}").path

    shares = tuple(Share(folder=folder_of(version), weight=weight) for version, weight in divided.shares.items())
    shadows = tuple(dict.fromkeys(map(folder_of, divided.shadows)))
    return Plan(service=reference.service, title=reference.service, shares=shares, shadows=shadows, by=divided.by)
