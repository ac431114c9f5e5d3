"""What is in a version's folder: the hash of every file, and the hash of what makes its answers."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from nb2svc.manifest import Manifest
from nb2svc.store.errors import StoreError

__all__ = [
    "LOCK_FILE",
    "MANIFEST_FILE",
    "hash_content",
    "hash_files",
    "remove_caches",
    "replace_file",
    "sync_file",
    "sync_folders",
]

MANIFEST_FILE: Final = "manifest.json"
LOCK_FILE: Final = "requirements.lock"


def remove_caches(folder: Path) -> None:
    """Remove `__pycache__` folders: what verification leaves there is no part of a version."""
    for cache in sorted(folder.rglob("__pycache__")):
        shutil.rmtree(cache)


def hash_files(folder: Path) -> dict[str, str]:
    """Return path inside the folder -> sha256 in hex, of every file but the manifest, and bring each to the disk.

    Raises:
        StoreError: there is a link in the folder; what it leads to would not be part of the version.
    """
    hashes = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise StoreError(f"`{name}` is a link: a version holds its files itself. Write the file in its place")
        if path.is_file() and name != MANIFEST_FILE:
            hashes[name] = _hash_file(path)
            sync_file(path)
    return hashes


def hash_content(files: Mapping[str, str], manifest: Manifest) -> str:
    """Return the sha256 over what makes the answers: package code, state, lock file, parameters; a pipeline's steps.

    Golden rows, reports, the executed notebook and dates are left out, so that building the same notebook again
    gives the same hash.
    """
    own = (f"{manifest.package}/", "state/")
    facts: dict[str, Any] = {
        "files": {name: sha for name, sha in files.items() if name.startswith(own) or name == LOCK_FILE},
        "parameters": manifest.parameters,
    }
    if manifest.steps:
        # what a step answers is in its own content hash, whatever its number and folder are
        steps = [(step.content_hash, [asdict(link) for link in step.inputs]) for step in manifest.steps]
        facts |= {"steps": steps, "answer": [asdict(link) for link in manifest.answer]}
    text = json.dumps(facts, sort_keys=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()


def replace_file(path: Path, text: str) -> None:
    """Replace a file at once: readers see the old text or the new one, never a part."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(6)}")
    try:
        draft.write_text(text, encoding="utf-8")
        sync_file(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folders(path.parent)


def sync_file(path: Path) -> None:
    """Bring a file's bytes to the disk, so that a power cut after publishing loses nothing."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folders(*folders: Path) -> None:
    """Bring the names in folders to the disk."""
    if sys.platform == "win32":
        return  # folders cannot be opened there
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
