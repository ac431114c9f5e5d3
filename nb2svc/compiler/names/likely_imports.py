"""The import that a well-known name usually comes from; for hints only."""

from __future__ import annotations

import sys
from typing import Final

__all__ = ["likely_import"]

_ALIASES: Final[dict[str, str]] = {
    "F": "import torch.nn.functional as F",
    "alt": "import altair as alt",
    "cv2": "import cv2",
    "dt": "import datetime as dt",
    "go": "import plotly.graph_objects as go",
    "joblib": "import joblib",
    "lgb": "import lightgbm as lgb",
    "mpl": "import matplotlib as mpl",
    "nn": "import torch.nn as nn",
    "np": "import numpy as np",
    "optim": "import torch.optim as optim",
    "pd": "import pandas as pd",
    "pl": "import polars as pl",
    "plt": "import matplotlib.pyplot as plt",
    "px": "import plotly.express as px",
    "scipy": "import scipy",
    "sk": "import sklearn as sk",
    "sklearn": "import sklearn",
    "sm": "import statsmodels.api as sm",
    "smf": "import statsmodels.formula.api as smf",
    "sns": "import seaborn as sns",
    "sp": "import scipy as sp",
    "stats": "from scipy import stats",
    "tf": "import tensorflow as tf",
    "torch": "import torch",
    "torchvision": "import torchvision",
    "tqdm": "from tqdm.auto import tqdm",
    "xgb": "import xgboost as xgb",
}
_MEMBERS: Final[dict[str, str]] = {
    "collections": "Counter OrderedDict defaultdict deque namedtuple",
    "copy": "deepcopy",
    "functools": "lru_cache partial reduce",
    "itertools": "chain combinations permutations product",
    "pathlib": "Path",
    "sklearn": "metrics",
    "sklearn.compose": "ColumnTransformer TransformedTargetRegressor make_column_transformer",
    "sklearn.decomposition": "PCA TruncatedSVD",
    "sklearn.ensemble": "AdaBoostClassifier ExtraTreesClassifier GradientBoostingClassifier GradientBoostingRegressor "
    "HistGradientBoostingClassifier HistGradientBoostingRegressor RandomForestClassifier RandomForestRegressor "
    "VotingClassifier",
    "sklearn.feature_extraction.text": "CountVectorizer TfidfVectorizer",
    "sklearn.impute": "KNNImputer SimpleImputer",
    "sklearn.linear_model": "ElasticNet Lasso LinearRegression LogisticRegression Ridge SGDClassifier",
    "sklearn.metrics": "accuracy_score classification_report confusion_matrix f1_score mean_absolute_error "
    "mean_squared_error precision_score r2_score recall_score roc_auc_score",
    "sklearn.model_selection": "GridSearchCV KFold RandomizedSearchCV StratifiedKFold cross_val_score train_test_split",
    "sklearn.naive_bayes": "GaussianNB MultinomialNB",
    "sklearn.neighbors": "KNeighborsClassifier KNeighborsRegressor",
    "sklearn.pipeline": "FeatureUnion Pipeline make_pipeline",
    "sklearn.preprocessing": "FunctionTransformer LabelEncoder MinMaxScaler OneHotEncoder OrdinalEncoder "
    "PolynomialFeatures RobustScaler StandardScaler",
    "sklearn.svm": "LinearSVC SVC SVR",
    "sklearn.tree": "DecisionTreeClassifier DecisionTreeRegressor",
    "torch.utils.data": "DataLoader Dataset TensorDataset",
    "xgboost": "XGBClassifier XGBRegressor",
}
_BY_MEMBER: Final[dict[str, str]] = {
    member: f"from {module} import {member}" for module, members in _MEMBERS.items() for member in members.split()
}


def likely_import(name: str) -> str:
    """Return the import statement that a name probably lacks, or an empty text where none is well known."""
    found = _ALIASES.get(name) or _BY_MEMBER.get(name)
    if found:
        return found
    return f"import {name}" if name in sys.stdlib_module_names and not name.startswith("_") else ""
