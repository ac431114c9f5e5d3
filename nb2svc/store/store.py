"""The store: a folder of services, each a folder of immutable, numbered versions."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from nb2svc.diagnostics import BundleError
from nb2svc.manifest import Manifest, decode_manifest, encode_manifest
from nb2svc.store.aliases import read_aliases, read_past, write_aliases, write_past
from nb2svc.store.content import MANIFEST_FILE, hash_content, hash_files, remove_caches, sync_file, sync_folders
from nb2svc.store.errors import explain_full_disk, explain_os_errors
from nb2svc.store.locks import hold_lock
from nb2svc.store.reference import (
    LATEST,
    Reference,
    check_alias_name,
    check_service_name,
    list_names,
    parse_reference,
    suggest,
)
from nb2svc.store.staging import SERVICE_LOCK, hold_staging
from nb2svc.store.traffic import Traffic, read_traffic, write_traffic

__all__ = ["Store", "Version", "find_bundle", "read_manifest"]

_FOLDER: Final = re.compile(r"(?P<number>[1-9][0-9]*)-[0-9a-f]{8}")
_FIRST_ALIAS: Final = "champion"
_REMEMBERED: Final = 20
"""How many earlier versions of an alias a rollback can go back through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One published build of a service.

    Attributes:
        service: the service's name.
        number: 1, 2, 3 ... within the service.
        path: its folder.
        manifest: what is known of it.
    """

    service: str
    number: int
    path: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """The version in words, `churn@7`."""
        return f"{self.service}@{self.number}"


class Store:
    """The versions of all services below one folder.

    Args:
        root: the folder; it is made by the first build.
    """

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)

    def services(self) -> tuple[str, ...]:
        """Return the names of the services that have a version, sorted."""
        try:
            folders = sorted(path for path in self.root.iterdir() if path.is_dir() and not path.name.startswith("."))
        except (FileNotFoundError, NotADirectoryError):
            return ()
        return tuple(folder.name for folder in folders if self._folders(folder.name))

    def versions(self, service: str) -> tuple[Version, ...]:
        """Return a service's versions, lowest number first.

        Raises:
            BundleError: there is no such service, or a manifest is damaged.
        """
        folders = self._folders(service) or self._unknown_service(service)
        return tuple(_read_version(service, number, path) for number, path in sorted(folders.items()))

    def aliases(self, service: str) -> dict[str, int]:
        """Return alias -> number of a service, `latest` included.

        Raises:
            BundleError: there is no such service, or the file of aliases is damaged.
        """
        folders = self._folders(service) or self._unknown_service(service)
        return {**read_aliases(self.root / service), LATEST: max(folders)}

    def resolve(self, text: str) -> Version:
        """Return the version that `churn`, `churn@7` or `churn@champion` names; without `@` it is the latest.

        Raises:
            BundleError: there is no such service, number or alias (the message says what there is), or its manifest
                is damaged.
        """
        reference = parse_reference(text)
        folders = self._folders(reference.service) or self._unknown_service(reference.service)
        number = self._number(reference)
        if number not in folders:
            numbers = list_names(str(number) for number in sorted(folders, reverse=True))
            raise BundleError(f"`{reference.service}` has no version {number}; it has {numbers}")
        return _read_version(reference.service, number, folders[number])

    @contextmanager
    def stage(self, service: str) -> Iterator[Path]:
        """Give an empty hidden folder in which a version is made; it is removed unless it is published.

        Raises:
            BundleError: the name cannot be a service's.
            StoreError: the folder cannot be made, or the disk is full inside the block.
        """
        check_service_name(service)
        folder = self.root / service
        with ExitStack() as stack:
            with explain_os_errors(f"write to the store `{self.root}`", self.root):
                folder.mkdir(parents=True, exist_ok=True)
                staged = stack.enter_context(hold_staging(folder))
            with explain_full_disk(f"build `{service}`", self.root):
                yield staged

    def publish(self, staged: Path, manifest: Manifest) -> Version:
        """Make a staged folder a version: number it, write its manifest and move it into place in one step.

        The first version of a service becomes its champion: there is nothing that it could be compared with.

        Args:
            staged: what `stage` gave, with every file of the bundle but the manifest.
            manifest: its `number`, `content_hash` and `files` are filled here.

        Raises:
            StoreError: the disk refuses; nothing is published.
        """
        service_folder = staged.parent
        with explain_os_errors(f"publish `{manifest.service}`", self.root):
            remove_caches(staged)
            files = hash_files(staged)
            content_hash = hash_content(files, manifest)
            with hold_lock(service_folder / SERVICE_LOCK):
                aliases = read_aliases(service_folder)
                number = 1 + max([0, *self._folders(manifest.service), *aliases.values()])
                manifest = replace(manifest, number=number, content_hash=content_hash, files=files)
                target = service_folder / f"{number}-{content_hash[:8]}"
                _write_manifest(staged, manifest)
                staged.rename(target)
                sync_folders(service_folder)
                if _FIRST_ALIAS not in aliases:
                    write_aliases(service_folder, {**aliases, _FIRST_ALIAS: number})
        return Version(service=manifest.service, number=number, path=target, manifest=manifest)

    def set_alias(self, service: str, alias: str, number: int) -> None:
        """Let an alias name a version from now on.

        Raises:
            BundleError: the alias cannot be set, or there is no such version.
            StoreError: the store cannot be written.
        """
        check_alias_name(alias)
        self.resolve(f"{service}@{number}")
        folder = self.root / service
        with explain_os_errors(f"set `{service}@{alias}`", self.root), hold_lock(folder / SERVICE_LOCK):
            aliases = read_aliases(folder)
            if aliases.get(alias, number) != number:
                past = read_past(folder)
                write_past(folder, {**past, alias: [*past.get(alias, []), aliases[alias]][-_REMEMBERED:]})
            write_aliases(folder, {**aliases, alias: number})

    def roll_back(self, service: str, alias: str) -> int:
        """Let an alias name what it named before, and return that number.

        Raises:
            BundleError: there is no such service or alias, or nothing that it named before is left.
            StoreError: the store cannot be written.
        """
        self.resolve(f"{service}@{alias}")
        folder = self.root / service
        with explain_os_errors(f"roll `{service}@{alias}` back", self.root), hold_lock(folder / SERVICE_LOCK):
            past = read_past(folder)
            there = self._folders(service)
            left = [number for number in past.get(alias, []) if number in there]
            if not left:
                raise BundleError(f"`{service}@{alias}` has named no other version before that is still there")
            write_past(folder, {**past, alias: left[:-1]})
            write_aliases(folder, {**read_aliases(folder), alias: left[-1]})
        return left[-1]

    def traffic(self, service: str) -> Traffic | None:
        """Return how the requests to a service are divided, or None where nobody has divided them.

        Raises:
            BundleError: there is no such service, or the file is damaged.
        """
        if not self._folders(service):
            self._unknown_service(service)
        return read_traffic(self.root / service)

    def set_traffic(self, service: str, traffic: Traffic | None) -> None:
        """Divide the requests to a service from now on, or let its latest version answer all.

        Raises:
            BundleError: there is no such service, or a version that the traffic names.
            StoreError: the store cannot be written.
        """
        if not self._folders(service):
            self._unknown_service(service)
        for version in (*traffic.shares, *traffic.shadows) if traffic is not None else ():
            self.resolve(f"{service}@{version}")
        folder = self.root / service
        with explain_os_errors(f"divide the traffic of `{service}`", self.root), hold_lock(folder / SERVICE_LOCK):
            write_traffic(folder, traffic)

    def _folders(self, service: str) -> dict[int, Path]:
        try:
            paths = list((self.root / service).iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return {}
        return {int(match["number"]): path for path in paths if (match := _FOLDER.fullmatch(path.name))}

    def _number(self, reference: Reference) -> int:
        if isinstance(reference.version, int):
            return reference.version
        aliases = self.aliases(reference.service)
        if reference.version not in aliases:
            there = list_names(f"{alias} ({number})" for alias, number in sorted(aliases.items()))
            meant = suggest(reference.version, aliases)
            raise BundleError(f"`{reference.service}` has no alias `{reference.version}`{meant} It has {there}")
        return aliases[reference.version]

    def _unknown_service(self, service: str) -> dict[int, Path]:
        services = self.services()
        if not services:
            raise BundleError(
                f"no services in `{self.root}`: build one with `nb2svc build NOTEBOOK`, "
                "or name another folder with --store"
            )
        raise BundleError(
            f"no service `{service}` in `{self.root}`{suggest(service, services)} It has {list_names(services)}"
        )


def find_bundle(reference: str, root: Path | str) -> Path:
    """Return the folder of a version.

    Args:
        reference: the version's name, or its folder: a text with a slash is a path, as names have none.
        root: the folder of the services.

    Raises:
        BundleError: there is no such version.
    """
    if "/" not in reference and os.sep not in reference:
        return Store(root).resolve(reference).path
    if not (Path(reference) / MANIFEST_FILE).is_file():
        raise BundleError(f"`{reference}` is no version's folder: it has no `{MANIFEST_FILE}`")
    return Path(reference)


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    path = folder / MANIFEST_FILE
    path.write_bytes(encode_manifest(manifest))
    sync_file(path)
    sync_folders(folder, *(path for path in folder.rglob("*") if path.is_dir()))


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest in a version's folder.

    Raises:
        BundleError: it is missing or damaged.
    """
    path = folder / MANIFEST_FILE
    try:
        return decode_manifest(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BundleError(f"`{path}` is damaged: {error}") from error


def _read_version(service: str, number: int, path: Path) -> Version:
    return Version(service=service, number=number, path=path, manifest=read_manifest(path))
