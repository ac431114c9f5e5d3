"""Builds on the disk: one small file for each in the store, so that a server that starts again knows of them.

Who follows a build holds a lock. The operating system gives it back when that process ends, so a record that says
`running` is believed only while its lock is held.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from nb2svc.store.errors import explain_os_errors
from nb2svc.store.locks import try_lock

__all__ = ["Records", "interruption"]

_FOLDER: Final = ".builds"
_KEPT: Final = 50
_ENDED: Final = "the Jupyter server that ran this build ended before it; build again"


def interruption() -> dict[str, Any]:
    """Return why a build that nobody follows any more has no end."""
    return {"type": "interrupted", "message": _ENDED, "diagnostics": [], "can_allow": []}


class Records:
    """The builds of a store.

    Args:
        store: the folder of the services.
    """

    def __init__(self, store: Path) -> None:
        self._folder = store / _FOLDER

    def hold(self, key: str) -> int:
        """Say that a build is followed from now on; `os.close` of what is returned says that it no longer is.

        Raises:
            StoreError: the store cannot be written.
        """
        with explain_os_errors(f"write to `{self._folder}`", self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            handle = try_lock(self._folder / f"{key}.lock")
        assert handle is not None, "the name is new"
        return handle

    def write(self, facts: dict[str, Any]) -> None:
        """Write what is known of a build, in one step.

        Raises:
            StoreError: the store cannot be written.
        """
        file = self._folder / f"{facts['id']}.json"
        draft = file.with_suffix(".part")
        with explain_os_errors(f"write `{file}`", self._folder):
            draft.write_bytes(msgspec.json.encode(facts))
            draft.replace(file)

    def read(self) -> Iterator[dict[str, Any]]:
        """Yield what is known of each build, oldest first; one that nobody follows any more was interrupted."""
        for file in sorted(self._folder.glob("*.json")):
            facts = self.find(file.stem)
            if facts is not None:
                yield facts

    def find(self, key: str) -> dict[str, Any] | None:
        """Return what is known of a build; None where there is none."""
        try:
            facts = msgspec.json.decode((self._folder / f"{key}.json").read_bytes(), type=dict[str, Any])
        except (OSError, msgspec.MsgspecError):
            return None  # never there, or tidied away by another server
        if facts["state"] == "running" and not self._is_followed(key):
            facts = {**facts, "state": "interrupted", "error": interruption()}
        return facts

    def tidy(self) -> None:
        """Remove all but the latest builds that nobody follows."""
        for file in sorted(self._folder.glob("*.json"), reverse=True)[_KEPT:]:
            if not self._is_followed(file.stem):
                file.unlink(missing_ok=True)
                file.with_suffix(".lock").unlink(missing_ok=True)

    def _is_followed(self, key: str) -> bool:
        handle = try_lock(self._folder / f"{key}.lock")
        if handle is None:
            return True
        os.close(handle)
        return False
