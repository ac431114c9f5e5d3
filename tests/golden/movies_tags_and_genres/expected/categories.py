"""Values that training saw: of others the model knows nothing.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd


def only_known_columns(counts, columns):
    """Return a table of counts or flags as it is, if nothing counts in a column that training did not have.

    Raises:
        ValueError: something does.
    """
    for name in counts.columns.difference(columns):
        if (counts[name] != 0).any():
            raise ValueError(f"`{name}` is new, no training row held it: {_listed(columns)}")
    return counts


def only_known_tags(values, seen):
    """Return lists of tags as they are, if training saw all of the tags.

    Raises:
        ValueError: a row has another tag.
    """
    for tags in values:
        for tag in tags:
            if tag not in set(seen):
                raise ValueError(f"a tag is {tag!r}, which no training row held: {_listed(seen)}")
    return values


def only_binned(bins, values):
    """Return bins as they are, if each value is in one; what is missing may be missing.

    Raises:
        ValueError: a value is smaller or larger than those of all training rows.
    """
    column = pd.Series(values)
    outside = pd.isna(bins[0] if isinstance(bins, tuple) else bins) & column.notna().to_numpy()
    if outside.any():
        name = f"`{column.name}`" if column.name is not None else "a value"
        raise ValueError(f"{name} is {column[outside].tolist()[0]!r}, and the values of no training row reach that far")
    return bins


def _listed(known):
    """Return some of the values that training saw, for a person."""
    first = [value.item() if isinstance(value, np.generic) else value for value in list(known)[:5]]
    shown = ", ".join(map(repr, first))
    return f"they held {shown}" + (f" and {len(known) - 5} more" if len(known) > 5 else "")
