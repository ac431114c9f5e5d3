"""The table of formats by media type: which one a body is in, and in which one the caller wants the answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from nb2svc.manifest import OutputField, RequestSchema
from nb2svc.runtime.formats.arrow import decode_file, decode_stream, encode_file, encode_stream
from nb2svc.runtime.formats.csv_rows import decode_csv, encode_csv
from nb2svc.runtime.formats.exchange import Answers, BodyError, Decode, Decoded, Encode, Encoded, Limits
from nb2svc.runtime.formats.json_rows import decode_json, encode_json
from nb2svc.runtime.formats.parquet import decode_parquet, encode_parquet
from nb2svc.runtime.formats.unpack import decode_text, unpack

__all__ = ["FORMATS", "JSON", "Format", "choose_format", "decode_body", "encode_answers", "parse_content_type"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to write rows and answers.

    Attributes:
        name: as people call it.
        media_types: its names in headers; the first is the one that answers carry.
        is_text: whether a charset means something for it.
        decode: bytes to rows.
        encode: answers to bytes.
    """

    name: str
    media_types: tuple[str, ...]
    is_text: bool
    decode: Decode
    encode: Encode


JSON: Final = Format(
    name="JSON", media_types=("application/json",), is_text=True, decode=decode_json, encode=encode_json
)
FORMATS: Final = (
    JSON,
    Format(name="CSV", media_types=("text/csv",), is_text=True, decode=decode_csv, encode=encode_csv),
    Format(
        name="Arrow stream",
        media_types=("application/vnd.apache.arrow.stream",),
        is_text=False,
        decode=decode_stream,
        encode=encode_stream,
    ),
    Format(
        name="Arrow file",
        media_types=("application/vnd.apache.arrow.file",),
        is_text=False,
        decode=decode_file,
        encode=encode_file,
    ),
    Format(
        name="Parquet",
        media_types=("application/vnd.apache.parquet", "application/x-parquet"),
        is_text=False,
        decode=decode_parquet,
        encode=encode_parquet,
    ),
)
"""In the order in which an answer is preferred where the caller does not mind."""

_BY_TYPE: Final = {media_type: found for found in FORMATS for media_type in found.media_types}
_KNOWN: Final = ", ".join(_BY_TYPE)


def decode_body(
    body: bytes, *, content_type: str, content_encoding: str, schema: RequestSchema, limits: Limits
) -> Decoded:
    """Return the rows of a request body.

    Args:
        body: as it came.
        content_type: the header, or empty for JSON.
        content_encoding: the header, or empty.
        schema: what a row is.
        limits: how much a request may hold.

    Raises:
        BodyError: an unknown format, broken bytes, or too many of them.
        ColumnsError: columns that do not fit the schema.
    """
    media_type, parameters = parse_content_type(content_type or JSON.media_types[0])
    if media_type not in _BY_TYPE:
        hint = (
            "; curl sends it by default: add -H 'content-type: application/json'" if "x-www-form" in media_type else ""
        )
        message = f"the content type is `{media_type[:60]}`{hint}; known are {_KNOWN}"
        raise BodyError(message, type="content-type", status=415)
    if parameters.get("header") == "absent":
        message = "CSV without a header line is not read: which value belongs to which field would be a guess"
        raise BodyError(message, type="content-type", status=415)
    found, charset = _BY_TYPE[media_type], parameters.get("charset", "")
    content = unpack(body, content_encoding, limit=limits.bytes)
    if found.is_text and charset.lower() not in ("", "utf-8", "utf8"):
        content = decode_text(content, charset).encode()
    return found.decode(content, schema, limits)


def parse_content_type(header: str) -> tuple[str, dict[str, str]]:
    """Return media type and parameters of a content type, in lower case."""
    media_type, *parameters = header.split(";")
    pairs = (parameter.partition("=") for parameter in parameters)
    return media_type.strip().lower(), {name.strip().lower(): value.strip(' "').lower() for name, _, value in pairs}


def choose_format(accept: str) -> Format:
    """Return the format that the caller wants most, by the rules of HTTP; JSON where it does not matter.

    Args:
        accept: the header, or empty.

    Raises:
        BodyError: the caller wants none of ours.
    """
    ranges = _parse_accept(accept)
    if not ranges:
        return JSON
    weights = {media_type: _weight(media_type, ranges) for media_type in _BY_TYPE}
    best = max(weights, key=lambda media_type: weights[media_type])  # the first of several
    if not weights[best]:
        message = f"none of `{accept[:100]}` can be answered; there are {_KNOWN}"
        raise BodyError(message, type="not-acceptable", status=406)
    return _BY_TYPE[best]


def _parse_accept(accept: str) -> dict[str, float]:
    """Return range -> weight; what is no range is passed over."""
    ranges: dict[str, float] = {}
    for part in accept.split(","):
        media_range, parameters = parse_content_type(part)
        if "/" in media_range:
            ranges[media_range] = _parse_weight(parameters.get("q", "1"))
    return ranges


def _parse_weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        return 1.0
    return min(max(weight, 0.0), 1.0) if math.isfinite(weight) else 1.0


def _weight(media_type: str, ranges: dict[str, float]) -> float:
    """Return the weight by the most exact range that a media type is in."""
    family = media_type.partition("/")[0]
    for media_range in (media_type, f"{family}/*", "*/*"):
        if media_range in ranges:
            return ranges[media_range]
    return 0.0


def encode_answers(
    answers: Answers, response: Sequence[OutputField], found: Format, *, is_list: bool = True
) -> Encoded:
    """Return answers in a format.

    Args:
        answers: one per row.
        response: the fields of an answer.
        found: the format.
        is_list: whether the request was a list; in JSON an object is answered by an object.
    """
    content = found.encode(answers, response) if is_list or found is not JSON else orjson.dumps(answers[0])
    return Encoded(content=content, media_type=found.media_types[0])
