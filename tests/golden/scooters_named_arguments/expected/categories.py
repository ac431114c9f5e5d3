"""Values that training saw: of others the model knows nothing.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd


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
