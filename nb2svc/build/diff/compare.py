"""What is different in a newer version. Pure: this file does not know about disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any, Final, Literal

from nb2svc.build.diff.contents import Contents
from nb2svc.build.diff.words import describe_facts, describe_field, describe_state

__all__ = ["CodeDiff", "Difference", "VersionDiff", "compare_contents"]

_AROUND: Final = 3  # lines that are shown with one that has changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that only one of two versions has, or that is not the same in both.

    Attributes:
        name: what it is.
        change: how.
        old: as it was; null where it was not there.
        new: as it is; null where it is no more.
        by: how much a number has grown; null for what is none.
    """

    name: str
    change: Literal["added", "removed", "changed"]
    old: Any
    new: Any
    by: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeDiff:
    """A text that is not the same in both versions.

    Attributes:
        name: the notebook, or a file of the generated package.
        lines: of a unified diff, each with its sign: ` `, `+`, `-`, or `@` for where a part begins.
    """

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDiff:
    """What is different between two versions; what is the same is in none of the lists.

    Attributes:
        old: the one.
        new: the other.
        same: whether nothing is different.
        same_content: whether code, state, parameters and packages are the very same, and so all answers.
        notebook: the code of the notebook; null where that has not changed.
        package: the files of the generated package.
        parameters: parameters.
        metrics: numbers that evaluate cells bound.
        request: fields of a request.
        answer: fields of an answer.
        state: values that training fixed.
        packages: exact versions of packages.
        facts: the rest: training rows, Python, checks, look-ups and more.
    """

    old: str
    new: str
    same: bool
    same_content: bool
    notebook: CodeDiff | None
    package: tuple[CodeDiff, ...]
    parameters: tuple[Difference, ...]
    metrics: tuple[Difference, ...]
    request: tuple[Difference, ...]
    answer: tuple[Difference, ...]
    state: tuple[Difference, ...]
    packages: tuple[Difference, ...]
    facts: tuple[Difference, ...]


def compare_contents(old: Contents, new: Contents) -> VersionDiff:
    """Return what is different in a newer version, or in any other one."""
    was, now = old.manifest, new.manifest
    notebook = _compare_text(now.notebook.name, old.source, new.source)
    files = sorted({*old.package, *new.package})
    code = [_compare_text(name, old.package.get(name, ""), new.package.get(name, "")) for name in files]
    found: dict[str, tuple[Any, ...]] = {
        "package": tuple(each for each in code if each is not None),
        "parameters": _compare(was.parameters, now.parameters),
        "metrics": _compare(was.metrics, now.metrics),
        "request": _compare(*({f.name: describe_field(f) for f in each.request.fields} for each in (was, now))),
        "answer": _compare(*({f.name: describe_field(f) for f in each.response} for each in (was, now))),
        "state": tuple(_compare_state(old, new)),
        "packages": _compare(old.pins, new.pins),
        "facts": _compare(describe_facts(was), describe_facts(now)),
    }
    return VersionDiff(
        old=old.version,
        new=new.version,
        same=notebook is None and not any(found.values()),
        same_content=was.content_hash == now.content_hash,
        notebook=notebook,
        **found,
    )


def _compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Compare values by their names, in the order of the newer version; what is gone comes last."""
    return tuple(
        _difference(name, old, new)
        for name in dict.fromkeys([*new, *old])
        if name not in old or name not in new or not _is_equal(old[name], new[name])
    )


def _difference(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Difference:
    was, now = old.get(name), new.get(name)
    if name not in old:
        return Difference(name=name, change="added", old=None, new=now)
    if name not in new:
        return Difference(name=name, change="removed", old=was, new=None)
    return Difference(name=name, change="changed", old=was, new=now, by=_growth(was, now))


def _is_equal(old: Any, new: Any) -> bool:
    """Whether two values are the same; 1, 1.0 and true are not, as the notebook's code may care, and NaN is NaN."""
    return repr(old) == repr(new)


def _growth(old: Any, new: Any) -> float | None:
    """Return by how much a number has grown; whether something is so is no number."""
    numbers = [value for value in (old, new) if isinstance(value, int | float) and not isinstance(value, bool)]
    return numbers[1] - numbers[0] if len(numbers) == 2 else None


def _compare_state(old: Contents, new: Contents) -> Iterator[Difference]:
    """Compare what training fixed by the hashes of its files: two values may look alike and not be the same."""
    was = {each.name: each for each in old.manifest.state}
    now = {each.name: each for each in new.manifest.state}
    for name in dict.fromkeys([*now, *was]):
        hashes = [
            [each.manifest.files.get(file) for file in own[name].files] if name in own else None
            for each, own in ((old, was), (new, now))
        ]
        if hashes[0] != hashes[1]:
            told = (
                {name: describe_state(own[name], each)} if name in own else {} for each, own in ((old, was), (new, now))
            )
            yield _difference(name, *told)


def _compare_text(name: str, old: str, new: str) -> CodeDiff | None:
    lines = list(unified_diff(old.splitlines(), new.splitlines(), n=_AROUND, lineterm=""))
    return CodeDiff(name=name, lines=tuple(lines[2:])) if lines else None  # without the two lines of names
