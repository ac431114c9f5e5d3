"""Files that are not on this machine, by fsspec: `s3://bucket/rows.parquet`, `https://host/rows.csv`, `memory://x.csv`.

What lets one in is the business of each store's own settings and variables (`AWS_ACCESS_KEY_ID`, ...): no secret passes
through here.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from nb2svc.batch.errors import TableError
from nb2svc.batch.tables.addresses import hide_password
from nb2svc.diagnostics import MissingExtraError, Nb2svcError

__all__ = ["check_store", "exists", "find_files", "is_web", "open_file", "upload"]

_OBJECTS: Final = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss", "oci", "memory"})
"""Where an object is there when all of it has arrived; elsewhere a file grows while it is written."""
_READ_ONLY: Final = frozenset({"http", "https"})


def find_files(url: str, *, is_glob: bool = False) -> tuple[str, list[str]]:
    """Return an address as its store writes it, and the files of a folder or a glob, by name; a file is itself.

    Raises:
        TableError: the store cannot be reached, or its driver is missing.
    """
    store, path = _open_store(url)
    root = cast("str", store.unstrip_protocol(path))
    with _explained(url):
        if is_glob:
            found = [name for name, facts in store.glob(path, detail=True).items() if facts["type"] == "file"]
        elif url.endswith("/"):
            found = store.find(path)
        else:
            return url, [url]
    return root, sorted(cast("str", store.unstrip_protocol(name)) for name in found)


def exists(url: str) -> bool:
    """Return whether there is a file.

    Raises:
        TableError: the store cannot be reached, or its driver is missing.
    """
    store, path = _open_store(url)
    with _explained(url):
        store.invalidate_cache()  # another process may have written meanwhile
        return bool(store.isfile(path))


def open_file(url: str, *, seekable: bool = False) -> BinaryIO:
    """Open a file to read its bytes, in memory that does not grow with it.

    Args:
        url: the file.
        seekable: whether it is read here and there, as Parquet is; where a store only gives one stream, it is taken
            to a temporary file first.

    Raises:
        TableError: there is no such file, the store cannot be reached, or its driver is missing.
    """
    store, path = _open_store(url)
    with _explained(url):
        file = cast("BinaryIO", store.open(path, "rb"))
        if not seekable or not is_web(url):
            return file
        with file:
            held = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - whoever asked closes it
            shutil.copyfileobj(file, held)
        held.seek(0)
        return held


def check_store(url: str) -> None:
    """Check before the work that a store takes files.

    Raises:
        TableError: it cannot be reached, or its driver is missing.
    """
    store, path = _open_store(url)
    with _explained(url):
        store.exists(store._parent(path))  # noqa: SLF001 - how fsspec's drivers ask for it themselves


def upload(staged: Path, url: str) -> None:
    """Make a local file the file at an address: whoever reads sees what was there before, or all of it.

    Raises:
        TableError: the store refuses.
    """
    store, path = _open_store(url)
    with _explained(url):
        if url.partition("://")[0] in _OBJECTS:
            store.put_file(str(staged), path)
            return
        folder, _, name = path.rpartition("/")
        store.makedirs(folder, exist_ok=True)
        beside = f"{folder}/.{name}.{secrets.token_hex(4)}"  # a reader of the folder passes over it
        try:
            store.put_file(str(staged), beside)
            store.mv(beside, path)
        except BaseException:
            with suppress(Exception):  # the store may be out of reach by now; what went wrong is told
                store.rm_file(beside)
            raise


def _open_store(url: str) -> tuple[Any, str]:
    try:
        import fsspec
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"`{hide_password(url)}`, which is in a store,", "build") from error
    shown, scheme = hide_password(url), url.partition("://")[0]
    try:
        store, path = fsspec.core.url_to_fs(url)
    except ImportError as error:
        name = error.name or getattr(error.__cause__, "name", None)
        remedy = f"pip install {name}" if name else str(error)
        raise TableError(f"`{shown}` needs a driver that is not installed: {remedy}") from error
    except ValueError as error:
        if "not known" not in str(error).lower():
            raise _cannot(url, error) from error
        raise TableError(
            f"`{shown}`: no store is known as `{scheme}://`; a table of a database is `{shown}::<table>`"
        ) from error
    except Exception as error:  # see _explained
        raise _cannot(url, error) from error
    return store, cast("str", path)


@contextmanager
def _explained(url: str) -> Iterator[None]:
    """Turn what a driver raises into a `TableError`."""
    try:
        yield
    except Nb2svcError:
        raise
    except FileNotFoundError as error:
        raise TableError(f"there is no file `{hide_password(url)}`") from error
    except Exception as error:  # drivers raise what their client libraries do, which share no base
        raise _cannot(url, error) from error


def _cannot(url: str, error: Exception) -> TableError:
    what = hide_password(str(error).strip().replace(url, hide_password(url))) or type(error).__name__
    return TableError(f"`{hide_password(url)}` cannot be reached: {what}")


def is_web(url: str) -> bool:
    """Return whether a store only gives files."""
    return url.partition("://")[0].lower() in _READ_ONLY
