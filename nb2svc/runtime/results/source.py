"""Where results are, as whoever starts a server says it. Text only."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ResultsSource"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsSource:
    """A table of results and the column by which they are asked for.

    Attributes:
        name: what keys, metrics and messages call it.
        path: where it is answered, `/results` or `/results/<name>`.
        url: the database, in SQLAlchemy's form, with its password.
        table: the table in it.
        key: its column whose values tell rows of one run apart.
    """

    name: str
    path: str
    url: str
    table: str
    key: str

    def __repr__(self) -> str:
        """Return what may stand in a log: no password."""
        return f"<results `{self.name}` by `{self.key}`>"
