"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #data
    난수 = np.random.default_rng(7)
    개수 = 260
    아파트 = pd.DataFrame({
        "지역": 난수.choice(["강남구", "마포구", "노원구", "송파구"], 개수),
        "면적(㎡)": 난수.normal(84, 20, 개수).round(1),
        "층": 난수.integers(1, 30, 개수),
        "방향": 난수.choice(["남향", "동향", "북향 🧭"], 개수),
    })
    아파트["전세금"] = (아파트["면적(㎡)"] * 620 + 아파트["층"] * 150 + 아파트["지역"].map({"강남구": 30000, "마포구": 15000, "노원구": 2000, "송파구": 20000}) + 난수.normal(0, 900, 개수)).round(0)
    아파트.loc[::17, "면적(㎡)"] = np.nan
    return 아파트


def train(아파트: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #prep
    # 결측치 → 지역 평균 🎯
    면적__mean = 아파트["면적(㎡)"].mean()
    아파트["면적(㎡)"] = 아파트["면적(㎡)"].fillna(면적__mean)   # 평균으로 😀 채움
    지역별_평균 = 아파트.groupby("지역")["면적(㎡)"].mean()
    아파트["상대면적"] = 아파트["면적(㎡)"] / 아파트["지역"].map(지역별_평균)
    아파트["한글🙂길이"] = 아파트["방향"].str.len()
    층_median = 아파트["층"].median()
    아파트["고층"] = (아파트["층"] > 층_median).astype(int)
    X = pd.get_dummies(아파트.drop(columns=["전세금"]), columns=["지역", "방향"])
    X_columns = X.columns
    y = 아파트["전세금"]
    # %% notebook.py #fit
    모델 = Ridge(alpha=1.0).fit(X, y)
    # %% notebook.py #ask
    예측값 = 모델.predict(X).round(-2)
    # %% notebook.py #e
    오차 = float(np.abs(예측값 - y).mean())
    state = State(X_columns=X_columns, 면적__mean=면적__mean, 모델=모델, 지역별_평균=지역별_평균, 층_median=층_median)
    return state, {"오차": 오차}
