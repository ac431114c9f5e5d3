"""Texts of a schedule inside other languages: whatever stands in a name or a path, it arrives as it is."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence
from typing import Any, Final

__all__ = ["quote_crontab", "quote_exec", "quote_json", "quote_shell", "quote_specifiers"]

_LINE_BREAKS: Final = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x7f\x85\u2028\u2029"}
"""What is a line break, or not allowed, in YAML and is not in JSON."""

_PLAIN: Final = re.compile(r"[\w/.:=@+,%$-]+")
"""A word that systemd takes without quotes."""


def quote_json(value: Any, *, indent: int | None = None) -> str:
    """Return a value as JSON that YAML reads too; a text in double quotes is also one of Python."""
    return json.dumps(value, indent=indent, ensure_ascii=False).translate(_LINE_BREAKS)


def quote_shell(words: Sequence[str]) -> str:
    """Return words as a command of a shell."""
    return shlex.join(words)


def quote_crontab(words: Sequence[str]) -> str:
    """Return words as a command in a crontab, where a bare `%` would be a line break."""
    return shlex.join(words).replace("%", r"\%")


def quote_exec(words: Sequence[str]) -> str:
    """Return words as a command line of a systemd unit, which knows specifiers, variables and C escapes."""
    return " ".join(_quote_exec(word) for word in words)


def _quote_exec(word: str) -> str:
    doubled = quote_specifiers(word).replace("$", "$$")
    if _PLAIN.fullmatch(word):
        return doubled
    escaped = doubled.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def quote_specifiers(text: str) -> str:
    """Return a text as a value of a systemd unit that is not split into words, as a path."""
    return text.replace("%", "%%")
