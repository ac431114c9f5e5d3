"""What other libraries have taken away: LightGBM, XGBoost, imbalanced-learn, statsmodels, torch, matplotlib."""

from __future__ import annotations

from typing import Final

from nb2svc.compiler.traps.entries import Entry, GoneArgument, GoneMember, GoneName, GoneValue

__all__ = ["ENTRIES"]


def _fit_of(package: str, names: str) -> str:
    return " ".join(f"{package}.{name}.fit" for name in names.split())


_LGBM_FIT: Final = _fit_of("lightgbm", "LGBMClassifier LGBMRegressor LGBMRanker")
_XGB_FIT: Final = _fit_of("xgboost", "XGBClassifier XGBRegressor XGBRFClassifier XGBRFRegressor")
_XGB_MODELS: Final = "xgboost.XGBClassifier xgboost.XGBRegressor"
_SAMPLERS: Final = (
    "imblearn.SMOTE imblearn.ADASYN imblearn.RandomOverSampler imblearn.RandomUnderSampler imblearn.NearMiss "
    "imblearn.TomekLinks imblearn.SMOTEENN imblearn.SMOTETomek"
)
_SCHEDULERS: Final = " ".join(
    f"torch.{name}"
    for name in [
        "StepLR",
        "MultiStepLR",
        "ExponentialLR",
        "CosineAnnealingLR",
        "ReduceLROnPlateau",
        "LambdaLR",
        "OneCycleLR",
    ]
)
_STYLES: Final = (
    "colorblind dark dark-palette darkgrid deep muted notebook paper pastel poster talk ticks white whitegrid"
)

ENTRIES: Final[tuple[Entry, ...]] = (
    # -- LightGBM
    GoneArgument(
        f"lightgbm.train lightgbm.cv {_LGBM_FIT}",
        "early_stopping_rounds",
        "4.0",
        "`callbacks=[lightgbm.early_stopping(...)]`",
    ),
    GoneArgument(
        "lightgbm.train lightgbm.cv",
        "verbose_eval",
        "4.0",
        "nothing: no lines are the default",
        remove=True,
        when=(False, 0, None),
    ),
    GoneArgument("lightgbm.train lightgbm.cv", "verbose_eval", "4.0", "`callbacks=[lightgbm.log_evaluation(...)]`"),
    GoneArgument("lightgbm.train", "evals_result", "4.0", "`callbacks=[lightgbm.record_evaluation(...)]`"),
    GoneArgument("lightgbm.train", "learning_rates", "4.0", "`callbacks=[lightgbm.reset_parameter(...)]`"),
    GoneArgument("lightgbm.train", "categorical_feature", "4.7", "`lightgbm.Dataset(..., categorical_feature=...)`"),
    GoneArgument(
        _LGBM_FIT, "verbose", "4.0", "nothing: no lines are the default", remove=True, when=(False, 0, -1, None)
    ),
    GoneArgument(_LGBM_FIT, "verbose", "4.0", "`callbacks=[lightgbm.log_evaluation(...)]`"),
    GoneArgument("lightgbm.Dataset", "silent", "4.0", "nothing", remove=True),
    # -- XGBoost
    GoneArgument(_XGB_FIT, "early_stopping_rounds", "2.1", "the same argument of the model"),
    GoneArgument(_XGB_FIT, "eval_metric", "2.1", "the same argument of the model"),
    GoneArgument(_XGB_FIT, "callbacks", "2.1", "the same argument of the model"),
    GoneArgument(
        "xgboost.XGBClassifier.predict xgboost.XGBRegressor.predict", "ntree_limit", "2.0", "`iteration_range=(0, n)`"
    ),
    GoneValue(_XGB_MODELS, "tree_method", "gpu_hist", "3.1", '"hist"'),
    GoneMember(
        "xgboost.Booster xgboost.XGBClassifier xgboost.XGBRegressor *",
        "best_ntree_limit",
        "2.0",
        "`best_iteration + 1`",
    ),
    # -- imbalanced-learn
    GoneMember(f"{_SAMPLERS} *", "fit_sample", "0.6", "`.fit_resample`", rename="fit_resample"),
    GoneArgument(_SAMPLERS, "ratio", "0.6", "`sampling_strategy=`", rename="sampling_strategy"),
    GoneArgument("imblearn.RandomUnderSampler", "return_indices", "0.6", "`sample_indices_` after `fit_resample`"),
    GoneArgument("imblearn.SMOTE imblearn.ADASYN", "n_jobs", "0.12", "nothing", remove=True),
    GoneArgument("imblearn.SMOTE", "kind", "0.6", "nothing: it is always so", remove=True, when=("regular",)),
    GoneArgument("imblearn.SMOTE", "kind", "0.6", "`BorderlineSMOTE` or `SVMSMOTE`"),
    # -- statsmodels
    GoneName("statsmodels.api.tsa.ARMA", "0.13", "`statsmodels.tsa.arima.model.ARIMA`"),
    # -- torch
    GoneArgument(_SCHEDULERS, "verbose", "2.7", "nothing", remove=True),
    # -- matplotlib
    GoneValue("matplotlib.pyplot.style.use", "style", "seaborn", "3.8", '"seaborn-v0_8"'),
    *(
        GoneValue("matplotlib.pyplot.style.use", "style", f"seaborn-{name}", "3.8", f'"seaborn-v0_8-{name}"')
        for name in _STYLES.split()
    ),
    GoneName("matplotlib.cm.get_cmap", "3.9", "`matplotlib.colormaps[...]`"),
)
