"""Which names are still read later on: a change that nobody sees under a name is no change of that name."""

from __future__ import annotations

from collections.abc import Sequence

from nb2svc.compiler.ir import Effects

__all__ = ["live_after"]


def live_after(effects: Sequence[Effects]) -> list[frozenset[str]]:
    """Return, for each statement, the names whose value after it some later statement may read.

    Args:
        effects: of all statements, in order.
    """
    live: set[str] = set()
    result: list[frozenset[str]] = []
    for effect in reversed(effects):
        result.append(frozenset(live))
        live -= effect.defines
        live -= effect.deletes - effect.maybe_defines
        live |= effect.reads
    return result[::-1]
