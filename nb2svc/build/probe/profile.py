"""The loaded rows in numbers: request schema, reference profile, fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from nb2svc.build.probe.histogram import count_between, count_up_to, even_edges, tenths
from nb2svc.build.probe.values import count_rows
from nb2svc.manifest import Field, FieldKind, InputKind, OutputField, RequestSchema

__all__ = [
    "describe_input",
    "describe_literal",
    "describe_output",
    "field_kind",
    "fingerprint",
    "profile_answers",
    "profile_input",
]

# A text column with at most this many different values, each seen several times, is a category.
MOST_CATEGORIES: Final = 50
LEAST_REPEATS: Final = 5


def describe_input(name: str, value: Any) -> RequestSchema:
    """Return what a request row looks like, from the loaded rows."""
    if isinstance(value, pd.DataFrame):
        fields = tuple(_describe_column(str(c), value.iloc[:, i]) for i, c in enumerate(value.columns))
        return RequestSchema(name=name, input="frame", fields=fields)
    if isinstance(value, pd.Series):
        return RequestSchema(name=name, input="series", fields=(_describe_column(name, value),))
    array = np.asarray(value)
    if array.ndim == 1:
        kind: InputKind = "list" if isinstance(value, list) else "array"
        return RequestSchema(name=name, input=kind, fields=(_describe_column(name, pd.Series(value)),))
    field = Field(
        name=name,
        kind="array",
        dtype=str(array.dtype),
        minimum=_number(array.min()),
        maximum=_number(array.max()),
        shape=tuple(int(n) for n in array.shape[1:]),
        example=array[0].tolist(),
    )
    return RequestSchema(name=name, input="list" if isinstance(value, list) else "array", fields=(field,))


def _describe_column(name: str, values: pd.Series) -> Field:
    kind = field_kind(values)
    known = values.dropna()
    return Field(
        name=name,
        kind=kind,
        dtype=str(values.dtype),
        nullable=bool(values.isna().any()),
        categories=_categories(kind, values, known),
        minimum=_bound(kind, known, "min"),
        maximum=_bound(kind, known, "max"),
        example=_plain(kind, known.iloc[0]) if len(known) else None,
    )


def describe_literal(name: str, values: Sequence[Any], column: Field | None, *, is_count: bool) -> Field:
    """Return the field of a request whose value stands in the notebook as a literal.

    Args:
        name: of the field.
        values: the literals, one for each call that the notebook makes.
        column: the loaded column of that name, for what is known of it.
        is_count: whether it is a number of things.
    """
    example = values[0]
    if isinstance(example, list | tuple):
        numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for held in values for v in held)
        dtype = "number" if numbers else "object"
        return Field(name=name, kind="array", dtype=dtype, shape=(len(example),), example=list(example))
    if isinstance(example, bool | str):
        kind: FieldKind = "boolean" if isinstance(example, bool) else "string"
        return Field(name=name, kind=kind, dtype="bool" if kind == "boolean" else "object", example=example)
    kind = "integer" if is_count else "number"
    low, high = (
        (column.minimum, column.maximum) if column is not None and column.kind in {"integer", "number"} else (None,) * 2
    )
    dtype = "int64" if is_count else "number"
    return Field(name=name, kind=kind, dtype=dtype, minimum=low, maximum=high, example=example)


def field_kind(values: pd.Series) -> FieldKind:
    """Return which JSON value a column takes; a column of objects is judged by what it holds."""
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return field_kind(pd.Series(dtype.categories))
    types = pd.api.types
    if types.is_bool_dtype(dtype):
        return "boolean"
    if types.is_integer_dtype(dtype):
        return "integer"
    if types.is_numeric_dtype(dtype):
        return "number"
    if types.is_datetime64_any_dtype(dtype):
        return "datetime"
    if types.is_object_dtype(dtype):
        return _object_kind(values.dropna())
    return "string"


def _object_kind(known: pd.Series) -> FieldKind:
    inferred = pd.api.types.infer_dtype(known, skipna=True)
    kinds: dict[str, FieldKind] = {
        "boolean": "boolean",
        "integer": "integer",
        "floating": "number",
        "mixed-integer-float": "number",
        "datetime": "datetime",
        "datetime64": "datetime",
    }
    if inferred in kinds:
        return kinds[inferred]
    return "array" if len(known) and isinstance(known.iloc[0], list | tuple | np.ndarray) else "string"


def _categories(kind: FieldKind, values: pd.Series, known: pd.Series) -> tuple[Any, ...] | None:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return tuple(_plain(kind, v) for v in values.dtype.categories)
    if kind != "string":
        return None
    distinct = known.unique()
    few = len(distinct) <= MOST_CATEGORIES and len(distinct) * LEAST_REPEATS <= len(known)
    return tuple(sorted(str(v) for v in distinct)) if few else None


def _bound(kind: FieldKind, known: pd.Series, which: Literal["min", "max"]) -> Any:
    if kind not in {"integer", "number", "datetime"} or not len(known) or isinstance(known.dtype, pd.CategoricalDtype):
        return None
    return _plain(kind, getattr(known, which)())


def _plain(kind: FieldKind, value: Any) -> Any:
    match kind:
        case "integer":
            return int(value)
        case "number":
            return _number(value)
        case "boolean":
            return bool(value)
        case "datetime":
            return pd.Timestamp(value).isoformat()
        case "array":
            return np.asarray(value).tolist()
        case _:
            return str(value)


def _number(value: Any) -> float | int | None:
    if np.issubdtype(type(value), np.integer):
        return int(value)
    return float(value) if np.isfinite(value) else None


def describe_output(name: str, value: Any) -> OutputField:
    """Return the description of an answer field from the values of the run."""
    if isinstance(value, pd.Series):
        return OutputField(name=name, kind=field_kind(value), dtype=str(value.dtype))
    array = np.asarray(value.detach().cpu() if hasattr(value, "detach") else value)
    if array.ndim > 1:
        return OutputField(
            name=name, kind="array", dtype=str(array.dtype), shape=tuple(int(n) for n in array.shape[1:])
        )
    return OutputField(name=name, kind=field_kind(pd.Series(array)), dtype=str(array.dtype))


def profile_input(name: str, value: Any) -> dict[str, Any]:
    """Return the reference profile: per field how often it is missing and how its values are spread."""
    frame = value if isinstance(value, pd.DataFrame) else None
    if frame is None:
        array = np.asarray(value)
        frame = pd.DataFrame({name: array if array.ndim == 1 else array.reshape(len(array), -1).mean(axis=1)})
    fields = {str(c): _profile_column(frame.iloc[:, i]) for i, c in enumerate(frame.columns)}
    return {"rows": count_rows(value), "fields": fields}


def profile_answers(answers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the same for what the notebook answered.

    Args:
        answers: one dict per row, with JSON values.
    """
    names = answers[0] if answers else {}
    fields = {name: _profile_column(pd.Series([answer[name] for answer in answers])) for name in names}
    return {"rows": len(answers), "fields": fields}


