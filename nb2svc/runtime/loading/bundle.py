"""Reading a bundle from disk: the manifest, the hash of every file, the golden rows.

Nothing is imported or decoded here. What passes is byte for byte what the build wrote.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from nb2svc.diagnostics import BundleError
from nb2svc.manifest import Manifest, decode_manifest

__all__ = ["Bundle", "Golden", "read_bundle", "read_golden", "read_manifest"]

_MANIFEST: Final = "manifest.json"
_GOLDEN: Final = "golden/rows.json"
_IGNORED: Final = "__pycache__"
"""Never read by a service: it compiles the sources whose hashes were checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A version's folder whose files are what its manifest says.

    Attributes:
        folder: where it lies.
        manifest: what is known of the version.
    """

    folder: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """Sample rows of the training data and what the notebook itself answered.

    Attributes:
        rows: request rows, as JSON values.
        answers: the notebook's answers to them, as JSON values.
    """

    rows: tuple[Any, ...] = ()
    answers: tuple[Any, ...] = ()


def read_bundle(folder: Path) -> Bundle:
    """Return the bundle in a folder after checking every file against its sha256.

    Args:
        folder: a version's folder, `services/churn/7-3f9a2c1d`.

    Raises:
        BundleError: no bundle, a manifest that cannot be read, or files that are missing, changed or not listed; all
            of them are named.
    """
    manifest = read_manifest(folder)
    faults = [*_check_listed(folder, manifest.files), *_check_unlisted(folder, manifest.files)]
    if faults:
        listing = "\n".join(f"  {fault}" for fault in faults)
        raise BundleError(
            f"the bundle `{folder}` is not what its manifest says, so nothing of it is loaded:\n{listing}\n"
            "copy the version again from where it was built, or build it again"
        )
    return Bundle(folder=folder, manifest=manifest)


def read_golden(bundle: Bundle) -> Golden:
    """Return the golden rows of a bundle, none where it has none.

    Raises:
        BundleError: the file is not what a build writes.
    """
    if _GOLDEN not in bundle.manifest.files:
        return Golden()
    try:
        stored = json.loads((bundle.folder / _GOLDEN).read_bytes())
        return Golden(rows=tuple(stored["rows"]), answers=tuple(stored["answers"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleError(f"`{_GOLDEN}` of `{bundle.folder}` holds no golden rows: {error}") from error


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a bundle whose other files are not looked at.

    Raises:
        BundleError: there is none, or it cannot be read.
    """
    try:
        return decode_manifest((folder / _MANIFEST).read_bytes())
    except FileNotFoundError as error:
        what = "it has no manifest.json" if folder.is_dir() else "there is no such folder"
        raise BundleError(f"`{folder}` is no bundle: {what}; `nb2svc versions` lists the bundles of a store") from error
    except OSError as error:
        raise BundleError(f"`{folder / _MANIFEST}` cannot be read: {error}") from error
    except ValueError as error:
        raise BundleError(f"`{folder / _MANIFEST}` cannot be understood: {error}; build the service again") from error


def _check_listed(folder: Path, files: Mapping[str, str]) -> Iterable[str]:
    for name, expected in sorted(files.items()):
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            yield f"{name}: lies outside the bundle"
            continue
        try:
            actual = _hash(folder / path)
        except FileNotFoundError:
            yield f"{name}: is missing"
        except OSError as error:
            yield f"{name}: cannot be read ({error.strerror})"
        else:
            if actual != expected:
                yield f"{name}: sha256 is {actual}, expected {expected}"


def _check_unlisted(folder: Path, files: Mapping[str, str]) -> Iterable[str]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if not path.is_dir() and name.as_posix() not in {*files, _MANIFEST} and _IGNORED not in name.parts:
            yield f"{name.as_posix()}: is not listed in the manifest; delete it"


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
