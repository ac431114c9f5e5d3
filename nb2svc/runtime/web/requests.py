"""From the bytes of a request to the bytes of its answer: plain functions under the HTTP routes."""

from __future__ import annotations

from collections.abc import AsyncIterable
from dataclasses import dataclass
from typing import Any

import orjson

from nb2svc.diagnostics import Nb2svcError, RequestError, RowError, StageError
from nb2svc.runtime.rows.values import show
from nb2svc.runtime.service import Service
from nb2svc.runtime.settings import Settings

__all__ = ["BodyError", "FaultyRowsError", "Reply", "answer_body", "read_body"]


class BodyError(Nb2svcError):
    """A request body that holds no rows.

    Args:
        message: what was found and what was expected.
        type: kebab-case kind, stable for programs.
        status: the HTTP status of the answer.
    """

    def __init__(self, message: str, *, type: str, status: int) -> None:  # noqa: A002 - the word of `RowError`
        super().__init__(message)
        self.type = type
        self.status = status


class FaultyRowsError(Nb2svcError):
    """Rows of a request that cannot be scored.

    Args:
        errors: every fault.
        is_list: whether the request was a list, so that its caller knows rows by number.
        status: the HTTP status of the answer: 422 where the rows are at fault, 500 where the notebook's code is.
    """

    def __init__(self, errors: tuple[RowError, ...], *, is_list: bool, status: int) -> None:
        super().__init__(f"{len(errors)} faults")
        self.errors = errors
        self.is_list = is_list
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer.

    Attributes:
        content: JSON.
        rows: how many rows it answers.
    """

    content: bytes
    rows: int


async def read_body(chunks: AsyncIterable[bytes], *, declared: str | None, limit: int) -> bytes:
    """Return a request's body, reading no more than the limit.

    Args:
        chunks: the body as it arrives.
        declared: the content-length header.
        limit: largest size, in bytes.

    Raises:
        BodyError: it is larger.
    """
    too_large = BodyError(
        f"the body is larger than {limit} bytes; send fewer rows, or set NB2SVC_MAX_BODY_BYTES",
        type="too-large",
        status=413,
    )
    if declared is not None and declared.isdecimal() and int(declared) > limit:
        raise too_large
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > limit:
            raise too_large
    return bytes(body)


def answer_body(service: Service, body: bytes, *, settings: Settings) -> Reply:
    """Return the answer to a JSON body: an object to an object, a list to a list.

    Args:
        service: what answers.
        body: JSON text.
        settings: the limits.

    Raises:
        BodyError: the body is no JSON, or neither an object nor a list, or has too many rows.
        FaultyRowsError: at least one row cannot be scored; no row of the request is answered then.
    """
    data = _parse(body)
    is_list = isinstance(data, list)
    rows = data if is_list else [data]
    if len(rows) > settings.max_rows:
        message = f"the list has {len(rows)} rows, the limit is {settings.max_rows}: send several requests"
        raise BodyError(message, type="too-many-rows", status=413)
    answers = _predict(service, rows, is_list=is_list)
    return Reply(content=orjson.dumps(answers if is_list else answers[0]), rows=len(answers))


def _predict(service: Service, rows: list[Any], *, is_list: bool) -> list[dict[str, Any]]:
    try:
        return service.predict(rows)
    except RequestError as error:
        raise FaultyRowsError(error.errors, is_list=is_list, status=422) from error
    except StageError as error:
        # asked one by one, the rows that are at fault show; the others' answers are not sent, as for a wrong field
        answers = service.predict_each(rows) if len(rows) > 1 else []
        errors = tuple(answer for answer in answers if isinstance(answer, RowError))
        whole = RowError(row=0, field="", type="stage-error", message=error.message)
        raise FaultyRowsError(errors or (whole,), is_list=is_list and bool(errors), status=500) from error


def _parse(body: bytes) -> Any:
    if not body.strip():
        raise BodyError("the body is empty; expected a JSON object or a list of them", type="json-invalid", status=400)
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        hint = "; a missing value is null in JSON" if _has_nan(body) else ""
        raise BodyError(f"the body is no JSON: {error.msg} ({where}){hint}", type="json-invalid", status=400) from error
    if not isinstance(data, (dict, list)):
        message = f"the body is {show(data)}; expected an object for one row, or a list for several"
        raise BodyError(message, type="body-type", status=422)
    return data


def _has_nan(body: bytes) -> bool:
    return b"NaN" in body or b"Infinity" in body
