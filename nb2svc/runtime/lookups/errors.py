"""What can go wrong in a look-up, and whose fault it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from nb2svc.diagnostics import StageError

__all__ = ["LookupFailedError", "hide_passwords", "is_about_values"]

_VALUES: Final = (ValueError, TypeError, LookupError, ArithmeticError)
_OF_VALUES: Final = "DataError"  # what PEP 249 calls a value that a database cannot take
_SECRET: Final = re.compile(r"(?<=://)([^\s:/@]+):[^\s@/]+@")


class LookupFailedError(StageError):
    """What a look-up asks does not answer, or not in time: asking again may help."""


def is_about_values(error: BaseException) -> bool:
    """Return whether code complains of values (a ValueError, a KeyError and their like), and not of what it asks."""
    if any(kind.__name__ == _OF_VALUES for each in _chain(error) for kind in type(each).__mro__):
        return True
    return isinstance(error, _VALUES) and not isinstance(error, OSError)


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
