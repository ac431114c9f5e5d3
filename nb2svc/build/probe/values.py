"""Values that have rows, whatever library they come from: how many, these rows of it, are two the same."""

from __future__ import annotations

import copy
import math
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

__all__ = [
    "column_labels",
    "copy_value",
    "count_rows",
    "dimensions",
    "has_rows",
    "holds_batches",
    "is_bunch",
    "is_dataset",
    "is_view",
    "qualified_type",
    "same",
    "take",
]

# How far numbers may be apart: one row and many rows take different paths through BLAS and vector units.
TOLERANCE: Final = {"float64": (1e-9, 1e-12), "float32": (1e-5, 1e-6), "float16": (1e-3, 1e-4)}


def has_rows(value: Any) -> bool:
    """Whether the value is of a kind that can hold one entry per row."""
    if isinstance(value, np.ndarray):
        return value.ndim > 0
    if _is_tensor(value):
        return bool(value.dim() > 0)
    labelled = pd.DataFrame | pd.Series | pd.Index | pd.api.extensions.ExtensionArray
    return isinstance(value, labelled | list) or _is_sparse(value)


def is_bunch(value: Any) -> bool:
    """Whether the value is what `load_iris()` and the like give: arrays of the same rows, and names."""
    bunch = getattr(sys.modules.get("sklearn.utils"), "Bunch", None)
    return bunch is not None and isinstance(value, bunch)


def count_rows(value: Any) -> int:
    """Return the number of rows of a value that has rows."""
    return int(value.shape[0]) if hasattr(value, "shape") else len(value)


def dimensions(value: Any) -> int:
    """Return 1 for one entry per row, more for a frame or nested arrays."""
    if isinstance(value, list):
        return 1 + (bool(value) and isinstance(value[0], list | tuple | np.ndarray))
    return int(getattr(value, "ndim", 1))


def column_labels(value: Any) -> tuple[str, ...]:
    """Return the texts of a list that may name columns."""
    if not isinstance(value, pd.Index | np.ndarray | list | tuple) or getattr(value, "ndim", 1) != 1:
        return ()
    labels = tuple(value)
    return tuple(str(label) for label in labels) if all(isinstance(label, str) for label in labels) else ()


def is_view(value: Any) -> bool:
    """Whether the value only gives access to others: `.str`, `.loc`, a groupby, a dict of columns, a function."""
    if isinstance(value, dict | tuple | slice | range | Iterator) or type(value).__name__ == "function":
        return True
    if is_dataset(value):
        return True
    module = type(value).__module__
    return module.startswith("pandas.") and not isinstance(
        value,
        pd.DataFrame
        | pd.Series
        | pd.Index
        | pd.Timestamp
        | pd.Timedelta
        | pd.Interval
        | pd.api.extensions.ExtensionDtype
        | pd.api.extensions.ExtensionArray,
    )


def is_dataset(value: Any) -> bool:
    """Whether the value holds rows for a library: a data set or loader of torch, a matrix of xgboost."""
    torch = torch_module()
    data = getattr(getattr(torch, "utils", None), "data", None)
    if data is not None and isinstance(value, data.Dataset | data.DataLoader):
        return True
    holds = any(hasattr(type(value), name) for name in ("num_row", "num_data"))
    return holds and not hasattr(value, "predict")


def holds_batches(value: Any, total: int) -> bool:
    """Whether the value is a list of batches that make up `total` rows."""
    if not isinstance(value, list) or not value or not all(has_rows(part) for part in value):
        return False
    return sum(map(count_rows, value)) == total


def take(value: Any, positions: np.ndarray) -> Any:
    """Return the rows at these positions, in this order, as a copy; frames get a fresh index."""
    if isinstance(value, pd.DataFrame | pd.Series):
        return value.iloc[positions].reset_index(drop=True).copy()
    if isinstance(value, list):
        return [copy.copy(value[i]) for i in positions]
    if _is_tensor(value):
        return value[torch_module().as_tensor(positions, dtype=torch_module().long)].clone()
    if _is_sparse(value):
        value = value.tocsr()  # not every sparse format can be indexed
    return value[positions].copy() if hasattr(value, "copy") else value[positions]


