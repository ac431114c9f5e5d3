"""JSON: one row as an object, or several as a list."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from typing import Any

import orjson

from nb2svc.manifest import OutputField, RequestSchema
from nb2svc.runtime.formats.exchange import Answers, BodyError, Decoded, Limits, refuse_rows
from nb2svc.runtime.rows.values import show

__all__ = ["decode_json", "encode_json", "parse_json"]


def decode_json(body: bytes, _schema: RequestSchema, limits: Limits) -> Decoded:
    """Return the rows of a JSON body.

    Args:
        body: JSON text, UTF-8.
        limits: how much a request may hold.

    Raises:
        BodyError: the body is no JSON, or neither an object nor a list, or has too many rows.
    """
    data = parse_json(body)
    if not isinstance(data, (dict, list)):
        message = f"the body is {show(data)}; expected an object for one row, or a list for several"
        raise BodyError(message, type="body-type", status=422)
    rows = data if isinstance(data, list) else [data]
    refuse_rows(len(rows), limits)
    return Decoded(rows=rows, count=len(rows), is_list=isinstance(data, list))


def parse_json(body: bytes) -> Any:
    """Return the value of a JSON text.

    Raises:
        BodyError: it is none; the message names the place.
    """
    if not body.strip():
        raise BodyError("the body is empty; expected a JSON object or a list of them", type="json-invalid", status=400)
    try:
        return orjson.loads(body.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        hint = "; a missing value is null in JSON" if b"NaN" in body or b"Infinity" in body else ""
        raise BodyError(f"the body is no JSON: {error.msg} ({where}){hint}", type="json-invalid", status=400) from error


def encode_json(answers: Answers, _response: Sequence[OutputField]) -> bytes:
    """Return answers as a JSON list."""
    return orjson.dumps(answers)
