"""What there is to say of a notebook: the answers of `lab/facts`, taken together. Knows no widget."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nb2svc.diagnostics import Nb2svcError
from nb2svc.lab.facts.check import check
from nb2svc.lab.facts.explain import explain
from nb2svc.lab.facts.forms import parameters_form
from nb2svc.lab.facts.versions import known_versions
from nb2svc.lab.panel.seen import Seen

__all__ = ["Look", "take_look"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A notebook at a glance, as plain values.

    Attributes:
        file: of the notebook.
        words: where it was seen.
        fault: why nothing can be said of it; empty where something can.
        checked: what `check` answers.
        explained: what `explain` answers.
        parameters: the fields of the parameters form.
        versions: what has been built of it.
        store: the folder of the services.
    """

    file: Path
    words: str
    store: Path
    fault: str = ""
    checked: dict[str, Any] = field(default_factory=dict)
    explained: dict[str, Any] = field(default_factory=dict)
    parameters: list[dict[str, Any]] = field(default_factory=list)
    versions: dict[str, Any] = field(default_factory=dict)

    def built(self) -> list[tuple[dict[str, Any], str]]:
        """Return the versions with their aliases, newest first; those of the notebook's own name before others."""
        groups = [self.versions, *self.versions["others"]]
        return [(version, _aliases(group, version)) for group in groups for version in reversed(group["versions"])]


def take_look(seen: Seen, store: Path) -> Look:
    """Return what there is to say of a notebook."""
    try:
        return Look(
            file=seen.file,
            words=seen.words,
            store=store,
            checked=check(seen.notebook, seen.file),
            explained=explain(seen.notebook, seen.file, store),
            parameters=parameters_form(seen.notebook, seen.file),
            versions=known_versions(seen.file, store),
        )
    except Nb2svcError as error:
        return Look(file=seen.file, words=seen.words, store=store, fault=error.message)


def _aliases(group: dict[str, Any], version: dict[str, Any]) -> str:
    return " ".join(alias for alias, number in sorted(group["aliases"].items()) if number == version["number"])
