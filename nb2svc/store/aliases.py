"""The file of a service's aliases: the only thing in a store that changes."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from nb2svc.diagnostics import BundleError
from nb2svc.store.content import sync_file, sync_folders

__all__ = ["read_aliases", "write_aliases"]

_ALIASES_FILE: Final = "aliases.json"


def read_aliases(service_folder: Path) -> dict[str, int]:
    """Return alias -> number; empty when none was ever set.

    Raises:
        BundleError: the file is damaged.
    """
    path = service_folder / _ALIASES_FILE
    try:
        aliases = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise _damaged(path) from error
    if not isinstance(aliases, dict) or not all(type(number) is int for number in aliases.values()):
        raise _damaged(path)
    return aliases


def write_aliases(service_folder: Path, aliases: Mapping[str, int]) -> None:
    """Replace the file at once: readers see the old aliases or the new ones, never a part."""
    path = service_folder / _ALIASES_FILE
    draft = service_folder / f".{_ALIASES_FILE}-{secrets.token_hex(6)}"
    try:
        draft.write_text(json.dumps(dict(aliases), indent=2, sort_keys=True) + "\n", encoding="utf-8")
        sync_file(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folders(service_folder)


def _damaged(path: Path) -> BundleError:
    return BundleError(f'`{path}` is damaged: it holds alias and number, as in {{"champion": 7}}')
