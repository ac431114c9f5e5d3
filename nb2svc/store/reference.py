"""How versions are named: `churn`, `churn@7`, `churn@champion`. Text only; this file does not know about disk."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from nb2svc.diagnostics import BundleError

__all__ = ["LATEST", "Reference", "check_alias_name", "check_service_name", "list_names", "parse_reference", "suggest"]

LATEST: Final = "latest"
_NAME: Final = re.compile(r"[^\W_][\w.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A name for a version.

    Attributes:
        service: the service's name.
        version: a number, or an alias; `latest` where the text names none.
    """

    service: str
    version: int | str

    def __str__(self) -> str:
        return f"{self.service}@{self.version}"


def parse_reference(text: str) -> Reference:
    """Return what `churn`, `churn@7` or `churn@champion` names.

    Raises:
        BundleError: the text is no such name.
    """
    service, at, version = text.partition("@")
    if not _NAME.fullmatch(service) or (at and not _NAME.fullmatch(version)):
        raise BundleError(f"`{text}` does not name a version: write `churn`, `churn@7` or `churn@champion`")
    if version.isascii() and version.isdigit():
        return Reference(service=service, version=int(version))
    return Reference(service=service, version=version or LATEST)


def check_service_name(name: str) -> None:
    """Refuse what cannot be a service's name: it becomes a folder and a part of addresses.

    Raises:
        BundleError: says which characters are possible.
    """
    if not _NAME.fullmatch(name):
        raise BundleError(
            f"`{name}` cannot name a service: use letters, digits, `-`, `_` and `.`, and begin with a letter or digit"
        )


def check_alias_name(name: str) -> None:
    """Refuse what cannot be an alias.

    Raises:
        BundleError: it is a number, is `latest`, or has characters that no name has.
    """
    if name == LATEST:
        raise BundleError("`latest` is always the highest number and cannot be set")
    if not _NAME.fullmatch(name) or name.isdigit():
        raise BundleError(f"`{name}` cannot be an alias: use letters, digits, `-`, `_` and `.`, and not only digits")


def suggest(wrong: str, names: Iterable[str]) -> str:
    """Return "; did you mean `x`?" when one of the names is close, else the end of the sentence."""
    close = get_close_matches(wrong, list(names), n=1, cutoff=0.6)
    return f"; did you mean `{close[0]}`?" if close else "."


def list_names(names: Iterable[str], limit: int = 12) -> str:
    """Return names for a message, the first of them when there are many."""
    every = [str(name) for name in names]
    more = f" and {len(every) - limit} more" if len(every) > limit else ""
    return ", ".join(every[:limit]) + more
