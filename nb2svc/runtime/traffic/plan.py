"""Plans of traffic: which versions of a service are loaded, and what part of its requests each answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from nb2svc.diagnostics import BundleError

__all__ = ["Plan", "PlanSource", "Share", "plan_of_folder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A version's part of the requests.

    Attributes:
        folder: the version's folder.
        weight: its part, relative to the other shares' weights.
    """

    folder: Path
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The traffic of one service.

    Attributes:
        service: its name.
        title: what tells it from another plan for the same service, `churn@champion`.
        shares: the versions that answer; the first is the one whose schema and page are shown.
        shadows: folders of versions that get the same rows; their answers are compared and not sent.
        by: the request header whose value decides which version answers, so that a user stays with one; empty where
            each request is drawn by itself.
    """

    service: str
    title: str
    shares: tuple[Share, ...]
    shadows: tuple[Path, ...] = ()
    by: str = ""

    def __post_init__(self) -> None:
        if not self.shares or any(share.weight < 0 for share in self.shares) or not sum(s.weight for s in self.shares):
            raise BundleError(f"the traffic of `{self.service}` needs a version with a weight above 0")

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders of every version that is to be loaded."""
        return (*(share.folder for share in self.shares), *self.shadows)


PlanSource: TypeAlias = Callable[[], Sequence[Plan]]
"""Tells the plans as they are now; asked again and again, so that a promotion reaches a running server."""


def plan_of_folder(folder: Path, *, service: str, version: str) -> Plan:
    """Return the plan of a single version that gets all requests."""
    return Plan(service=service, title=version, shares=(Share(folder=folder),))
