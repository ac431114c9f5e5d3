"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(아파트: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of 아파트, one output row per input row.

    아파트 needs the columns 지역, 면적(㎡), 층, 방향.
    A value may be missing in 면적(㎡).
    """
    # %% notebook.py #prep
    # 결측치 → 지역 평균 🎯
    아파트["면적(㎡)"] = 아파트["면적(㎡)"].fillna(state.면적__mean)   # 평균으로 😀 채움
    아파트["상대면적"] = 아파트["면적(㎡)"] / 아파트["지역"].map(state.지역별_평균)
    아파트["한글🙂길이"] = 아파트["방향"].str.len()
    아파트["고층"] = (아파트["층"] > state.층_median).astype(int)
    X = pd.get_dummies(아파트.drop(columns=["전세금"], errors="ignore"), columns=["지역", "방향"])
    X = X.reindex(columns=state.X_columns, fill_value=False)
    return X
