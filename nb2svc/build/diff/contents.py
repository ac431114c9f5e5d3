"""Reads what two versions are compared by."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nb2svc.build.explanations import read_explanation
from nb2svc.diagnostics import BundleError
from nb2svc.manifest import Manifest
from nb2svc.store import Version
from nb2svc.store.content import LOCK_FILE

__all__ = ["Contents", "read_contents"]

_TEXTS: Final = ("notebook.py", "pipeline.toml")
_NOTEBOOK: Final = "notebook.ipynb"
_PIN: Final = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(?:==|@)\s*(\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a version is compared by.

    Attributes:
        version: its name.
        manifest: what is known of it.
        source: the code of its notebook, cell by cell; of a pipeline the file that declares it.
        package: name of a generated file -> its text.
        pins: package -> exact version.
        sizes: name of a value that training fixed -> bytes.
        values: name of such a value -> a short preview, where there is one.
    """

    version: str
    manifest: Manifest
    source: str
    package: dict[str, str]
    pins: dict[str, str]
    sizes: dict[str, int]
    values: dict[str, str]


def read_contents(version: Version) -> Contents:
    """Return what a version is compared by.

    Raises:
        BundleError: a file of the version is missing.
    """
    folder, manifest = version.path, version.manifest
    try:
        return Contents(
            version=version.name,
            manifest=manifest,
            source=_read_source(folder),
            package=dict(_read_package(folder, manifest.package)),
            pins=_read_pins(folder / LOCK_FILE),
            sizes={each.name: sum((folder / file).stat().st_size for file in each.files) for each in manifest.state},
            values=_read_values(folder),
        )
    except OSError as error:
        raise BundleError(f"{version.name} is damaged: `{error.filename}` cannot be read: {error.strerror}") from error


def _read_source(folder: Path) -> str:
    for name in _TEXTS:
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8")
    if not (folder / _NOTEBOOK).is_file():
        return ""
    text = (folder / _NOTEBOOK).read_text(encoding="utf-8")
    try:
        return "\n".join(_cell_lines(json.loads(text)))
    except (ValueError, TypeError, AttributeError, KeyError):  # of an older layout of notebooks
        return text


def _cell_lines(notebook: Any) -> Iterator[str]:
    """Yield the code of a notebook. Ids are left out: a cell that was typed anew is the same if its text is."""
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        tags = " ".join(cell["metadata"].get("tags", []))
        source = cell["source"]
        yield f"# %% {tags}".rstrip()
        yield from ("".join(source) if isinstance(source, list) else source).splitlines()
        yield ""


def _read_package(folder: Path, package: str) -> Iterator[tuple[str, str]]:
    if not package:
        return
    for file in sorted((folder / package).rglob("*.py")):
        yield file.relative_to(folder / package).as_posix(), file.read_text(encoding="utf-8")


def _read_pins(lock: Path) -> dict[str, str]:
    lines = lock.read_text(encoding="utf-8").splitlines() if lock.is_file() else []
    found = (_PIN.match(line) for line in lines)
    return {match[1].lower(): match[2] for match in found if match}


def _read_values(folder: Path) -> dict[str, str]:
    try:
        statements = read_explanation(folder).statements
    except BundleError:  # older than explanations, or a pipeline
        return {}
    return {frozen.name: frozen.value for statement in statements for frozen in statement.frozen}
