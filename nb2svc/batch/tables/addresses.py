"""Addresses of tables, as text: files, folders and globs here or in a store, tables and queries of a database. No disk.

A database whose address holds a password is named by what holds it, `env:DATABASE_URL::scores` or
`file:/run/secrets/url::scores`, wherever the address is written down.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from nb2svc.batch.errors import TableError

__all__ = ["REFERENCES", "Address", "Form", "form_of", "hide_password", "parse_address"]

REFERENCES: Final = ("env:", "file:")
"""Begin the name of a variable, or of a file, that holds the address of a database."""

Form = Literal["csv", "parquet", "json", "jsonl", "folder", "database"]
_ENDINGS: Final[dict[str, Form]] = {".csv": "csv", ".parquet": "parquet", ".json": "json", ".jsonl": "jsonl"}
_FORMS: Final = (
    "a table is a .csv, .parquet, .json or .jsonl file, a folder of them, `data/`, or a database table, "
    "`sqlite:///results.db::answers`"
)
_MARK: Final = "::"
_QUERY: Final = re.compile(r"::\s*(?=(?:select|with)\b|@|/\*|--|\()", re.IGNORECASE)
"""Where a query begins, which may begin with a comment, or the name of the file that holds it."""
_DATABASES: Final = frozenset({"sqlite", "postgresql", "postgres", "mysql", "mariadb", "oracle", "mssql", "duckdb"})
"""These are no stores of files; any other database is known by the `::` in its address."""
_PASSWORD: Final = re.compile(r"(://[^:/@\s]*):\S*@")
_SECRETS: Final = (
    "pass|passw(?:or)?d|pwd|secret|token|sig|signature|credential|api_?key|access_?key|account_?key|odbc_connect"
)
_SECRET: Final = re.compile(rf"([?&](?:[^=&\s]*(?:{_SECRETS})|key)=)[^&\s]+", re.IGNORECASE)
_GLOB: Final = "*?["
_SHOWN: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a table is.

    Attributes:
        text: as the user gave it.
        form: how it is stored. That of a folder, written with a slash at its end, is told by its files when it is read,
            and results in it are Parquet files by logical date.
        path: the file, folder or glob on this machine; None for others.
        store: the same in a store, `s3://bucket/rows.parquet`; empty for others.
        url: the database, in SQLAlchemy's form, or what holds it, `env:NAME`; empty for a file.
        table: the table in the database; empty for others.
        query: SQL that gives the rows, or `@` and the file that holds it; empty for others.
    """

    text: str
    form: Form
    path: Path | None = None
    store: str = ""
    url: str = ""
    table: str = ""
    query: str = ""

    @property
    def is_glob(self) -> bool:
        """Whether it may name several files by a pattern."""
        return self.form != "database" and any(mark in self.text for mark in _GLOB) and not _is_web(self.store)

    @property
    def database(self) -> str:
        """The database, without its password."""
        return hide_password(self.url)

    @property
    def shown(self) -> str:
        """The address in one line without its password, for messages and reports."""
        line = " ".join(hide_password(self.text).split()) if self.query else hide_password(self.text)
        return line if not self.query or len(line) <= _SHOWN else f"{line[:_SHOWN].rstrip()} ..."


def hide_password(text: str) -> str:
    """Return an address, or a message about one, without the password that it may hold; a query stays as it is."""
    query = _QUERY.search(text)
    head, tail = (text[: query.start()], text[query.start() :]) if query else (text, "")
    return _SECRET.sub(r"\1***", _PASSWORD.sub(r"\1:***@", head)) + tail


def parse_address(text: str) -> Address:
    """Return what an address names; whether it is there is not looked at.

    Raises:
        TableError: no table can be at this address; the message says what an address looks like.
    """
    scheme = urlsplit(text.partition(_MARK)[0]).scheme.lower() if "://" in text else ""
    is_reference = text.startswith(REFERENCES[0]) or (text.startswith(REFERENCES[1]) and _MARK in text)
    if is_reference or scheme.partition("+")[0] in _DATABASES or (scheme and _MARK in text) or "+" in scheme:
        return _parse_database(text)
    if text.startswith(REFERENCES[1]):  # `file:///data/rows.csv`
        path = unquote(text.removeprefix(REFERENCES[1]).removeprefix("//"))
        return Address(text=text, form=form_of(path, text), path=Path(path))
    if scheme:
        shown = hide_password(text)
        return Address(text=text, form=form_of(urlsplit(text).path if _is_web(text) else text, shown), store=text)
    return Address(text=text, form=form_of(text, text), path=Path(text))


def form_of(path: str, shown: str) -> Form:
    """Return the form that the end of a file's name tells; a glob that leaves it open is like a folder.

    Args:
        path: the file.
        shown: how a message calls it.

    Raises:
        TableError: the ending is none of a table.
    """
    if path.endswith("/"):
        return "folder"
    ending = PurePosixPath(path).suffix.lower()
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    if any(mark in PurePosixPath(path).name for mark in _GLOB):
        return "folder"
    near = get_close_matches(ending, _ENDINGS, n=1)
    guess = f"; did you mean `{shown.removesuffix(ending)}{near[0]}`?" if near and shown.endswith(ending) else ""
    found = f"the ending `{PurePosixPath(path).suffix}`" if ending else "no ending"
    raise TableError(f"`{shown}` has {found}, so its form is unknown{guess}: {_FORMS}")


def _parse_database(text: str) -> Address:
    query = _QUERY.search(text)
    if query is not None:
        url, content = text[: query.start()], text[query.end() :].strip()
        if url and content != "@":
            return Address(text=text, form="database", url=url, query=content)
    url, mark, table = text.rpartition(_MARK)
    if query is not None or not mark or not url or not table:
        shown = hide_password(text).rstrip(":@")
        raise TableError(
            f"`{shown}` names a database but no table: write `{shown}::<table>`, `{shown}::SELECT ...` or "
            f"`{shown}::@query.sql`"
        )
    return Address(text=text, form="database", url=url, table=table)


def _is_web(url: str) -> bool:
    """Return whether what follows `?` in an address is no part of a file's name."""
    return url.lower().startswith(("http://", "https://"))
