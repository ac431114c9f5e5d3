"""The rows of a look-up that failed, where missing values are wanted in place of an error."""

from __future__ import annotations

import pandas as pd

from nb2svc.manifest import Lookup

__all__ = ["without_found"]


def without_found(rows: pd.DataFrame, lookup: Lookup) -> pd.DataFrame:
    """Return rows as if nothing had been found for them: what the look-up adds is missing.

    Args:
        rows: what the look-up was given; a request has no target and no column that nothing reads.
        lookup: what it adds.
    """
    table = rows.reset_index(drop=True) if lookup.new_index else rows.copy()
    for name, dtype in lookup.added.items():
        table[name] = pd.Series(index=table.index, dtype=dtype)
    return table[[name for name in lookup.columns if name in table.columns]]
