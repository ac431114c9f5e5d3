"""Connections to databases, whose errors are told without passwords."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, quote_plus

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from nb2svc.batch.errors import BatchError, TableError
from nb2svc.batch.tables.addresses import Address, hide_password
from nb2svc.batch.tables.references import read_reference

__all__ = ["list_names", "open_engine", "reflect", "set_read_only"]

_WAIT_SECONDS: Final = 60


@contextlib.contextmanager
def open_engine(address: Address, *, must_exist: bool) -> Iterator[sa.Engine]:
    """Give a connection pool.

    Args:
        address: the database.
        must_exist: whether SQLite may not make the file.

    Raises:
        TableError: whatever the database says, without the password; or there is no such database.
    """
    database = address.database
    try:
        url = read_reference(address.url, what="the address of the database")
        # a file has one writer at a time: the others wait for it
        engine = sa.create_engine(url, connect_args={"timeout": _WAIT_SECONDS} if url.startswith("sqlite") else {})
    except BatchError as error:
        raise TableError(error.message) from error
    except ModuleNotFoundError as error:
        raise TableError(f"`{database}` needs the driver `{error.name}`: pip install {error.name}") from error
    except (NoSuchModuleError, ArgumentError) as error:
        raise TableError(f"`{database}` is no database that SQLAlchemy knows: write `sqlite:///file.db`") from error
    file = engine.url.database if engine.url.get_backend_name() == "sqlite" else None
    try:
        if must_exist and file and file != ":memory:" and not Path(file).is_file():
            raise TableError(f"there is no database file `{file}`")
        yield engine
    except SQLAlchemyError as error:
        if file and not must_exist:
            _undo(engine)
        cause = str(getattr(error, "orig", None) or error).strip()
        raise TableError(f"the database `{database}` refuses: {_hide(cause, engine.url.password)}") from error
    finally:
        engine.dispose()


def set_read_only(connection: sa.Connection) -> sa.Connection:
    """Return a connection that changes nothing, where its database knows how: SQLite and PostgreSQL do."""
    match connection.dialect.name:
        case "sqlite":
            connection.exec_driver_sql("PRAGMA query_only = ON")
        case "postgresql":
            return connection.execution_options(postgresql_readonly=True)
    return connection


def reflect(engine: sa.Engine, address: Address) -> sa.Table:
    """Return a table as the database describes it.

    Raises:
        TableError: there is none; the message suggests one.
    """
    names = [*(inspector := sa.inspect(engine)).get_table_names(), *inspector.get_view_names()]
    if address.table not in names:
        near = get_close_matches(address.table, names, n=1)
        guess = f"did you mean `{near[0]}`?" if near else f"it has {list_names(names)}"
        raise TableError(f"`{address.database}` has no table `{address.table}`; {guess}")
    return sa.Table(address.table, sa.MetaData(), autoload_with=engine)


def list_names(names: Sequence[str]) -> str:
    """Return names of tables or columns in words."""
    return ", ".join(f"`{name}`" for name in sorted(names)) if names else "no tables at all"


def _hide(message: str, password: Any) -> str:
    """Return what a database says without the password, which some drivers repeat."""
    for form in {str(password), quote(str(password)), quote_plus(str(password))} if password else ():
        message = message.replace(form, "***")
    return hide_password(message)


def _undo(engine: sa.Engine) -> None:
    """Let SQLite undo what a full disk interrupted: it does so when the file is next opened, and has its space then."""
    engine.dispose()
    with contextlib.suppress(SQLAlchemyError), engine.connect() as connection:  # the first error is the one to tell
        connection.execute(sa.text("SELECT 1 FROM sqlite_master"))
