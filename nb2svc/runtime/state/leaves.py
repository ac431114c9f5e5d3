"""Everything of numpy and pandas that JSON holds: the leaves of plain values.

pandas is imported only when a value of it is met.
"""

from __future__ import annotations

import sys
from typing import Any, Final

from nb2svc.runtime.state.errors import UnfitError
from nb2svc.runtime.state.scalars import scalar_from_plain, scalar_to_plain

__all__ = ["leaf_from_plain", "leaf_to_plain"]

_SMALL_INDEX: Final = 10_000
"""An Index with more labels than this is a table, and parquet holds it better."""


def leaf_to_plain(value: Any) -> Any:
    """Return a scalar, dtype or small Index as a tagged object: the `other` of `to_plain`.

    Raises:
        UnfitError: it is none of these.
    """
    if "pandas" in sys.modules:
        import pandas as pd  # loaded already: a value of it cannot exist otherwise

        from nb2svc.runtime.state.indexes import category_dtype_to_plain, index_to_plain  # needs pandas

        if isinstance(value, pd.CategoricalDtype):
            return category_dtype_to_plain(value)
        if isinstance(value, pd.Index):
            if len(value) > _SMALL_INDEX:
                raise UnfitError(f"an Index of {len(value)} labels is better kept as a table")
            return index_to_plain(value)
        if isinstance(value, pd.api.extensions.ExtensionArray):  # what `df["city"].unique()` gives of text
            labels: Any = pd.Index(value)
            if type(labels.array) is not type(value) or len(value) > _SMALL_INDEX:
                raise UnfitError(f"a `{type(value).__name__}` of {len(value)} values is better kept as a table")
            return {"$": "labels", "of": index_to_plain(labels)}
    return scalar_to_plain(value)


def leaf_from_plain(tag: str, data: dict[str, Any]) -> Any:
    """Return the value of a tag that `leaf_to_plain` wrote: the `other` of `from_plain`.

    Raises:
        ValueError: no such tag.
    """
    if tag not in ("index", "category-dtype", "labels"):
        return scalar_from_plain(tag, data)
    from nb2svc.runtime.state.indexes import category_dtype_from_plain, index_from_plain  # needs pandas

    if tag == "category-dtype":
        return category_dtype_from_plain(data)
    return index_from_plain(data) if tag == "index" else index_from_plain(data["of"]).array
