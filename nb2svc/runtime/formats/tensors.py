"""Tensors of the Open Inference Protocol: datatypes, shapes, and data as JSON or as bytes."""

from __future__ import annotations

import contextlib
import json
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np

from nb2svc.manifest import Field, OutputField
from nb2svc.runtime.formats.exchange import BodyError
from nb2svc.runtime.rows.values import show

__all__ = ["DATATYPES", "Tensor", "datatype_of", "fill_tensor", "pack", "read_packed", "read_values"]

DATATYPES: Final = {"BOOL": "?"} | {
    f"{name}{8 * size}": f"<{letter}{size}"
    for name, letter, sizes in (("INT", "i", (1, 2, 4, 8)), ("UINT", "u", (1, 2, 4, 8)), ("FP", "f", (2, 4, 8)))
    for size in sizes
}
"""Datatype -> dtype of numpy, little-endian, as the protocol has it; BYTES stands apart."""
_KINDS: Final = {"integer": "INT64", "number": "FP64", "boolean": "BOOL", "string": "BYTES", "datetime": "BYTES"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tensor:
    """An output.

    Attributes:
        name: of the output.
        datatype: of its elements.
        shape: the number of rows, and what is in each.
        elements: flat, row by row; None is a missing value.
    """

    name: str
    datatype: str
    shape: tuple[int, ...]
    elements: Sequence[Any]


def datatype_of(field: Field | OutputField) -> str:
    """Return the datatype that holds the values of a field."""
    if field.kind in {"integer", "number", "array"} and field.dtype != "number":
        with contextlib.suppress(TypeError):  # a dtype of pandas, whose values are as their kind says
            dtype = np.dtype(field.dtype.removeprefix("torch.").lower())
            for name, known in DATATYPES.items():
                if dtype == np.dtype(known):
                    return name
    if field.kind != "array":
        return _KINDS[field.kind]
    return "BYTES" if _is_text(getattr(field, "example", None)) else "FP64"


def _is_text(value: Any) -> bool:
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
    return isinstance(value, str)


def read_values(data: Any, datatype: str, count: int) -> list[Any]:
    """Return the elements of a tensor that is given in JSON, flat; null is a missing value.

    An element is what its datatype can hold of it: 0.1 as FP32 is the number that it would be as bytes.

    Args:
        data: nested lists, or a flat one.
        datatype: of the elements.
        count: how many there have to be, by the shape.

    Raises:
        BodyError: another number of elements, or one that is not of the datatype.
    """
    flat = data
    while isinstance(flat, list) and any(isinstance(item, list) for item in flat):
        if not all(isinstance(item, list) for item in flat):
            raise _broken("the lists of `data` are not nested evenly")
        flat = list(chain.from_iterable(flat))
    if not isinstance(flat, list):
        raise _broken(f"`data` is {show(data)}, expected a list")
    if len(flat) != count:
        raise _broken(f"`data` has {len(flat)} elements, but the shape says {count}")
    for position, value in enumerate(flat):
        if value is not None and not _fits(value, datatype):
            raise _broken(f"element {position} is {show(value)}, which is no {datatype}")
    if datatype.startswith("FP"):
        with np.errstate(over="ignore"):  # what is too big for it becomes infinite, and then a fault of its row
            numbers = np.array([math.nan if value is None else float(value) for value in flat], dtype="f8")
            return _missing_as_none(numbers.astype(DATATYPES[datatype]).tolist())
    return flat


def _fits(value: Any, datatype: str) -> bool:
    if datatype == "BOOL":
        return isinstance(value, bool)
    if datatype == "BYTES":
        return isinstance(value, str)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    if datatype.startswith("FP"):
        return True
    limits = np.iinfo(DATATYPES[datatype])
    return isinstance(value, int) and int(limits.min) <= value <= int(limits.max)


def read_packed(data: memoryview, datatype: str, count: int) -> list[Any]:
    """Return the elements of a tensor that is given as bytes, flat; NaN is a missing value.

    Args:
        data: the bytes of the tensor.
        datatype: of the elements.
        count: how many there have to be, by the shape.

    Raises:
        BodyError: another number of bytes, or text that is not UTF-8.
    """
    if datatype == "BYTES":
        return _read_texts(data, count)
    dtype = np.dtype(DATATYPES[datatype])
    if len(data) != count * dtype.itemsize:
        raise _broken(f"there are {len(data)} bytes, but shape and datatype say {count * dtype.itemsize}")
    if datatype == "BOOL":
        return [byte != 0 for byte in data]
    return _missing_as_none(np.frombuffer(data, dtype=dtype).tolist())


def _missing_as_none(values: list[Any]) -> list[Any]:
    return [None if value != value else value for value in values]  # noqa: PLR0124 - only NaN is not itself


def _read_texts(data: memoryview, count: int) -> list[str]:
    texts: list[str] = []
    place = 0
    try:
        while place < len(data) and len(texts) <= count:
            (length,) = struct.unpack_from("<I", data, place)
            text = data[place + 4 : place + 4 + length]
            if len(text) != length:
                raise _broken(f"element {len(texts)} says that it has {length} bytes, and there are {len(text)}")
            texts.append(str(text, "utf-8"))
            place += 4 + length
    except (struct.error, UnicodeDecodeError) as error:
        raise _broken(f"element {len(texts)} is no UTF-8 text behind its length") from error
    if len(texts) != count:
        raise _broken(f"the bytes hold {len(texts)} elements, but the shape says {count}")
    return texts


def fill_tensor(field: OutputField, values: Sequence[Any]) -> Tensor:
    """Return the answers of one output as a tensor; what its datatype cannot hold is told as text.

    Args:
        field: the output.
        values: one per row.
    """
    shape, flat = (len(values), *field.shape), _flatten(values, field.shape)
    for datatype in (datatype_of(field), "BYTES"):
        if flat is not None and all(value is None or _fits(value, datatype) for value in flat):
            return Tensor(name=field.name, datatype=datatype, shape=shape, elements=flat)
    texts = [value if value is None or isinstance(value, str) else json.dumps(value) for value in values]
    return Tensor(name=field.name, datatype="BYTES", shape=(len(values),), elements=texts)


def _flatten(values: Sequence[Any], shape: Sequence[int]) -> list[Any] | None:
    """Return the elements of rows of a shape, or None where a row has another one."""
    flat = list(values)
    for length in shape:
        if not all(isinstance(value, list) and len(value) == length for value in flat):
            return None
        flat = list(chain.from_iterable(flat))
    return flat


def pack(tensor: Tensor) -> bytes | None:
    """Return the elements of a tensor as bytes, or None where one is missing and the datatype has nothing for that."""
    has_missing = any(value is None for value in tensor.elements)
    if tensor.datatype.startswith("FP"):
        numbers = [math.nan if value is None else value for value in tensor.elements]
        return np.array(numbers, dtype=DATATYPES[tensor.datatype]).tobytes()
    if has_missing:
        return None
    if tensor.datatype != "BYTES":
        return np.array(tensor.elements, dtype=DATATYPES[tensor.datatype]).tobytes()
    texts = [value.encode() for value in tensor.elements]
    return b"".join(struct.pack("<I", len(text)) + text for text in texts)


def _broken(message: str) -> BodyError:
    return BodyError(message, type="tensor", status=400)
