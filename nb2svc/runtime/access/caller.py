"""What becomes of somebody who asks: a caller, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["ANYBODY", "Caller", "Refusal"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who is let in.

    Attributes:
        name: of the key, or the subject of the token; empty where nobody is asked for one.
    """

    name: str = ""


ANYBODY: Final = Caller()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody is not let in, in the words of an HTTP answer.

    Attributes:
        status: 401, 403, 421 or 429.
        type: kebab-case kind, stable for programs.
        message: what to do.
        headers: what the answer carries beside the version: how to ask, or when to come again.
    """

    status: int
    type: str
    message: str
    headers: tuple[tuple[str, str], ...] = ()
