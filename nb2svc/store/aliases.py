"""The files of a service's aliases, now and before: with its traffic, the only things in a store that change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from nb2svc.diagnostics import BundleError
from nb2svc.store.content import replace_file

__all__ = ["read_aliases", "read_past", "write_aliases", "write_past"]

_ALIASES_FILE: Final = "aliases.json"
_PAST_FILE: Final = "aliases-past.json"


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
    replace_file(service_folder / _ALIASES_FILE, json.dumps(dict(aliases), indent=2, sort_keys=True) + "\n")


def read_past(service_folder: Path) -> dict[str, list[int]]:
    """Return alias -> the numbers that it named before, oldest first; what a rollback goes back to.

    Raises:
        BundleError: the file is damaged.
    """
    path = service_folder / _PAST_FILE
    try:
        past = json.loads(path.read_bytes())
        return {str(alias): [int(number) for number in numbers] for alias, numbers in past.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError) as error:
        raise BundleError(f"`{path}` is damaged: it holds alias and earlier numbers, oldest first") from error


def write_past(service_folder: Path, past: Mapping[str, list[int]]) -> None:
    """Replace the file of earlier numbers at once."""
    replace_file(service_folder / _PAST_FILE, json.dumps(dict(past), indent=2, sort_keys=True) + "\n")


def _damaged(path: Path) -> BundleError:
    return BundleError(f'`{path}` is damaged: it holds alias and number, as in {{"champion": 7}}')
