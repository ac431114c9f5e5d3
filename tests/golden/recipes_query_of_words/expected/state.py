"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    matrix: csr_matrix      # #tfidf, line 3
    name: pd.Series         # #ask, line 5: recipes["name"]
    tfidf: TfidfVectorizer  # #tfidf, line 3
