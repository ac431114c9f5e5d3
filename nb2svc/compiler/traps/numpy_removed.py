"""What numpy has taken away. Versions are the first ones without it; 1.26 is the oldest that nb2svc runs on."""

from __future__ import annotations

from typing import Final

from nb2svc.compiler.traps.entries import Entry, GoneName

__all__ = ["ENTRIES"]

# names that stood for Python's own types
_PYTHON_TYPES: Final = "float int object str complex"
_RENAMED_IN_2: Final = {
    "float_": "float64", "complex_": "complex128", "unicode_": "str_", "string_": "bytes_", "Inf": "inf",
    "Infinity": "inf", "infty": "inf", "NaN": "nan", "PINF": "inf", "product": "prod", "cumproduct": "cumprod",
    "alltrue": "all", "sometrue": "any", "round_": "round", "mat": "asmatrix",
}  # fmt: skip

ENTRIES: Final[tuple[Entry, ...]] = (
    *(GoneName(f"numpy.{name}", "1.24", f"`{name}`", whole=name) for name in _PYTHON_TYPES.split()),
    GoneName("numpy.bool8", "2.0", "`np.bool_`", rename="bool_"),
    *(GoneName(f"numpy.{old}", "2.0", f"`np.{new}`", rename=new) for old, new in _RENAMED_IN_2.items()),
    GoneName("numpy.asfarray", "2.0", "`np.asarray(..., dtype=float)`"),
    GoneName("numpy.int0", "2.0", "`np.intp`", rename="intp"),
    GoneName("numpy.find_common_type", "2.0", "`np.result_type`"),
    GoneName("numpy.math", "2.0", "`import math`"),
    GoneName("numpy.warnings", "1.25", "`import warnings`"),
    GoneName("numpy.rank", "1.18", "`np.ndim`", rename="ndim"),
    GoneName("numpy.alen", "1.23", "`len`", whole="len"),
    GoneName("numpy.set_string_function", "2.0", "`np.set_printoptions(formatter=...)`"),
    GoneName(
        "numpy.VisibleDeprecationWarning",
        "2.0",
        "`np.exceptions.VisibleDeprecationWarning`",
        rename="exceptions.VisibleDeprecationWarning",
    ),
    GoneName("numpy.asscalar", "1.23", "`.item()`"),
    GoneName("numpy.msort", "2.0", "`np.sort(..., axis=0)`"),
    GoneName("numpy.in1d", "2.4", "`np.isin`", rename="isin"),
    GoneName("numpy.trapz", "2.4", "`np.trapezoid`", rename="trapezoid"),
    GoneName("scipy.interp", "1.10", "`np.interp`"),
    GoneName("scipy.stats.binom_test", "1.12", "`scipy.stats.binomtest`"),
    GoneName("scipy.stats.median_absolute_deviation", "1.9", "`median_abs_deviation`"),
    GoneName("scipy.integrate.simps", "1.14", "`simpson`", rename="simpson"),
    GoneName("scipy.misc.imread", "1.2", "`imageio.imread`"),
)
