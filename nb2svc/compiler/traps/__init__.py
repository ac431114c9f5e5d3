"""Traps of new library versions: statements that fail, or silently do something else than they were written for.

One file per kind of trap; what libraries have taken away is in tables, one per library. Every entry was run against
the library: versions are the first ones in which it holds.
"""

from __future__ import annotations

from typing import Final

from nb2svc.compiler.traps import lost_changes, meanings, models, positions, removed, text_dtypes
from nb2svc.compiler.traps.trap import Look, Rule, Trapped

__all__ = ["RULES", "Look", "Rule", "Trapped"]

RULES: Final[tuple[Rule, ...]] = (
    *lost_changes.RULES,  # a copy is changed, and lost
    *text_dtypes.RULES,  # text is no longer `object`
    *meanings.RULES,  # the call runs and gives something else
    *positions.RULES,  # a number is a label, a tuple is a key
    *models.RULES,  # models, folds, saved modules
    *removed.RULES,  # names, methods, arguments and values that are gone
)
