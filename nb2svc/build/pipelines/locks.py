"""The lock file of a pipeline: what its steps need together, in one environment. Text only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Conflict", "find_conflicts", "join_locks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A package that steps need in versions that exclude each other.

    Attributes:
        package: its name.
        versions: step's version -> version of the package.
    """

    package: str
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lock:
    """A lock file, taken apart: remarks, and for each package the lines that pin it, hashes after the first."""

    remarks: tuple[str, ...]
    pins: Mapping[str, tuple[str, ...]]


def find_conflicts(locks: Mapping[str, str]) -> tuple[Conflict, ...]:
    """Return the packages that cannot be installed for all steps at once.

    Args:
        locks: step's version -> text of its requirements.lock.
    """
    wanted: dict[str, dict[str, str]] = {}
    for step, text in locks.items():
        for name, lines in _take_apart(text).pins.items():
            wanted.setdefault(name, {})[step] = _version(lines[0])
    return tuple(
        Conflict(package=name, versions=versions)
        for name, versions in sorted(wanted.items())
        if len(set(versions.values())) > 1
    )


def join_locks(locks: Sequence[str]) -> str:
    """Return one lock file for all; without hashes unless every step's has them, for pip wants all or none.

    Args:
        locks: texts without a conflict.
    """
    parts = [_take_apart(text) for text in locks]
    remarks = dict.fromkeys(remark for part in parts for remark in part.remarks)
    pins = {name: lines for part in parts for name, lines in part.pins.items()}
    hashed = all(len(lines) > 1 for part in parts for lines in part.pins.values())
    lines = [line for _, held in sorted(pins.items()) for line in (held if hashed else (_bare(held[0]),))]
    return "\n".join([*remarks, *lines]) + "\n"


def _take_apart(text: str) -> _Lock:
    remarks: list[str] = []
    pins: dict[str, tuple[str, ...]] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("#"):
            remarks.append(line)
        elif line.startswith((" ", "\t")) and name:
            pins[name] = (*pins[name], line)
        elif line.strip():
            name = line.partition("==")[0].partition(" @ ")[0].strip()
            pins[name] = (line,)
    return _Lock(remarks=tuple(remarks), pins=pins)


def _bare(line: str) -> str:
    return line.removesuffix("\\").rstrip()


def _version(line: str) -> str:
    bare = _bare(line)
    return bare.partition("==")[2] or bare.partition(" @ ")[2]
