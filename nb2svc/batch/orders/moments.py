"""Logical dates: the time that a run is for, which stays the same however late it runs, and the words for it.

Addresses, queries and parameters of a run may hold `{{ logical_date }}` and what can be reckoned from it, so that
one schedule names another file every day, and a run that is made up for later reads what it would have read in time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from nb2svc.batch.errors import BatchError

__all__ = ["Moment", "fill"]

_ENVIRONMENT: Final = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
_MARK: Final = "{{"
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What a run is for.

    Attributes:
        time: the logical time, in the time zone of its schedule.
        run_id: key of the run.
        service: the service's name.
        version: its number.
    """

    time: datetime
    run_id: str = ""
    service: str = ""
    version: int = 0

    @property
    def date(self) -> date:
        """The logical date."""
        return self.time.date()

    def words(self) -> Mapping[str, Any]:
        """Return what may stand between the braces."""
        return {
            "logical_date": self.date,
            "logical_time": self.time,
            "yesterday": self.date - timedelta(days=1),
            "tomorrow": self.date + timedelta(days=1),
            "days": lambda count: timedelta(days=count),
            "hours": lambda count: timedelta(hours=count),
            "run_id": self.run_id,
            "service": self.service,
            "version": self.version,
        }


def fill(text: str, moment: Moment, *, what: str) -> str:
    """Return a text with the words between double braces replaced.

    Args:
        text: `data/{{ yesterday }}.parquet`, say; `{{ logical_date - days(7) }}` and
            `{{ logical_date.strftime("%Y/%m") }}` work too.
        moment: what the run is for.
        what: which text that is, for the message.

    Raises:
        BatchError: a word is not known, or what is between the braces is no expression.
    """
    if _MARK not in text:
        return text
    words = moment.words()
    shown = text if len(text) <= _SHOWN and "\n" not in text else " ".join(text.split())[:_SHOWN] + " ..."
    try:
        return _ENVIRONMENT.from_string(text).render(words)
    except UndefinedError as error:
        raise BatchError(f"{what} `{shown}`: {_explain(str(error), words)}") from error
    except (TemplateError, SecurityError, TypeError, ValueError, ArithmeticError) as error:
        raise BatchError(f"{what} `{shown}` cannot be filled in: {error}") from error


def _explain(message: str, words: Mapping[str, Any]) -> str:
    name = message.split("'")[1] if message.count("'") >= 2 else ""
    near = get_close_matches(name, words, n=1)
    guess = f"; did you mean `{near[0]}`?" if near else f"; there are {', '.join(f'`{word}`' for word in words)}"
    return f"{message}{guess}"
