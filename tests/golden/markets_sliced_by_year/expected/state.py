"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.discriminant_analysis import QuadraticDiscriminantAnalysis


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    qda_fit: QuadraticDiscriminantAnalysis  # #qda, line 2: qda.fit(X_train, y_train)
