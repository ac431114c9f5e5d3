"""Values that training saw: of others the model knows nothing.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np


def only_known_entries(rows, vectorizer):
    """Return dicts as they are, if training saw all texts in them; numbers may be any.

    Raises:
        ValueError: a row has another text.
    """
    for row in rows:
        for name, value in row.items():
            start = f"{name}{vectorizer.separator}"
            if isinstance(value, str) and f"{start}{value}" not in vectorizer.vocabulary_:
                known = [entry.removeprefix(start) for entry in vectorizer.vocabulary_ if entry.startswith(start)]
                raise ValueError(f"`{name}` is {value!r}, which no training row held: {_listed(known)}")
    return rows


def _listed(known):
    """Return some of the values that training saw, for a person."""
    first = [value.item() if isinstance(value, np.generic) else value for value in list(known)[:5]]
    shown = ", ".join(map(repr, first))
    return f"they held {shown}" + (f" and {len(known) - 5} more" if len(known) > 5 else "")
