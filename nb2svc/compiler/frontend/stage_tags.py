"""From a cell's tags to its stages, and what to say about a tag that is almost one."""

from __future__ import annotations

from collections.abc import Iterable

from nb2svc.compiler.ir import STAGES, Stage

__all__ = ["likely_stage", "stages_of"]

_STAGE_NAMES: frozenset[str] = frozenset(STAGES)
_SHORTEST_PREFIX = 4  # "eval" is meant as `evaluate`; "pre" could be anything


def stages_of(tags: Iterable[str]) -> tuple[Stage, ...]:
    """Return the stages that tags name, in the order of `STAGES`; upper case and blanks around a name are ignored."""
    names = {tag.strip().lower() for tag in tags}
    return tuple(stage for stage in STAGES if stage in names)


def likely_stage(tag: str) -> Stage | None:
    """Return the stage that a tag was probably meant to be, or None when it is one, or has nothing to do with one."""
    name = tag.strip().lower()
    if name in _STAGE_NAMES or not name:
        return None
    if len(name) >= _SHORTEST_PREFIX:
        for stage in STAGES:
            if stage.startswith(name):
                return stage
    # imported here: only notebooks with other tags need it, and every command starts quicker
    from difflib import get_close_matches

    close = get_close_matches(name, STAGES, n=1, cutoff=0.75)
    return next((stage for stage in STAGES if stage in close), None)
