"""Secrets by reference: `env:NAME` is in a variable, `file:/run/secrets/name` in a file.

Only the reference is ever written down.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from nb2svc.batch.errors import BatchError
from nb2svc.batch.tables.addresses import REFERENCES

__all__ = ["Reference", "is_reference", "read_reference"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that is read where it is needed.

    Attributes:
        text: what is written down in its place, `env:NAME`.
        what: what it names, for a message.
    """

    text: str
    what: str

    def read(self) -> str:
        """Return the value; errors are those of `read_reference`."""
        return read_reference(self.text, what=self.what)


def is_reference(value: object) -> bool:
    """Return whether a value names where a secret is."""
    return isinstance(value, str) and value.startswith(REFERENCES)


def read_reference(text: str, *, what: str) -> str:
    """Return what a reference names; another text stays as it is.

    Args:
        text: a reference, or the thing itself.
        what: what it is to name, for the message.

    Raises:
        BatchError: the variable is not set, or the file cannot be read or is empty.
    """
    variable, file = REFERENCES
    if text.startswith(variable):
        name = text.removeprefix(variable)
        found, fault = os.environ.get(name, ""), f"the variable `{name}` is not set"
    elif text.startswith(file):
        found, fault = _read_file(Path(text.removeprefix(file).removeprefix("//")))
    else:
        return text
    if not found:
        raise BatchError(f"{fault}; it is to hold {what}, `{text}`")
    return found


def _read_file(path: Path) -> tuple[str, str]:
    """Return what a file holds, without the end of its line, and what is wrong where that is nothing."""
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n"), f"the file `{path}` is empty"
    except OSError as error:
        return "", f"the file `{path}` cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        return "", f"the file `{path}` is no text"
