"""Values that training saw: of others the model knows nothing.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd


def seen_values(values, columns=None):
    """Return the distinct values of a column; of a frame, those of `columns`, or of each column of text."""
    if not isinstance(values, pd.DataFrame):
        return pd.Series(np.ravel(values)).drop_duplicates().tolist()
    if columns is None:
        columns = [name for name in values if str(values[name].dtype) in {"object", "str", "string"}]
    free = [name for name in columns if not isinstance(values[name].dtype, pd.CategoricalDtype)]
    return {name: seen_values(values[name]) for name in free}


def only_known(values, seen):
    """Return values as they are, if training saw all of them; what is missing may be missing.

    Args:
        values: a column, or a frame: its columns in `seen`, or together the keys of a group.
        seen: the values of training, or a dtype that lists them; for each column of a frame, or for its keys.

    Raises:
        ValueError: a row has another value.
    """
    if isinstance(seen, dict):
        for name, known in seen.items():
            if name in values and not isinstance(known, np.dtype):
                only_known(values[name], known)
        return values
    if isinstance(values, pd.DataFrame):
        name, column = ", ".join(map(str, values.columns)), pd.Series(list(values.itertuples(index=False, name=None)))
        missing = values.isna().any(axis=1).to_numpy()
    else:
        name, column = getattr(values, "name", None), pd.Series(np.ravel(values))
        missing = column.isna().to_numpy()
    known = seen.categories if isinstance(seen, pd.CategoricalDtype) else seen
    unknown = ~(column.isin(list(known)).to_numpy() | missing)
    if unknown.any():
        of = f"`{name}`" if name is not None else "a value"
        raise ValueError(f"{of} is {column[unknown].tolist()[0]!r}, which no training row held: {_listed(known)}")
    return values


def _listed(known):
    """Return some of the values that training saw, for a person."""
    first = [value.item() if isinstance(value, np.generic) else value for value in list(known)[:5]]
    shown = ", ".join(map(repr, first))
    return f"they held {shown}" + (f" and {len(known) - 5} more" if len(known) > 5 else "")
