"""Tables of what only shows something: drawing libraries, and methods that return a value and change nothing.

A statement that is just such a call is a display: no service needs it.
"""

from __future__ import annotations

from typing import Final

__all__ = ["DISPLAY_FUNCTIONS", "DISPLAY_PACKAGES", "DRAWING_METHODS", "PURE_METHODS"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DISPLAY_FUNCTIONS: Final = _words("print display pprint help")
DISPLAY_PACKAGES: Final = _words(
    "matplotlib pylab seaborn plotly altair bokeh IPython missingno ydata_profiling pandas_profiling sweetviz graphviz "
    "plotnine wordcloud mpl_toolkits hvplot holoviews pydotplus dtreeviz yellowbrick scikitplot ggplot cufflinks "
    "folium pydot"
)
# they draw into the axes they are given (`df.hist(ax=ax)`) or onto new ones
DRAWING_METHODS: Final = _words("plot hist boxplot bar barh scatter line kde pie area hexbin density box show draw")
# methods of frames, arrays, tensors, models and texts that leave their object as it is
PURE_METHODS: Final = DRAWING_METHODS | _words(
    "abs agg aggregate all any apply applymap argmax argmin argsort asfreq assign astype at_time autocorr between "
    "bfill bool capitalize cat center clip combine combine_first compare contains copy corr corrcoef corrwith cosine "
    "count cov crosstab cummax cummin cumprod cumsum cut decision_function decode describe diff dim div divide dot "
    "drop drop_duplicates droplevel dropna dtype duplicated encode endswith eq equals evaluate ewm expanding explode "
    "factorize ffill fillna filter find findall first first_valid_index flatten floordiv format ge get get_depth "
    "get_feature_names get_feature_names_out get_group get_n_leaves get_params groupby gt head idxmax idxmin "
    "infer_objects info interpolate inverse_transform is_monotonic_decreasing is_monotonic_increasing isalpha isdigit "
    "isin isna isnull item items iterrows itertuples join keys kneighbors kurt kurtosis last last_valid_index le "
    "len ljust lower lstrip lt mad map mask match max mean median melt memory_usage merge min mod mode mul multiply ne "
    "nlargest norm notna notnull nsmallest numel nunique pct_change pipe pivot pivot_table pow predict "
    "predict_log_proba predict_proba prod product quantile query rank reindex rename rename_axis reorder_levels "
    "replace reset_index resample reshape rolling round rstrip sample score score_samples select_dtypes sem set_axis "
    "set_index shape shift skew size sort_index sort_values split squeeze stack startswith state_dict std strftime "
    "strip style sub sum summary swapaxes swaplevel tail take title to_dict to_frame to_html to_latex to_list "
    "to_markdown to_numpy to_records to_series to_string to_timestamp tolist total_seconds trace transform transpose "
    "truediv truncate type unique unstack upper value_counts values var where xs zfill background_gradient bar_ "
    "classification_report confusion_matrix exists is_file is_dir iterdir glob read_text best_params parameters "
    "named_parameters named_children items_ eval_results feature_importances numpy argpartition nonzero topk"
)
