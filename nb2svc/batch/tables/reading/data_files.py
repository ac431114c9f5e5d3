"""Which files an address names, here or in a store, and what the folders on the way to them say of their rows."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from glob import glob
from pathlib import Path
from typing import BinaryIO, Final, cast
from urllib.parse import unquote

from nb2svc.batch.errors import TableError
from nb2svc.batch.tables import stores
from nb2svc.batch.tables.addresses import Address, Form, form_of, hide_password

__all__ = ["DataFile", "find_data_files"]

_HIDDEN: Final = (".", "_")
"""Begin the names of files that are no data, `_SUCCESS` or what is being written: pandas passes over them too."""
_KEY: Final = re.compile(r"([^=/]+)=([^/]*)")
_NO_VALUE: Final = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A file with rows.

    Attributes:
        name: how messages call it.
        form: how it is stored.
        path: where it is on this machine; None for one in a store.
        store: its address in a store; empty for one on this machine.
        keys: what is written in the names of the folders below the one that was named, `region=N`.
        outer_keys: the same of the folders above.
    """

    name: str
    form: Form
    path: Path | None = None
    store: str = ""
    keys: Mapping[str, str | None] = field(default_factory=dict)
    outer_keys: Mapping[str, str | None] = field(default_factory=dict)

    def open(self, *, seekable: bool = False) -> BinaryIO:
        """Open it to read its bytes."""
        return stores.open_file(self.store, seekable=seekable) if self.path is None else self.path.open("rb")


def find_data_files(address: Address) -> Sequence[DataFile]:
    """Return the files of an address, sorted by name and all of one form; a single file need not be there.

    Raises:
        TableError: there is none, or the files have several forms.
    """
    if address.path is None:
        root, names = stores.find_files(address.store, is_glob=address.is_glob)
    else:
        root, names = str(address.path), _find_here(address)
    inside = f"{root.rstrip('/')}/" if _is_folder(address) else ""
    if names == [root] and not inside:
        return [_describe(address, root, "")]
    kept = [name for name in names if not _is_hidden(name.removeprefix(inside) if inside else name.rpartition("/")[2])]
    if not kept:
        what = "no file matches" if address.is_glob else "there are no files in"
        raise TableError(f"{what} `{address.shown}`")
    files = [_describe(address, name, inside) for name in kept]
    other = next((file for file in files if file.form != files[0].form), None)
    if other is not None:
        raise TableError(
            f"`{address.shown}` holds files of several forms, `{files[0].name}` and `{other.name}`: name those of one "
            f"form, `{inside or 'data/'}*{Path(other.name).suffix}`"
        )
    return files


def _is_folder(address: Address) -> bool:
    # Spark writes folders that are called as a file, `rows.parquet`
    return address.text.endswith("/") or (address.path is not None and address.path.is_dir())


def _find_here(address: Address) -> list[str]:
    path = cast("Path", address.path)
    if _is_folder(address):
        if not path.is_dir():
            raise TableError(f"there is no folder `{path}`")
        return sorted(os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names)  # noqa: PTH118
    if address.is_glob and not path.exists():  # a file may be called `rows[1].csv`
        return sorted(name for name in glob(str(path), recursive=True) if Path(name).is_file())  # noqa: PTH207 - absolute too
    if not path.is_file():
        raise TableError(f"there is no file `{path}`")
    return [str(path)]


def _is_hidden(name: str) -> bool:
    return any(part.startswith(_HIDDEN) for part in name.split("/"))


def _describe(address: Address, name: str, inside: str) -> DataFile:
    shown = hide_password(name)
    folders = name.rpartition("/")[0] + "/"
    above, below = (inside, folders.removeprefix(inside)) if inside else (folders, "")
    return DataFile(
        name=shown,
        form=form_of(name.partition("?")[0] if stores.is_web(name) else name, shown),
        path=None if address.path is None else Path(name),
        store="" if address.path is not None else name,
        keys=_read_keys(below),
        outer_keys=_read_keys(above),
    )


def _read_keys(folders: str) -> dict[str, str | None]:
    found = [_KEY.fullmatch(part) for part in folders.split("/")]
    return {unquote(m[1]): None if m[2] == _NO_VALUE else unquote(m[2]) for m in found if m}
