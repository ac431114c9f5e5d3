"""Where rows are lost: the first table on the way to a prediction whose rows are no loaded rows any more.

daily = df.resample("D").sum()      200 rows become 50, none of which was loaded
X = daily[["units"]]                lost there, not here
model.predict(X)                    nobody knows what a request is
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from nb2svc.build.probe.experiment import bases
from nb2svc.build.probe.records import Carried, Identities
from nb2svc.build.probe.values import count_rows, dimensions, has_rows
from nb2svc.compiler.operations import DATA_METHODS, call_name
from nb2svc.compiler.sites import Site
from nb2svc.compiler.trace import Loss

__all__ = ["Losses"]


class Losses:
    """Remembers of which tables the rows cannot be told, and what the model was asked about them."""

    def __init__(self) -> None:
        self._known: Identities[Loss] = Identities()
        self.predictions: dict[str, Loss] = {}

    def note(self, site: Site, operands: Sequence[Carried], full: Any) -> None:
        """Take note of a result that belongs to no loaded rows.

        Args:
            site: the operation.
            operands: what it was given.
            full: what it gave.
        """
        loss = next((found for o in operands if (found := self._known.find(o.full)) is not None), None)
        if loss is None:
            loss = _loss_at(site, operands, full)
        elif call_name(site.node) in DATA_METHODS:
            self.predictions[site.id] = loss
        if loss is not None:
            for value in (full, *full) if isinstance(full, tuple | list) else (full,):
                if _is_table(value) or type(value).__module__.startswith("pandas."):
                    self._known.put(value, loss)


def _loss_at(site: Site, operands: Sequence[Carried], full: Any) -> Loss | None:
    """Return what is lost where a table is made of rows and has others."""
    tables = [value for value in (full if isinstance(full, tuple) else (full,)) if _is_table(value)]
    behind = [o.record.rows for o in bases(operands) if o.record is not None and o.record.rows is not None]
    if not tables or not behind:
        return None
    before = sum(len(rows.ids) for rows in behind) if call_name(site.node) == "concat" else len(behind[0].ids)
    return Loss(site=site.id, before=before, after=count_rows(tables[0]))


def _is_table(value: Any) -> bool:
    if isinstance(value, pd.DataFrame | pd.Series):
        return True
    return has_rows(value) and (dimensions(value) > 1 or not isinstance(value, list | pd.Index))
