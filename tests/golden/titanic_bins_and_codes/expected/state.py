"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.preprocessing import LabelEncoder
from sklearn.tree import DecisionTreeClassifier


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    AgeBin_edges: np.ndarray         # #3, line 4: edges of pd.cut(data["Age"].astype(int), 5)
    Age_median: float                # #3, line 2: data["Age"].median()
    Deck_uniques: pd.Index           # #3, line 9: uniques of pd.factorize(data["Cabin"].str[0])
    Embarked_mode_0: str             # #3, line 3: data["Embarked"].mode()[0]
    FareBin_edges: np.ndarray        # #3, line 5: edges of pd.qcut(data["Fare"], 4)
    FareGroup_edges: np.ndarray      # #3, line 12: edges of pd.qcut(data["Fare"], 3, labels=["low", "...
    Port_dtype: pd.CategoricalDtype  # #3, line 11: dtype of pd.Categorical(data["Embarked"])
    Sex_uniques: pd.Index            # #3, line 10: uniques of pd.factorize(data["Sex"])
    label: LabelEncoder              # #3, line 7
    label_2: LabelEncoder            # #3, line 8
    tree: DecisionTreeClassifier     # #5, line 2
