"""Addresses of tables: a file whose ending tells its form, or `<database url>::<table>`. Text only, no disk.

A database whose address holds a password is named by the variable that holds it, `env:DATABASE_URL::scores`, wherever
the address is written down.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final, Literal

from nb2svc.batch.errors import TableError

__all__ = ["REFERENCE", "Address", "Form", "hide_password", "parse_address"]

REFERENCE: Final = "env:"
"""Begins the name of a variable that holds the address of a database."""

Form = Literal["csv", "parquet", "json", "jsonl", "database"]
_ENDINGS: Final[dict[str, Form]] = {".csv": "csv", ".parquet": "parquet", ".json": "json", ".jsonl": "jsonl"}
_FORMS: Final = (
    "a table is a .csv, .parquet, .json or .jsonl file, or a database table, `sqlite:///results.db::answers`"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a table is.

    Attributes:
        text: as the user gave it.
        form: how it is stored.
        path: the file; None for a database.
        url: the database, in SQLAlchemy's form, or the variable that holds it, `env:NAME`; empty for a file.
        table: the table in the database; empty for a file.
    """

    text: str
    form: Form
    path: Path | None = None
    url: str = ""
    table: str = ""

    @property
    def shown(self) -> str:
        """The address without its password, for messages, reports and notebooks."""
        return hide_password(self.text)


def hide_password(text: str) -> str:
    """Return an address without the password that it may hold."""
    return re.sub(r"(://[^:/@]*):.*@", r"\1:***@", text)


def parse_address(text: str) -> Address:
    """Return what an address names; whether it is there is not looked at.

    Raises:
        TableError: no table can be at this address; the message says what an address looks like.
    """
    if "://" in text or text.startswith(REFERENCE):
        url, mark, table = text.rpartition("::")
        if not mark or not url or not table:
            shown = Address(text=text, form="database").shown
            raise TableError(f"`{shown}` names a database but no table: write `{shown.rstrip(':')}::<table>`")
        return Address(text=text, form="database", url=url, table=table)
    path = Path(text)
    ending = path.suffix.lower()
    if ending not in _ENDINGS:
        near = get_close_matches(ending, _ENDINGS, n=1)
        guess = f"; did you mean `{path.with_suffix(near[0])}`?" if near else ""
        found = f"the ending `{path.suffix}`" if ending else "no ending"
        raise TableError(f"`{text}` has {found}, so its form is unknown{guess}: {_FORMS}")
    return Address(text=text, form=_ENDINGS[ending], path=path)
