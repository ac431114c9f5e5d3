"""Values that training saw: of others the model knows nothing.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""


def only_known_columns(counts, columns):
    """Return a table of counts or flags as it is, if nothing counts in a column that training did not have.

    Raises:
        ValueError: something does.
    """
    for name in counts.columns.difference(columns):
        if (counts[name] != 0).any():
            raise ValueError(f"`{name}` is new, no training row held it: {_listed(columns)}")
    return counts


def _listed(known):
    """Return some of the values that training saw, for a person."""
    shown = ", ".join(repr(value) for value in list(known)[:5])
    return f"they held {shown}" + (f" and {len(known) - 5} more" if len(known) > 5 else "")
