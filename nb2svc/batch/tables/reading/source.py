"""What every form of table is read as."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from nb2svc.batch.tables.columns import mend
from nb2svc.manifest import Field

__all__ = ["Source", "mend_frame"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table that can be read.

    Attributes:
        columns: name -> type that the column has when it is passed on to a result.
        chunks: given a number of rows, the table in frames of at most that many.
    """

    columns: Mapping[str, pa.DataType]
    chunks: Callable[[int], Iterator[pd.DataFrame]]


def mend_frame(frame: pd.DataFrame, known: Mapping[str, Field], *, from_text: bool = False) -> pd.DataFrame:
    """Return rows with the columns that the service knows as training had them, see `mend`."""
    mended = {}
    for name in frame.columns:
        if name in known:
            values = frame[name]
            better = mend(values, known[name], from_text=from_text)
            if better is not values:
                mended[name] = better
    return frame.assign(**mended).reset_index(drop=True)
