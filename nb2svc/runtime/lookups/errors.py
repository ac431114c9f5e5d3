"""What can go wrong in a look-up, and whose fault it is."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, Final

from nb2svc.diagnostics import StageError

__all__ = ["LookupFailedError", "has_lost_connection", "hide_passwords", "is_about_values"]

_VALUES: Final = (ValueError, TypeError, LookupError, ArithmeticError)
_OF_VALUES: Final = "DataError"  # what PEP 249 calls a value that a database cannot take
_ANSWERED: Final = frozenset({"IntegrityError", "InternalError", "NotSupportedError", "ProgrammingError"})
"""What PEP 249 calls that a database has been asked and says no."""
_CLOSED: Final = re.compile(
    r"(connection|cursor|database)\b.*\bclosed\b|\bclosed\b.*\b(connection|cursor|database)", re.IGNORECASE
)
_SECRET: Final = re.compile(r"(?<=://)([^\s:/@]+):[^\s@/]+@")


class LookupFailedError(StageError):
    """What a look-up asks does not answer, or not in time: asking again may help."""


def is_about_values(error: BaseException) -> bool:
    """Return whether code complains of values (a ValueError, a KeyError and their like), and not of what it asks."""
    if any(kind.__name__ == _OF_VALUES for each in _chain(error) for kind in type(each).__mro__):
        return True
    return isinstance(error, _VALUES) and not isinstance(error, OSError)


def has_lost_connection(error: BaseException, connections: Iterable[Any]) -> bool:
    """Return whether an error may come from a connection that leads nowhere any more, so that nobody was asked.

    Where a database has answered, asking again gives the same, and what was written would be written twice.

    Args:
        error: what was raised.
        connections: what was talked through.
    """
    chain = [*_chain(error)]
    told = [each.connection_invalidated for each in chain if hasattr(each, "connection_invalidated")]
    if told:  # SQLAlchemy knows of every driver what it says then
        return any(told)
    if any(_CLOSED.search(str(each)) for each in chain):
        return True
    if any(kind.__name__ in _ANSWERED or kind is sqlite3.Error for each in chain for kind in type(each).__mro__):
        return False  # and a file cannot hang up
    states = [state for each in connections if isinstance(state := getattr(each, "closed", None), int)]
    return any(states) or not states


def hide_passwords(text: str) -> str:
    """Return a text in which addresses like `postgresql://reader:secret@host` have no password."""
    return _SECRET.sub(r"\1:***@", text)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        original = getattr(error, "orig", None)  # of SQLAlchemy's errors: the driver's own
        error = original if isinstance(original, BaseException) else error.__cause__