def _profile_column(values: pd.Series) -> dict[str, Any]:
    kind = field_kind(values)
    known = values.dropna()
    profile: dict[str, Any] = {"kind": kind, "nulls": int(values.isna().sum())}
    if kind in {"integer", "number"} and len(known) and not isinstance(values.dtype, pd.CategoricalDtype):
        numbers = known.astype("float64")
        points = np.linspace(0, 1, 11)
        profile["quantiles"] = [float(q) for q in numbers.quantile(points)]
        profile["mean"], profile["std"] = float(numbers.mean()), float(numbers.std(ddof=0))
        finite = np.asarray(numbers, dtype=np.float64)
        finite = finite[np.isfinite(finite)]
        if len(finite):
            edges, limits = even_edges(finite), tenths(finite)
            profile["histogram"] = {"edges": edges, "counts": count_between(finite, edges)}
            profile["tenths"] = {"limits": limits, "counts": count_up_to(finite, limits)}
    elif kind in {"string", "boolean"}:
        counts = known.astype(str).value_counts()
        profile["distinct"] = len(counts)
        profile["counts"] = {str(k): int(v) for k, v in counts.head(MOST_CATEGORIES).items()}
    elif kind == "datetime" and len(known):
        profile["minimum"], profile["maximum"] = str(known.min()), str(known.max())
    return profile


def fingerprint(name: str, value: Any) -> dict[str, Any]:
    """Return which data a version was trained on: name, size and a hash over all values."""
    if isinstance(value, pd.DataFrame):
        digest = hashlib.sha256(pd.util.hash_pandas_object(value, index=False).to_numpy().tobytes())
        columns = [str(c) for c in value.columns]
    else:
        flat = pd.Series(np.asarray(value).reshape(-1) if not isinstance(value, pd.Series) else value)
        digest = hashlib.sha256(pd.util.hash_pandas_object(flat, index=False).to_numpy().tobytes())
        columns = []
    return {"name": name, "rows": count_rows(value), "columns": columns, "sha256": digest.hexdigest()}
