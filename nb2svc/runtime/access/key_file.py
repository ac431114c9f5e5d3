"""The file of API keys on disk: read and written as a whole."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.access.keys import Key, decode_keys, encode_keys

__all__ = ["read_keys", "write_keys"]


def read_keys(path: Path) -> tuple[Key, ...]:
    """Return the keys of a file; none where there is no file.

    Raises:
        Nb2svcError: it cannot be read, or is damaged.
    """
    try:
        return decode_keys(path.read_bytes())
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise Nb2svcError(f"the file of API keys, {path}, cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise Nb2svcError(
            f"the file of API keys, {path}, is damaged: {error}. Nothing was changed: mend it, or take it away and "
            "make new keys"
        ) from error


def write_keys(path: Path, keys: tuple[Key, ...]) -> None:
    """Write a file of keys; a server that reads it at the same time sees the old one or the new one, whole.

    Its owner alone may read it at first; permissions that were given later are kept.

    Raises:
        Nb2svcError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o600
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(encode_keys(keys))
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(mode)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Nb2svcError(f"the file of API keys, {path}, cannot be written: {error.strerror or error}") from error
