"""What is known of a name in words, for a person who points at it. What is not known is said, and never guessed."""

from __future__ import annotations

from typing import Final

from nb2svc.compiler.explain import Binding
from nb2svc.compiler.outline import Meaning

__all__ = ["words_of"]

_WHEN: Final[dict[Binding, str]] = {
    "constant": "constant: the same for every request",
    "fit-time": "fit-time: computed once, when the notebook is built",
    "row-time": "row-time: computed for every request",
    "row selection": "row selection: it only chooses rows",
    "training only": "training only: no part of the service",
    "setting": "setting: of the run, no part of the service",
    "display": "display: no part of the service",
    "not needed": "not needed: no part of the service",
}
_NEVER_BUILT: Final = "when it is computed is known once the notebook has been built"
_CHANGED: Final = "it, or what it stands on, is not as it was in `{version}`: build again to know when it is computed"


def words_of(meaning: Meaning, version: str | None) -> list[str]:
    """Return what is known of a name, a sentence for each fact, the most important first.

    Args:
        meaning: the name.
        version: the newest version of the notebook's service; None where there is none.
    """
    when = f" is {_WHEN[meaning.binding]}" if meaning.binding else f": {_unknown(version)}"
    return [
        f"`{meaning.name}`{when}",
        *([f"value: `{meaning.value}`"] if meaning.value is not None else []),
        *([f"why: {meaning.reason}"] if meaning.reason else []),
        f"written in cell {meaning.cell + 1}, line {meaning.line}",
        f"read by {', '.join(meaning.read_by)}" if meaning.read_by else "read by no cell that has a stage",
    ]


def _unknown(version: str | None) -> str:
    return _NEVER_BUILT if version is None else _CHANGED.format(version=version)
