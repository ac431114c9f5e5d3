"""What pandas has taken away. Versions are the first ones without it; 2.2 is the oldest that nb2svc runs on."""

from __future__ import annotations

from typing import Final

from nb2svc.compiler.traps.entries import Entry, GoneArgument, GoneMember, GoneName, GoneValue, Named

__all__ = ["ENTRIES"]

_FREQUENCIES: Final = {
    "M": "ME", "Q": "QE", "Y": "YE", "A": "YE", "H": "h", "T": "min", "S": "s", "BM": "BME", "BQ": "BQE",
}  # fmt: skip
_FILLS: Final = {"pad": "ffill", "ffill": "ffill", "backfill": "bfill", "bfill": "bfill"}
_WITH_FREQUENCY: Final = "pandas.date_range pandas.period_range frame.asfreq series.asfreq pandas.Grouper"
_READERS: Final = "pandas.read_csv pandas.read_table"

ENTRIES: Final[tuple[Entry, ...]] = (
    # -- modules, classes, functions
    GoneName("pandas.Panel", "1.0", "a frame with a MultiIndex"),
    GoneName("pandas.np", "2.0", "`import numpy as np`"),
    GoneName("pandas.datetime", "2.0", "`from datetime import datetime`"),
    GoneName("pandas.Int64Index", "2.0", "`pd.Index`", rename="Index"),
    GoneName("pandas.Float64Index", "2.0", "`pd.Index`", rename="Index"),
    GoneName("pandas.UInt64Index", "2.0", "`pd.Index`", rename="Index"),
    GoneName("pandas.value_counts", "3.0", "`Series(...).value_counts()`"),
    *(
        GoneName(f"pandas.{window}_{statistic}", "0.23", f"`.{window}(...).{statistic}()`")
        for window in ("rolling", "expanding")
        for statistic in ("mean", "sum", "std", "median", "min", "max")
    ),
    GoneName("pandas.ewma", "0.23", "`.ewm(...).mean()`"),
    GoneName("pandas.scatter_matrix", "0.25", "`pd.plotting.scatter_matrix`", rename="plotting.scatter_matrix"),
    GoneName("pandas.tools", "1.0", "`pandas.plotting`"),
    GoneName("pandas.util.testing", "2.0", "`pandas.testing`"),
    GoneName("pandas.io.json.json_normalize", "2.0", "`pd.json_normalize`"),
    GoneName("pandas.core.common.SettingWithCopyWarning", "1.5", "nothing: pandas 3 has no such warning"),
    GoneName("pandas.errors.SettingWithCopyWarning", "3.0", "nothing: pandas 3 has no such warning"),
    # -- methods
    GoneMember("frame series", "append", "2.0", "`pd.concat([a, b])`"),
    GoneMember("frame series *", "iteritems", "2.0", "`.items()`", rename="items"),
    GoneMember("frame series *", "ix", "1.0", "`.loc` for labels, `.iloc` for positions"),
    GoneMember("frame series", "mad", "2.0", "`(x - x.mean()).abs().mean()`"),
    GoneMember("frame *", "applymap", "3.0", "`.map`", rename="map"),
    GoneMember("frame", "lookup", "2.0", "`.to_numpy()` with positions from `columns.get_indexer`"),
    GoneMember("frame series *", "as_matrix", "1.0", "`.to_numpy()`", rename="to_numpy"),
    GoneMember("frame series", "get_value", "1.0", "`.at[row, column]`"),
    GoneMember("frame series", "set_value", "1.0", "`.at[row, column] = value`"),
    GoneMember("frame", "sort", "0.20", "`.sort_values(...)`"),
    GoneMember("frame series", "swapaxes", "3.0", "`.transpose()`"),
    GoneMember("frame series", "pad", "3.0", "`.ffill`", rename="ffill"),
    GoneMember("frame series", "backfill", "3.0", "`.bfill`", rename="bfill"),
    GoneMember("frame series", "first", "3.0", "`.loc` with a date"),
    GoneMember("frame series", "last", "3.0", "`.loc` with a date"),
    GoneMember("frame series", "bool", "3.0", "`.item()`"),
    GoneMember("frame", "reindex_axis", "1.0", "`.reindex`"),
    GoneMember("frame series", "clip_upper", "1.0", "`.clip(upper=...)`"),
    GoneMember("frame series", "clip_lower", "1.0", "`.clip(lower=...)`"),
    GoneMember("frame series *", "convert_objects", "1.0", "`pd.to_numeric(...)` on each column"),
    GoneMember("series", "order", "0.20", "`.sort_values()`", rename="sort_values"),
    GoneMember("series", "ptp", "1.0", "`np.ptp(...)`"),
    GoneMember("groupby", "pad", "3.0", "`.ffill`", rename="ffill"),
    GoneMember("groupby", "fillna", "3.0", "`.ffill()`, or `.transform(lambda x: x.fillna(...))`"),
    GoneMember("series", "ravel", "3.0", "`.to_numpy()`", rename="to_numpy"),
    GoneMember("series", "view", "3.0", "`.astype`", rename="astype"),
    GoneMember("series", "reshape", "0.25", "`.to_numpy().reshape(...)`"),
    GoneMember("series", "nonzero", "1.0", "`.to_numpy().nonzero()`"),
    GoneMember("series", "is_monotonic", "2.0", "`.is_monotonic_increasing`", rename="is_monotonic_increasing"),
    GoneMember("series.dt", "week", "2.0", "`.dt.isocalendar().week`"),
    GoneMember("series.dt", "weekofyear", "2.0", "`.dt.isocalendar().week`"),
    GoneMember("series.dt", "weekday_name", "1.0", "`.dt.day_name()`"),
    # -- arguments
    GoneArgument(
        "frame.drop series.drop",
        "axis",
        "3.0",
        "nothing: `columns` and `index` say it already",
        remove=True,
        when=(1,),
        beside="columns index",
    ),
    GoneArgument("pandas.date_range", "closed", "2.0", "`inclusive=`", rename="inclusive", when=("left", "right")),
    *(
        GoneArgument(f"series.cat.{method}", "inplace", "2.0", f"what `.{method}(...)` returns")
        for method in (
            "set_categories",
            "add_categories",
            "remove_categories",
            "rename_categories",
            "reorder_categories",
        )
    ),
    GoneArgument("frame.fillna series.fillna", "method", "3.0", "`.ffill()` or `.bfill()`"),
    GoneArgument("frame.replace series.replace", "method", "3.0", "`.replace(...)` and `.ffill()`"),
    GoneArgument("frame.groupby", "axis", "3.0", "nothing: groups are of rows", remove=True, when=(0, "index")),
    GoneArgument("frame.groupby", "axis", "3.0", "`.T.groupby(...)`"),
    GoneArgument("frame.groupby", "squeeze", "2.0", "nothing", remove=True),
    *(
        GoneArgument(f"frame.{method} series.{method}", "level", "2.0", f"`.groupby(level=...).{method}()`")
        for method in ("sum", "mean", "median", "std", "var", "min", "max", "count", "prod")
    ),
    GoneArgument(_READERS, "error_bad_lines", "2.0", '`on_bad_lines="skip"`'),
    GoneArgument(_READERS, "warn_bad_lines", "2.0", '`on_bad_lines="warn"`'),
    GoneArgument(_READERS, "squeeze", "2.0", '`.squeeze("columns")` after the call'),
    GoneArgument(_READERS, "prefix", "2.0", "`.add_prefix(...)` after the call"),
    GoneArgument(_READERS, "mangle_dupe_cols", "2.0", "nothing: it is always so", remove=True, when=(True,)),
    GoneArgument(
        f"{_READERS} pandas.to_datetime", "infer_datetime_format", "3.0", "nothing: it is always so", remove=True
    ),
    GoneArgument("pandas.read_csv", "delim_whitespace", "3.0", '`sep=r"\\s+"`'),
    GoneArgument(_READERS, "date_parser", "3.0", "`date_format=`, or `pd.to_datetime` after the call"),
    GoneArgument(_READERS, "keep_date_col", "3.0", "`pd.to_datetime` after the call"),
    GoneArgument(_READERS, "verbose", "3.0", "nothing", remove=True),
    GoneArgument("pandas.read_excel", "sheetname", "1.0", "`sheet_name=`", rename="sheet_name"),
    GoneArgument("pandas.concat", "join_axes", "1.0", "`.reindex(...)` after the call"),
    GoneArgument("frame.to_csv series.to_csv", "line_terminator", "2.0", "`lineterminator=`", rename="lineterminator"),
    GoneArgument("frame.describe series.describe", "datetime_is_numeric", "2.0", "nothing", remove=True),
    # -- values
    GoneValue(
        "pandas.to_numeric pandas.to_datetime", "errors", "ignore", "3.0", advice='use `errors="coerce"`, or `try`'
    ),
    GoneValue("series.between", "inclusive", True, "2.0", '"both"'),
    GoneValue("series.between", "inclusive", False, "2.0", '"neither"'),
    *(
        GoneValue("frame.interpolate series.interpolate", "method", old, "3.0", advice=f"use `.{new}()`")
        for old, new in _FILLS.items()
    ),
    *(
        GoneValue(
            "frame.pct_change series.pct_change", "fill_method", old, "3.0", advice=f"use `.{new}().pct_change()`"
        )
        for old, new in _FILLS.items()
    ),
    *(GoneValue(_WITH_FREQUENCY, "freq", old, "3.0", f'"{new}"') for old, new in _FREQUENCIES.items()),
    *(GoneValue("frame.resample series.resample", "rule", old, "3.0", f'"{new}"') for old, new in _FREQUENCIES.items()),
    # -- by name only
    Named("frame.drop series.drop", 1, "labels axis index columns level inplace errors", "2.0"),
    Named("frame.drop_duplicates", 1, "subset keep inplace ignore_index", "2.0"),
    Named("series.sort_values", 0, "axis ascending inplace kind na_position", "2.0"),
    Named("series.str.split series.str.rsplit", 1, "pat n expand", "2.0"),
    Named("frame.dropna", 0, "axis how thresh subset inplace", "2.0"),
    Named("frame.sort_values", 1, "by axis ascending inplace kind na_position", "2.0"),
    Named("frame.set_index", 1, "keys drop append inplace verify_integrity", "2.0"),
    Named("frame.reset_index series.reset_index", 1, "level drop inplace", "2.0"),
    Named("pandas.concat", 1, "objs axis join", "2.0"),
    Named("pandas.read_csv", 1, "filepath_or_buffer sep delimiter header names index_col usecols", "2.0"),
)