def copy_value(value: Any) -> Any:
    """Return an independent copy of a value with rows or of an access to one."""
    if isinstance(value, pd.DataFrame | pd.Series | pd.Index | np.ndarray) or _is_sparse(value):
        return value.copy()
    if _is_tensor(value):
        return value.clone()
    return copy.deepcopy(value)


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal row by row; numbers within a tolerance, missing equal to missing."""
    if isinstance(left, pd.DataFrame) and isinstance(right, pd.DataFrame):
        return (
            left.shape == right.shape
            and list(left.columns) == list(right.columns)
            and all(same(left.iloc[:, i], right.iloc[:, i]) for i in range(left.shape[1]))
        )
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if _categories(left) != _categories(right):
        return False
    if has_rows(left) != has_rows(right):
        return False
    if not has_rows(left):
        return _same_scalar(left, right)
    a, b = _as_array(left), _as_array(right)
    return a.shape == b.shape and _same_arrays(a, b)


def qualified_type(value: Any) -> str:
    """Return the type's name with the shortest module that has it: `sklearn.linear_model.LinearRegression`."""
    kind = type(value)
    if kind.__module__ == "builtins":
        return kind.__qualname__
    parts = kind.__module__.split(".")
    for end in range(1, len(parts) + 1):
        module = sys.modules.get(".".join(parts[:end]))
        if module is not None and vars(module).get(kind.__name__) is kind:
            return f"{module.__name__}.{kind.__name__}"
    return f"{kind.__module__}.{kind.__qualname__}"


def torch_module() -> Any:
    """Return torch where the notebook has imported it; it is never imported for its own sake."""
    return sys.modules.get("torch")


def _is_tensor(value: Any) -> bool:
    torch = torch_module()
    return torch is not None and hasattr(torch, "Tensor") and isinstance(value, torch.Tensor)


def _is_sparse(value: Any) -> bool:
    sparse = sys.modules.get("scipy.sparse")
    return sparse is not None and bool(sparse.issparse(value))


def _categories(value: Any) -> list[Any] | None:
    dtype = getattr(value, "dtype", None)
    return list(dtype.categories) if isinstance(dtype, pd.CategoricalDtype) else None


def _as_array(value: Any) -> np.ndarray:
    if _is_tensor(value):
        array: np.ndarray = value.detach().cpu().numpy()
        return array
    if _is_sparse(value):
        dense: np.ndarray = value.toarray()
        return dense
    if isinstance(value, pd.Series | pd.Index | pd.api.extensions.ExtensionArray):
        value = value if isinstance(value, pd.Series | pd.Index) else pd.Series(value)
        numeric = pd.api.types.is_numeric_dtype(value.dtype) or pd.api.types.is_bool_dtype(value.dtype)
        if numeric and not value.hasnans:
            return np.asarray(value)
        if numeric:
            return np.asarray(value.astype("float64"))
        return np.asarray(value.astype(object))
    if isinstance(value, list):
        return _list_array(value)
    return np.asarray(value)


def _list_array(value: Sequence[Any]) -> np.ndarray:
    try:
        array = np.asarray(value)
    except ValueError:
        array = np.empty(len(value), dtype=object)
    if array.dtype.kind in "OUS":
        array = np.empty(len(value), dtype=object)
        array[:] = [tuple(v) if isinstance(v, list) else v for v in value]
    return array


def _same_arrays(a: np.ndarray, b: np.ndarray) -> bool:
    if a.dtype.kind in "biufc" and b.dtype.kind in "biufc":
        kinds = sorted((_precision(a), _precision(b)), key=lambda name: TOLERANCE.get(name, (0.0, 0.0)), reverse=True)
        rtol, atol = TOLERANCE.get(kinds[0], (0.0, 0.0))
        return bool(np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True))
    if a.dtype.kind in "mM" and b.dtype.kind in "mM":
        return bool(((a == b) | (np.isnat(a) & np.isnat(b))).all())
    return all(_same_scalar(x, y) for x, y in zip(a.ravel().tolist(), b.ravel().tolist(), strict=True))


def _precision(values: np.ndarray) -> str:
    """Return the dtype that the numbers were computed in: `.tolist()` gives Python's floats for those of torch."""
    if values.dtype != np.float64 or values.size == 0:
        return str(values.dtype)
    with np.errstate(over="ignore"):
        is_single = (values.astype(np.float32) == values) | np.isnan(values)
    if not is_single.all():
        return "float64"
    mantissas = np.frexp(values[np.isfinite(values)])[0] * 2**16  # short ones (12.25, counts) are of any precision
    return "float32" if bool((mantissas != np.round(mantissas)).any()) else "float64"


def _same_scalar(x: Any, y: Any) -> bool:
    if isinstance(x, float) and isinstance(y, float):
        return math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-12) or (math.isnan(x) and math.isnan(y))
    if _is_missing(x) or _is_missing(y):
        return _is_missing(x) and _is_missing(y)
    if has_rows(x) or has_rows(y) or isinstance(x, tuple):
        return type(x) is type(y) and same(list(x), list(y))
    return bool(x == y)


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))
