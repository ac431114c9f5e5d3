"""What scikit-learn has taken away. Versions are the first ones without it; 1.4 is the oldest that nb2svc runs on."""

from __future__ import annotations

from typing import Final

from nb2svc.compiler.traps.entries import Entry, GoneArgument, GoneMember, GoneName, GoneValue, Named

__all__ = ["ENTRIES"]


def _of(names: str) -> str:
    return " ".join(f"sklearn.{name}" for name in names.split())


_FOREST_CLASSIFIERS: Final = "RandomForestClassifier ExtraTreesClassifier DecisionTreeClassifier ExtraTreeClassifier"
_FOREST_REGRESSORS: Final = "RandomForestRegressor ExtraTreesRegressor DecisionTreeRegressor ExtraTreeRegressor"
_BOOSTERS: Final = "GradientBoostingClassifier GradientBoostingRegressor"
_META: Final = "AdaBoostClassifier AdaBoostRegressor BaggingClassifier BaggingRegressor CalibratedClassifierCV RFECV"
_LINEAR: Final = (
    "LinearRegression Ridge RidgeCV RidgeClassifier Lasso LassoCV ElasticNet ElasticNetCV Lars LassoLars LassoLarsCV "
    "BayesianRidge"
)
_TRANSFORMERS: Final = (
    "OneHotEncoder CountVectorizer TfidfVectorizer DictVectorizer PolynomialFeatures ColumnTransformer"
)
_CROSS: Final = "cross_val_score cross_val_predict cross_validate learning_curve"
_SEARCHES: Final = "GridSearchCV RandomizedSearchCV"
_BOSTON: Final = "another data set, such as `fetch_california_housing`"

