"""The Open Inference Protocol (v2) as clients of KServe and Triton speak it, with tensors as JSON and as bytes.

One tensor per field, of shape [n] or [n, 1], or [n, ...] for arrays. A missing value is null in JSON and NaN in the
bytes of FP tensors; bytes of other tensors cannot tell one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import orjson
import pandas as pd

from nb2svc.manifest import Field, Manifest, OutputField, RequestSchema
from nb2svc.runtime.formats.columns import check_columns
from nb2svc.runtime.formats.exchange import Answers, BodyError, Decoded, Encoded, Limits, refuse_rows
from nb2svc.runtime.formats.json_rows import parse_json
from nb2svc.runtime.formats.tensors import (
    DATATYPES,
    Tensor,
    datatype_of,
    fill_tensor,
    pack,
    read_packed,
    read_values,
)
from nb2svc.runtime.rows.values import show, suggest

__all__ = ["EXTENSIONS", "HEAD_LENGTH", "Inference", "datatype_of", "describe_model", "read_inference"]

HEAD_LENGTH: Final = "Inference-Header-Content-Length"
EXTENSIONS: Final = ("binary_tensor_data",)
_DIMENSIONS: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """A request to infer.

    Attributes:
        decoded: its rows.
        id: what the caller calls it, or empty.
        outputs: the outputs to return, and whether each is wanted as bytes.
    """

    decoded: Decoded
    id: str
    outputs: Mapping[str, bool]

    def encode(self, answers: Answers, manifest: Manifest) -> Encoded:
        """Return the answer to it.

        Args:
            answers: one per row.
            manifest: of the version that gave them.
        """
        fields = {field.name: field for field in manifest.response}
        tensors = [fill_tensor(fields[name], [answer[name] for answer in answers]) for name in self.outputs]
        packed = [pack(tensor) if self.outputs[tensor.name] else None for tensor in tensors]
        head = {"model_name": manifest.service, "model_version": str(manifest.number)}
        head |= {"id": self.id} if self.id else {}
        outputs = [_describe_output(tensor, data) for tensor, data in zip(tensors, packed, strict=True)]
        text = orjson.dumps(head | {"outputs": outputs})
        tail = [data for data in packed if data is not None]
        if not tail:
            return Encoded(content=text, media_type="application/json")
        headers = {HEAD_LENGTH: str(len(text))}
        return Encoded(content=b"".join([text, *tail]), media_type="application/octet-stream", headers=headers)


def _describe_output(tensor: Tensor, data: bytes | None) -> dict[str, Any]:
    head = {"name": tensor.name, "datatype": tensor.datatype, "shape": tensor.shape}
    return head | ({"data": tensor.elements} if data is None else {"parameters": {"binary_data_size": len(data)}})


def describe_model(manifest: Manifest) -> dict[str, Any]:
    """Return the metadata of a model: its inputs are the fields that the service reads."""
    inputs = [field for field in manifest.request.fields if field.required]
    return {
        "name": manifest.service,
        "versions": [str(manifest.number)],
        "platform": "nb2svc_python",
        "inputs": [_describe_tensor(field) for field in inputs],
        "outputs": [_describe_tensor(field) for field in manifest.response],
    }


def _describe_tensor(field: Field | OutputField) -> dict[str, Any]:
    return {"name": field.name, "datatype": datatype_of(field), "shape": [-1, *field.shape]}


def read_inference(
    body: bytes, *, head_length: str, schema: RequestSchema, response: Sequence[OutputField], limits: Limits
) -> Inference:
    """Return a request to infer.

    Args:
        body: a JSON object, and behind it the bytes of tensors.
        head_length: the header that tells the length of the JSON where bytes follow it, or empty.
        schema: what a row is.
        response: the fields of an answer.
        limits: how much a request may hold.

    Raises:
        BodyError: the body is none; the message names the input.
        ColumnsError: inputs are missing or unknown.
    """
    head, tail = _split(body, head_length)
    data = parse_json(head)
    inputs = data.get("inputs") if isinstance(data, dict) else None
    if not isinstance(inputs, list) or not all(isinstance(given, dict) for given in inputs):
        raise _broken("the body has no `inputs`, a list of tensors with name, shape, datatype and data")
    name = data.get("id")
    if name is not None and not isinstance(name, str):
        raise _broken(f"`id` is {show(name)}, expected a text")
    outputs = _read_outputs(data, response)
    check_columns([_text(given, "name") for given in inputs], schema)
    columns = dict(_read_inputs(inputs, tail, {field.name: field for field in schema.fields}, limits))
    count = _count_rows(columns)
    read = {field.name: columns[field.name] for field in schema.fields if field.required}
    frame = pd.DataFrame(read, index=pd.RangeIndex(count), dtype=object)
    return Inference(decoded=Decoded(rows=frame, count=count), id=name or "", outputs=outputs)


def _split(body: bytes, head_length: str) -> tuple[bytes, memoryview]:
    if not head_length:
        return body, memoryview(b"")
    if not head_length.isdecimal() or len(head_length) > 15 or int(head_length) > len(body):
        raise _broken(f"the header {HEAD_LENGTH} is {head_length[:60]!r}, and the body has {len(body)} bytes")
    return body[: int(head_length)], memoryview(body)[int(head_length) :]


def _read_inputs(
    inputs: Sequence[dict[str, Any]], tail: memoryview, fields: Mapping[str, Field], limits: Limits
) -> Iterator[tuple[str, list[Any]]]:
    """Give each input with one value per row; the bytes of tensors stand behind each other in the order of inputs."""
    for given in inputs:
        name = _text(given, "name")
        try:
            size = _packed_size(given, len(tail))
            shape = _read_shape(given, fields[name], limits)
            flat = _read_elements(given, shape, None if size is None else tail[:size])
        except BodyError as error:
            raise BodyError(f"input `{name[:60]}`: {error.message}", type=error.type, status=error.status) from error
        tail = tail[size or 0 :]
        yield name, _to_rows(flat, shape)
    if len(tail):
        raise _broken(f"{len(tail)} bytes follow the last tensor")


def _packed_size(given: Mapping[str, Any], left: int) -> int | None:
    parameters = given.get("parameters")
    parameters = {} if parameters is None else parameters
    if not isinstance(parameters, dict):
        raise _broken("`parameters` is no object")
    if "shared_memory_region" in parameters:
        raise _broken("shared memory is not read; send the data")
    size = parameters.get("binary_data_size")
    if size is None:
        return None
    if type(size) is not int or not 0 <= size <= left:
        raise _broken(f"`binary_data_size` is {show(size)}, and there are {left} bytes")
    return size


def _read_shape(given: Mapping[str, Any], field: Field, limits: Limits) -> tuple[int, ...]:
    shape = given.get("shape")
    if not isinstance(shape, list) or not all(type(length) is int and length >= 0 for length in shape):
        raise _broken("there is no `shape`, a list of whole numbers")
    if not 0 < len(shape) <= _DIMENSIONS:
        raise _broken(f"the shape has {len(shape)} dimensions; the first one counts the rows")
    refuse_rows(shape[0], limits)
    if not field.shape and shape[1:] not in ([], [1]):
        raise _broken(f"the shape is {shape}, expected [n] or [n, 1]: one value per row")
    if field.shape and (*shape[1:],) != field.shape:
        raise _broken(f"the shape is {shape}, expected {['n', *field.shape]}")
    return (shape[0], *field.shape)


def _read_elements(given: Mapping[str, Any], shape: Sequence[int], packed: memoryview | None) -> list[Any]:
    datatype, count = _text(given, "datatype"), math.prod(shape)
    if datatype != "BYTES" and datatype not in DATATYPES:
        raise _broken(f"the datatype is {datatype[:60]!r}; known are BYTES, {', '.join(DATATYPES)}")
    if packed is not None:
        return read_packed(packed, datatype, count)
    return read_values(given.get("data"), datatype, count)


def _to_rows(flat: list[Any], shape: Sequence[int]) -> list[Any]:
    if len(shape) == 1:
        return flat
    rows = np.empty(len(flat), dtype=object)
    rows[:] = flat
    listed: list[Any] = rows.reshape(shape).tolist()
    return listed


def _count_rows(columns: Mapping[str, Sequence[Any]]) -> int:
    counts = {len(values) for values in columns.values()}
    if len(counts) > 1:
        told = ", ".join(f"`{name}` {len(values)}" for name, values in [*columns.items()][:10])
        raise _broken(f"the inputs have different numbers of rows: {told}")
    return counts.pop() if counts else 0


def _read_outputs(data: Mapping[str, Any], response: Sequence[OutputField]) -> dict[str, bool]:
    """Return the outputs that are wanted, all of them where none is named, and whether as bytes."""
    parameters = data.get("parameters") or {}
    everywhere = isinstance(parameters, dict) and parameters.get("binary_data_output") is True
    known, wanted = [field.name for field in response], data.get("outputs") or []
    if not isinstance(wanted, list) or not all(isinstance(output, dict) for output in wanted):
        raise _broken("`outputs` is no list of objects with a name")
    found: dict[str, bool] = {}
    for output in wanted:
        name, own = _text(output, "name"), output.get("parameters") or {}
        if name not in known:
            raise _broken(f"there is no output `{name[:60]}`{suggest(name, known)}; there are {', '.join(known)}")
        if not isinstance(own, dict) or "classification" in own or "shared_memory_region" in own:
            raise _broken(f"output `{name}`: classification and shared memory are not answered")
        found[name] = bool(own.get("binary_data", everywhere))
    return found or dict.fromkeys(known, everywhere)


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise _broken(f"there is no `{name}`, a text")
    return value


def _broken(message: str) -> BodyError:
    return BodyError(message, type="inference-invalid", status=400)
