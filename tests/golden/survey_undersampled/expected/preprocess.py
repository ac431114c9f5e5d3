"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(survey: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return survey for the rows of survey, one output row per input row.

    survey needs the columns q1, q2, q3, tenure, dept.
    """
    # %% notebook.py #4
    survey = pd.get_dummies(survey, columns=["dept"], dtype=int)
    survey = survey.reindex(columns=[column for column in state.survey_columns if column != 'left'], fill_value=0)
    return survey
