"""What pandas objects have and give: which names of a frame are no column, and what its methods return.

Names of all versions since 0.20, so that `df.ix` is not taken for a column.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "FRAME_MAKERS",
    "FRAME_MEMBERS",
    "FRAME_ONLY",
    "INDEXERS",
    "REDUCTIONS",
    "SAME_KIND",
    "SERIES_MAKERS",
    "SERIES_METHODS",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# every public name of a DataFrame: `df.name` is a column unless it is one of these
FRAME_MEMBERS: Final = _words(
    "T abs add add_prefix add_suffix agg aggregate align all any append apply applymap as_matrix asfreq asof "
    "assign astype at at_time attrs axes backfill between_time bfill blocks bool boxplot clip columns combine "
    "combine_first compare consolidate convert_dtypes copy corr corrwith count cov cummax cummin cumprod cumsum "
    "describe diff div divide dot drop drop_duplicates droplevel dropna dtypes duplicated empty eq equals eval "
    "ewm expanding explode ffill fillna filter first first_valid_index flags floordiv from_arrow from_dict "
    "from_records ge get get_value groupby gt head hist iat idxmax idxmin iloc index infer_objects info insert "
    "interpolate is_copy isetitem isin isna isnull items iteritems iterrows itertuples ix join keys kurt kurtosis "
    "last last_valid_index le loc lookup lt mad map mask max mean median melt memory_usage merge min mod mode mul "
    "multiply ndim ne nlargest notna notnull nsmallest nunique pad pct_change pipe pivot pivot_table plot pop pow "
    "prod product quantile query radd rank rdiv reindex reindex_like rename rename_axis reorder_levels replace "
    "resample reset_index rfloordiv rmod rmul rolling round rpow rsub rtruediv sample select select_dtypes sem "
    "set_axis set_flags set_index set_value shape shift size skew slice_shift sort sort_index sort_values sparse "
    "squeeze stack std style sub subtract sum swapaxes swaplevel tail take to_clipboard to_csv to_dict to_excel "
    "to_feather to_gbq to_hdf to_html to_iceberg to_json to_latex to_markdown to_numpy to_orc to_panel to_parquet "
    "to_period to_pickle to_records to_sql to_stata to_string to_timestamp to_xarray to_xml transform transpose "
    "truediv truncate tshift tz_convert tz_localize unstack update value_counts values var where xs"
)
# a name that is used with one of these holds a frame
FRAME_ONLY: Final = _words(
    "columns dtypes select_dtypes info iterrows itertuples merge set_index pivot_table corrwith assign insert"
)
INDEXERS: Final = frozenset({"loc", "iloc", "at", "iat", "ix"})
# methods that give a frame from a frame and a series from a series
SAME_KIND: Final = _words(
    "abs add append astype bfill clip combine_first convert_dtypes copy cummax cummin cumprod cumsum diff div divide "
    "drop drop_duplicates dropna explode ffill fillna floordiv head infer_objects interpolate isin isna isnull mask "
    "mod mul multiply nlargest notna notnull nsmallest pct_change pow rank reindex rename replace round sample shift "
    "sort_index sort_values sub subtract tail truncate where"
)
# further methods of a frame that give a frame
FRAME_MAKERS: Final = _words(
    "add_prefix add_suffix applymap assign corr cov describe filter join map melt merge pivot pivot_table query "
    "reset_index select_dtypes set_axis set_index stack transpose unstack"
)
# methods of a frame that give one number a column, by column
REDUCTIONS: Final = _words("count kurt mad max mean median min nunique prod quantile sem skew std sum var")
# methods of modules that give frames and series
SERIES_MAKERS: Final = _words("Series to_numeric to_datetime cut qcut")
# further methods of a series that give a series
SERIES_METHODS: Final = _words("apply map between duplicated value_counts reset_index to_frame")
