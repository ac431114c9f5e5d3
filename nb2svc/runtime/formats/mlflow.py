"""JSON as clients of MLflow's scoring server send it, and answers as they read them.

The shapes are those of `mlflow.pyfunc.scoring_server` and `mlflow.utils.proto_json_utils` (MLflow 3):
`dataframe_split`, `dataframe_records`, `instances` and `inputs`. Its clients write a missing number as NaN and a
missing time as "NaT".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import orjson
import pandas as pd

from nb2svc.manifest import OutputField, RequestSchema
from nb2svc.runtime.formats.columns import check_columns
from nb2svc.runtime.formats.exchange import Answers, BodyError, Decoded, Limits, refuse_rows
from nb2svc.runtime.formats.json_rows import parse_json
from nb2svc.runtime.rows.values import show

__all__ = ["decode_invocation", "encode_predictions"]


def decode_invocation(body: bytes, schema: RequestSchema, limits: Limits) -> Decoded:
    """Return the rows of an invocation.

    Args:
        body: JSON, in which NaN is allowed.
        schema: what a row is.
        limits: how much a request may hold.

    Raises:
        BodyError: the body is no JSON, or has none of the four shapes.
        ColumnsError: columns are missing or unknown.
    """
    data = _parse(body)
    if not isinstance(data, dict):
        raise _refuse(f"the body is {show(data)}; expected an object with one of {_KNOWN}")
    found = [name for name in _SHAPES if name in data]
    if len(found) != 1:
        has = " and ".join(f"`{name}`" for name in found) or "none of them"
        raise _refuse(f"expected exactly one of {_KNOWN}, found {has}")
    if data.get("params"):
        raise _refuse("`params` are not taken: the parameters of the notebook were fixed when this version was built")
    return _SHAPES[found[0]](data[found[0]], schema, limits)


def _parse(body: bytes) -> Any:
    try:
        return parse_json(body)
    except BodyError:
        if b"NaN" not in body and b"Infinity" not in body:
            raise
    try:
        return json.loads(body, parse_constant=_CONSTANTS.__getitem__)
    except (ValueError, RecursionError) as error:
        message = f"the body is no JSON: {str(error)[:200]}"
        raise BodyError(message, type="json-invalid", status=400) from error


def _from_split(data: Any, schema: RequestSchema, limits: Limits) -> Decoded:
    if not isinstance(data, dict) or not isinstance(data.get("data"), list):
        raise _refuse(f"`dataframe_split` is {show(data)}; expected an object with `columns` and `data`")
    names, rows = data.get("columns"), data["data"]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _refuse("`dataframe_split` has no `columns`, a list of their names")
    refuse_rows(len(rows), limits)
    check_columns(names, schema)
    for position, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != len(names):
            there = f"{len(row)} values" if isinstance(row, list) else show(row)
            raise _refuse(f"row {position} of `data` is {there}; expected a list of {len(names)}, as `columns` has")
    columns = {name: [row[position] for row in rows] for position, name in enumerate(names)}
    return _decoded(columns, len(rows), schema)


def _from_records(data: Any, schema: RequestSchema, limits: Limits) -> Decoded:
    if not isinstance(data, list):
        raise _refuse(f"the rows are {show(data)}; expected a list")
    refuse_rows(len(data), limits)
    times = _time_fields(schema)
    rows = [_without_nat(row, times) if isinstance(row, dict) and times else row for row in data]
    return Decoded(rows=rows, count=len(rows))


def _from_inputs(data: Any, schema: RequestSchema, limits: Limits) -> Decoded:
    """Return rows from a list of them, from columns by name, or from one row by name."""
    if isinstance(data, list):
        return _from_records(data, schema, limits)
    if not isinstance(data, dict):
        return Decoded(rows=[data], count=1)
    are_lists = {isinstance(values, list) for values in data.values()}
    if are_lists <= {False}:
        return _from_records([data], schema, limits)
    if are_lists != {True}:
        raise _refuse("`inputs` has lists and single values; expected a list for each column, or one value for each")
    lengths = {name: len(values) for name, values in data.items()}
    if len(set(lengths.values())) != 1:
        told = ", ".join(f"`{name}` {length}" for name, length in [*lengths.items()][:10])
        raise _refuse(f"the columns have different numbers of rows: {told}")
    count = next(iter(lengths.values()))
    refuse_rows(count, limits)
    check_columns(data, schema)
    return _decoded(data, count, schema)


def _decoded(columns: Mapping[str, list[Any]], count: int, schema: RequestSchema) -> Decoded:
    read = {field.name for field in schema.fields if field.required}
    times = _time_fields(schema)
    taken = {
        name: [None if value == _NO_TIME else value for value in values] if name in times else values
        for name, values in columns.items()
        if name in read
    }
    return Decoded(rows=pd.DataFrame(taken, index=pd.RangeIndex(count), dtype=object), count=count)


def _time_fields(schema: RequestSchema) -> set[str]:
    return {field.name for field in schema.fields if field.kind == "datetime"}


def _without_nat(row: Mapping[str, Any], times: set[str]) -> dict[str, Any]:
    return {name: None if name in times and value == _NO_TIME else value for name, value in row.items()}


def _refuse(message: str) -> BodyError:
    return BodyError(message, type="body-type", status=422)


_NO_TIME: Final = "NaT"
_CONSTANTS: Final = {"NaN": None, "Infinity": float("inf"), "-Infinity": float("-inf")}
_SHAPES: Final[dict[str, Callable[[Any, RequestSchema, Limits], Decoded]]] = {
    "dataframe_split": _from_split,
    "dataframe_records": _from_records,
    "instances": _from_records,
    "inputs": _from_inputs,
}
_KNOWN: Final = ", ".join(f"`{name}`" for name in _SHAPES)


def encode_predictions(answers: Answers, response: Sequence[OutputField]) -> bytes:
    """Return answers as MLflow gives them: a list of values for one output, a list of records for several."""
    if len(response) == 1:
        (field,) = response
        return orjson.dumps({"predictions": [answer[field.name] for answer in answers]})
    return orjson.dumps({"predictions": answers})
