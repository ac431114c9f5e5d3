"""Which services were built of a notebook, whatever they are called."""

from __future__ import annotations

from pathlib import Path

from nb2svc.build.names import service_name
from nb2svc.diagnostics import BundleError
from nb2svc.store import Store, Version

__all__ = ["latest_of", "services_of"]


def services_of(file: Path, store: Store) -> tuple[str, ...]:
    """Return the services of a notebook: the one that its name gives, then others whose latest version is built of it.

    A version knows its notebook by the file's name, without a folder, as a store is often not where the notebook was.
    A script and the notebook that an editor makes of it are the same.
    """
    own = service_name(file)
    there = store.services()
    others = (name for name in there if name != own and _is_of(file, name, store))
    return (*((own,) if own in there else ()), *others)


def latest_of(file: Path, store: Store) -> Version | None:
    """Return the version that was built last of a notebook, under any name; None where there is none.

    Raises:
        BundleError: a manifest is damaged.
    """
    found = [store.resolve(service) for service in services_of(file, store)]
    return max(found, key=lambda version: (version.manifest.created, version.number), default=None)


def _is_of(file: Path, service: str, store: Store) -> bool:
    try:
        source = store.resolve(service).manifest.notebook
    except BundleError:  # damaged, or removed meanwhile: another service's fault is not told here
        return False
    return Path(source.name).with_suffix("").name == file.with_suffix("").name and Path(source.name).suffix != ".toml"