ENTRIES: Final[tuple[Entry, ...]] = (
    # -- modules, functions, classes
    GoneName("sklearn.externals.joblib", "0.23", "`import joblib`", whole="import joblib"),
    GoneName(
        "sklearn.cross_validation",
        "0.20",
        "`sklearn.model_selection`",
        moved="sklearn.model_selection",
        names="train_test_split cross_val_score cross_val_predict",  # the classes of folds take other arguments
    ),
    GoneName("sklearn.grid_search", "0.20", "`sklearn.model_selection`", moved="sklearn.model_selection"),
    GoneName("sklearn.learning_curve", "0.20", "`sklearn.model_selection`", moved="sklearn.model_selection"),
    GoneName("sklearn.externals.six", "0.23", "`import six`, or `from io import StringIO` for its `StringIO`"),
    GoneName("sklearn.preprocessing.CategoricalEncoder", "0.20", "`OneHotEncoder` or `OrdinalEncoder`"),
    GoneName("sklearn.ensemble.partial_dependence", "0.24", "`sklearn.inspection`"),
    GoneName("sklearn.metrics.SCORERS", "1.3", "`get_scorer_names()`"),
    GoneName("sklearn.utils.safe_indexing", "0.24", "`_safe_indexing`", rename="_safe_indexing"),
    GoneName(
        "sklearn.utils.linear_assignment_", "0.23", "`scipy.optimize.linear_sum_assignment`, which returns two arrays"
    ),
    GoneName("sklearn.preprocessing.Imputer", "0.22", "`from sklearn.impute import SimpleImputer`"),
    GoneName("sklearn.datasets.load_boston", "1.2", _BOSTON),
    GoneName("sklearn.datasets.fetch_mldata", "0.22", "`fetch_openml`"),
    GoneName("sklearn.metrics.plot_confusion_matrix", "1.2", "`ConfusionMatrixDisplay.from_estimator`"),
    GoneName("sklearn.metrics.plot_roc_curve", "1.2", "`RocCurveDisplay.from_estimator`"),
    GoneName("sklearn.metrics.plot_precision_recall_curve", "1.2", "`PrecisionRecallDisplay.from_estimator`"),
    GoneName("sklearn.metrics.jaccard_similarity_score", "0.23", "`jaccard_score`"),
    GoneName("sklearn.metrics.calinski_harabaz_score", "0.23", "`calinski_harabasz_score`", "calinski_harabasz_score"),
    GoneName("sklearn.inspection.plot_partial_dependence", "1.2", "`PartialDependenceDisplay.from_estimator`"),
    GoneName("sklearn.mixture.GMM", "0.20", "`GaussianMixture`"),
    GoneName("sklearn.linear_model.RandomizedLasso", "0.21", "`SelectFromModel`"),
    GoneName("sklearn.utils.testing", "0.24", "`numpy.testing`", moved="numpy.testing"),
    *(
        GoneName(f"sklearn.{old}", "0.24", f"`sklearn.{old.split('.')[0]}`", moved=f"sklearn.{old.split('.')[0]}")
        for old in (
            "ensemble.forest",
            "ensemble.gradient_boosting",
            "ensemble.weight_boosting",
            "ensemble.bagging",
            "neighbors.kde",
            "neighbors.unsupervised",
            "decomposition.pca",
            "decomposition.truncated_svd",
            "manifold.t_sne",
            "feature_selection.univariate_selection",
            "feature_selection.rfe",
            "linear_model.ridge",
            "linear_model.coordinate_descent",
            "linear_model.stochastic_gradient",
            "neural_network.multilayer_perceptron",
            "mixture.gaussian_mixture",
            "neighbors.classification",
            "linear_model.logistic",
            "linear_model.base",
            "cluster.k_means_",
            "metrics.scorer",
            "metrics.classification",
            "tree.tree",
            "svm.classes",
            "preprocessing.data",
            "preprocessing.label",
            "feature_extraction.stop_words",
        )
    ),
    # -- methods
    GoneMember(
        f"{_of(_TRANSFORMERS)} *", "get_feature_names", "1.2", "`get_feature_names_out()`", "get_feature_names_out"
    ),
    GoneMember(_of(_SEARCHES), "grid_scores_", "0.20", "`cv_results_`"),
    GoneMember(_of("BaggingClassifier AdaBoostClassifier"), "base_estimator_", "1.4", "`estimator_`", "estimator_"),
    GoneMember(_of("GaussianNB"), "sigma_", "1.2", "`var_`", "var_"),
    # -- arguments
    GoneArgument(_of("OneHotEncoder"), "sparse", "1.4", "`sparse_output=`", rename="sparse_output"),
    GoneArgument(_of("OneHotEncoder"), "categorical_features", "0.22", "a `ColumnTransformer`"),
    GoneArgument(_of("OneHotEncoder"), "n_values", "0.22", "`categories=`"),
    GoneArgument(_of(_META), "base_estimator", "1.4", "`estimator=`", rename="estimator"),
    GoneArgument(
        _of("AdaBoostClassifier"), "algorithm", "1.8", "nothing: SAMME is all there is", remove=True, when=("SAMME",)
    ),
    GoneArgument(_of("AdaBoostClassifier"), "algorithm", "1.8", "nothing; answers differ, as SAMME is all there is"),
    GoneArgument(
        _of("LogisticRegression LogisticRegressionCV"),
        "multi_class",
        "1.8",
        "nothing",
        remove=True,
        when=("auto", "multinomial"),
    ),
    GoneArgument(_of("LogisticRegression LogisticRegressionCV"), "multi_class", "1.8", "`OneVsRestClassifier(...)`"),
    GoneArgument(_of(_LINEAR), "normalize", "1.2", "nothing: it is off", remove=True, when=(False,)),
    GoneArgument(_of(_LINEAR), "normalize", "1.2", "a `StandardScaler` in a pipeline"),
    GoneArgument(_of("mean_squared_error"), "squared", "1.6", "nothing: it is the default", remove=True, when=(True,)),
    GoneArgument(_of("mean_squared_error"), "squared", "1.6", "`root_mean_squared_error`"),
    GoneArgument(_of("mean_squared_log_error"), "squared", "1.6", "`root_mean_squared_log_error`"),
    GoneArgument(_of("log_loss"), "eps", "1.5", "nothing", remove=True),
    GoneArgument(_of(_CROSS), "fit_params", "1.6", "`params=`", rename="params"),
    GoneArgument(_of(_SEARCHES), "fit_params", "0.21", "arguments of `fit`"),
    GoneArgument(_of(_SEARCHES), "iid", "0.24", "nothing", remove=True),
    GoneArgument(_of("KMeans MiniBatchKMeans"), "n_jobs", "1.0", "nothing", remove=True),
    GoneArgument(_of("KMeans"), "precompute_distances", "1.0", "nothing", remove=True),
    GoneArgument(
        _of(f"{_FOREST_CLASSIFIERS} {_FOREST_REGRESSORS} {_BOOSTERS}"),
        "min_impurity_split",
        "1.0",
        "`min_impurity_decrease=`",
    ),
    GoneArgument(_of("DecisionTreeClassifier DecisionTreeRegressor"), "presort", "0.24", "nothing", remove=True),
    GoneArgument(_of(_BOOSTERS), "presort", "0.24", "nothing", remove=True),
    GoneArgument(_of("SGDClassifier SGDRegressor Perceptron"), "n_iter", "0.21", "`max_iter=`", rename="max_iter"),
    GoneArgument(_of("BayesianRidge"), "n_iter", "1.5", "`max_iter=`", rename="max_iter"),
    GoneArgument(_of("TSNE"), "n_iter", "1.7", "`max_iter=`", rename="max_iter"),
    GoneArgument(_of("AgglomerativeClustering"), "affinity", "1.4", "`metric=`", rename="metric"),
    GoneArgument(_of("SimpleImputer"), "axis", "0.22", "nothing: it works on columns"),
    GoneArgument(_of("SimpleImputer"), "verbose", "1.3", "nothing", remove=True),
    GoneArgument(_of("IsolationForest"), "behaviour", "0.24", "nothing", remove=True),
    GoneArgument(_of("LatentDirichletAllocation"), "n_topics", "0.21", "`n_components=`", rename="n_components"),
    GoneArgument(_of("NMF"), "alpha", "1.2", "`alpha_W=` and `alpha_H=`"),
    GoneArgument(_of("LassoCV ElasticNetCV"), "n_alphas", "1.9", "`alphas=`", rename="alphas"),
    GoneArgument(_of("StratifiedKFold KFold"), "n_folds", "0.20", "`n_splits=`"),
    # -- values
    GoneValue(_of(f"{_FOREST_CLASSIFIERS} GradientBoostingClassifier"), "max_features", "auto", "1.3", '"sqrt"'),
    GoneValue(_of(f"{_FOREST_REGRESSORS} GradientBoostingRegressor"), "max_features", "auto", "1.3", "1.0"),
    GoneValue(_of(f"{_FOREST_REGRESSORS} {_BOOSTERS}"), "criterion", "mse", "1.2", '"squared_error"'),
    GoneValue(_of(_FOREST_REGRESSORS), "criterion", "mae", "1.2", '"absolute_error"'),
    GoneValue(_of("GradientBoostingClassifier"), "loss", "deviance", "1.3", '"log_loss"'),
    GoneValue(_of("GradientBoostingRegressor"), "loss", "ls", "1.2", '"squared_error"'),
    GoneValue(_of("GradientBoostingRegressor"), "loss", "lad", "1.2", '"absolute_error"'),
    GoneValue(_of("HistGradientBoostingRegressor"), "loss", "least_squares", "1.2", '"squared_error"'),
    GoneValue(_of("HistGradientBoostingClassifier"), "loss", "binary_crossentropy", "1.3", '"log_loss"'),
    GoneValue(_of("SGDClassifier"), "loss", "log", "1.3", '"log_loss"'),
    GoneValue(_of("SGDRegressor"), "loss", "squared_loss", "1.2", '"squared_error"'),
    GoneValue(_of("LogisticRegression SGDClassifier Perceptron"), "penalty", "none", "1.4", "None"),
    GoneValue(_of("KMeans"), "algorithm", "full", "1.3", '"lloyd"'),
    GoneValue(_of("KMeans"), "algorithm", "auto", "1.3", '"lloyd"'),
    GoneValue(_of("cross_val_score"), "scoring", "mean_squared_error", "0.20", '"neg_mean_squared_error"'),
    GoneValue(_of("SVC SVR"), "gamma", "auto_deprecated", "0.22", '"auto"'),
    # -- by name only
    Named(_of("KNeighborsClassifier KNeighborsRegressor"), 1, "n_neighbors weights algorithm leaf_size p", "1.0"),
    Named(_of("RandomForestClassifier RandomForestRegressor"), 1, "n_estimators criterion max_depth", "1.0"),
    Named(_of("SVC"), 0, "C kernel degree gamma", "1.0"),
    Named(_of("LinearRegression"), 0, "fit_intercept normalize", "1.0"),
    Named(_of("Ridge Lasso ElasticNet"), 1, "alpha fit_intercept", "1.0"),
    Named(_of("StandardScaler"), 0, "copy with_mean with_std", "1.0"),
    Named(_of("MinMaxScaler"), 1, "feature_range copy", "1.0"),
    Named(_of("SelectKBest"), 1, "score_func k", "1.0"),
    Named(_of("RFE"), 1, "estimator n_features_to_select step", "1.0"),
    Named(_of("SelectFromModel"), 1, "estimator threshold prefit", "1.0"),
    Named(_of("KFold StratifiedKFold"), 1, "n_splits shuffle random_state", "1.0"),
    Named(_of("confusion_matrix classification_report"), 2, "y_true y_pred labels", "1.0"),
    Named(_of("accuracy_score"), 2, "y_true y_pred normalize", "1.0"),
    Named(_of("f1_score precision_score recall_score"), 2, "y_true y_pred labels pos_label average", "1.0"),
    Named(_of("CountVectorizer TfidfVectorizer"), 0, "input encoding decode_error", "1.0"),
)
