"""What is different between two versions: their code, parameters, metrics, schema, state and packages."""

from __future__ import annotations

from pathlib import Path

from nb2svc.build.diff.compare import CodeDiff, Difference, VersionDiff, compare_contents
from nb2svc.build.diff.contents import Contents, read_contents
from nb2svc.store import Store

__all__ = ["CodeDiff", "Contents", "Difference", "VersionDiff", "compare_contents", "diff_versions", "read_contents"]


def diff_versions(old: str, new: str, store: Path | str) -> VersionDiff:
    """Return what is different between two versions of a store.

    Args:
        old: `churn@6`, `churn@champion`, `churn` for the latest.
        new: likewise, also of another service.
        store: the folder of the services.

    Raises:
        BundleError: there is no such version, or it is damaged.
    """
    there = Store(store)
    return compare_contents(*(read_contents(there.resolve(name)) for name in (old, new)))
