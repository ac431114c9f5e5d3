"""A staged file becomes the table at an address in one step: a reader sees what was there before, or all of it."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

from nb2svc.batch.errors import TableError
from nb2svc.batch.tables import stores
from nb2svc.batch.tables.addresses import Address
from nb2svc.batch.tables.partitions import find_place
from nb2svc.batch.tables.stamp import Stamp

__all__ = ["check_folder", "check_target", "publish", "work_place"]


def check_target(address: Address) -> None:
    """Check that an address can be one of results, without looking whether it is there.

    Raises:
        TableError: results cannot go there.
    """
    if address.query:
        raise TableError(
            f"`{address.shown}` is a query, which gives rows: results go to a table, `{address.database}::answers`"
        )
    if address.is_glob:
        raise TableError(f"`{address.shown}` may be many files: results go to one file, or to a folder, `scores/`")
    if stores.is_web(address.store):
        raise TableError(f"`{address.shown}` can be read, not written: results go to a file, a store or a database")


def check_folder(address: Address) -> None:
    """Check before the work that a result can be written there.

    Raises:
        TableError: the folder is missing or cannot be written, or the store cannot be reached.
    """
    check_target(address)
    if address.store:
        stores.check_store(address.store)
    if address.path is None:
        return
    path = address.path.resolve()
    is_file = address.path.is_file()
    if address.form == "folder" and is_file:
        raise TableError(f"`{address.path}` is a file; a folder of results is to have this name")
    if address.form != "folder" and address.path.is_dir():
        raise TableError(f"`{address.path}` is a folder; name a file, or write `{address.path}/` for results by date")
    folder = path if path.is_dir() else path.parent
    if not folder.is_dir():
        raise TableError(f"there is no folder `{folder}` for `{address.path.name}`: make it, or name another")
    if not os.access(folder, os.W_OK):
        raise TableError(f"the folder `{folder}` cannot be written")


def work_place(address: Address) -> Path | None:
    """Return a folder on the file system of a result, so that publishing is a rename; None where there is none."""
    if address.path is None:
        return None
    path = address.path.resolve()
    return path if address.form == "folder" and path.is_dir() else path.parent


def publish(
    staged: Path,
    address: Address,
    *,
    stamp: Stamp | None = None,
    overwrites: bool = False,
    key: str = "",
    answers: Sequence[str] = (),
) -> None:
    """Make a staged file the table at an address.

    Args:
        staged: a file, best on the same file system as the address; it is gone afterwards.
        address: where it goes; what was there is replaced, see `database.replace_rows` for tables, and `find_place`
            for folders.
        stamp: of the run; in a database or a folder only the rows of its logical time are replaced then.
        overwrites: whether to replace what is there even where it is the result of a later time, or of a later run.
        key: the column by which an application asks for rows of a table; see `database.replace_rows`.
        answers: the columns that are answers.

    Raises:
        TableError: the database or store refuses, or it is not this run's turn.
    """
    if address.form == "database":
        from nb2svc.batch.tables import database  # SQLAlchemy, which a service that reads files goes without

        database.replace_rows(address, staged, stamp=stamp, overwrites=overwrites, key=key, answers=answers)
        return
    if address.form == "folder":
        assert stamp is not None, "only runs have a logical date"
        address = find_place(address, stamp)
    if stamp is not None and not overwrites:
        from nb2svc.batch.tables.turns import check_turn  # pandas: only where something is published

        check_turn(address, stamp)
    if address.path is None:
        stores.upload(staged, address.store)
        staged.unlink()
    else:
        _rename(staged, address.path)


def _rename(staged: Path, path: Path) -> None:
    path.parent.mkdir(exist_ok=True, parents=True)
    with staged.open("rb") as file:
        os.fsync(file.fileno())
    try:
        staged.replace(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        shutil.copyfile(staged, beside)  # another file system: a rename is one step only within one
        _rename(beside, path)
