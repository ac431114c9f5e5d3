"""A request's body to rows, and the answers back to a body, in the words of the path that was asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

from nb2svc.diagnostics import RowError
from nb2svc.manifest import Manifest
from nb2svc.runtime.formats.exchange import Answers, ColumnsError, Decoded, Encoded, Limits
from nb2svc.runtime.formats.media import JSON, choose_format, decode_body, encode_answers, parse_content_type
from nb2svc.runtime.formats.mlflow import decode_invocation, encode_predictions
from nb2svc.runtime.formats.open_inference import HEAD_LENGTH, read_inference
from nb2svc.runtime.formats.unpack import unpack
from nb2svc.runtime.rows.reader import CheckedRows
from nb2svc.runtime.web.lane import Lane
from nb2svc.runtime.web.requests import FaultyRowsError

__all__ = ["Answer", "Ask", "Question", "answer_question", "ask_inference", "ask_invocation", "ask_predict"]

_T = TypeVar("_T")
_INLINE_BYTES: Final = 16 * 1024
"""A larger body is decoded in a thread: the server answers others meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a request asks.

    Attributes:
        decoded: its rows.
        encode: makes the body of the answer.
    """

    decoded: Decoded
    encode: Callable[[Answers], Encoded]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a request gets.

    Attributes:
        encoded: the body of the answer.
        checked: the rows that it answers.
        answers: one per row.
        stages: seconds to parse, in the queue, to preprocess, to predict, to encode.
    """

    encoded: Encoded
    checked: CheckedRows
    answers: Answers
    stages: tuple[float, float, float, float, float]


Ask: TypeAlias = Callable[[Manifest, Mapping[str, str], bytes, Limits], Question]
"""From the version that is asked, the headers and the body of a request; raises BodyError and ColumnsError."""


def ask_predict(manifest: Manifest, headers: Mapping[str, str], body: bytes, limits: Limits) -> Question:
    """Return what `/predict` is asked: rows in any format, the answer in the one that is wanted most."""
    found = choose_format(headers.get("accept", ""))
    decoded = _decode(manifest, headers, body, limits)
    return Question(
        decoded=decoded,
        encode=lambda answers: encode_answers(answers, manifest.response, found, is_list=decoded.is_list),
    )


def ask_invocation(manifest: Manifest, headers: Mapping[str, str], body: bytes, limits: Limits) -> Question:
    """Return what `/invocations` is asked: JSON in MLflow's shapes, or rows in another format."""
    media_type, parameters = parse_content_type(headers.get("content-type", ""))
    if media_type in ("", *JSON.media_types) and parameters.get("charset", "utf-8") in ("utf-8", "utf8"):
        content = unpack(body, headers.get("content-encoding", ""), limit=limits.bytes)
        decoded = decode_invocation(content, manifest.request, limits)
    else:
        decoded = _decode(manifest, headers, body, limits)
    return Question(
        decoded=decoded,
        encode=lambda answers: Encoded(
            content=encode_predictions(answers, manifest.response), media_type=JSON.media_types[0]
        ),
    )


def ask_inference(manifest: Manifest, headers: Mapping[str, str], body: bytes, limits: Limits) -> Question:
    """Return what an `infer` of the Open Inference Protocol is asked."""
    inference = read_inference(
        unpack(body, headers.get("content-encoding", ""), limit=limits.bytes),
        head_length=headers.get(HEAD_LENGTH.lower(), ""),
        schema=manifest.request,
        response=manifest.response,
        limits=limits,
    )
    return Question(decoded=inference.decoded, encode=lambda answers: inference.encode(answers, manifest))


def _decode(manifest: Manifest, headers: Mapping[str, str], body: bytes, limits: Limits) -> Decoded:
    return decode_body(
        body,
        content_type=headers.get("content-type", ""),
        content_encoding=headers.get("content-encoding", ""),
        schema=manifest.request,
        limits=limits,
    )


async def answer_question(
    lane: Lane, ask: Ask, headers: Mapping[str, str], body: bytes, *, is_gone: Callable[[], bool] | None = None
) -> Answer:
    """Return the answer to a request.

    Args:
        lane: the version that answers.
        ask: what its path makes of a request.
        headers: of the request, in lower case.
        body: of the request.
        is_gone: whether the caller has hung up.

    Raises:
        BodyError: the body holds no rows.
        FaultyRowsError: columns do not fit, or at least one row cannot be scored; no row is answered then.
        OverloadError: the model is too busy to answer in time.
        LateError: it did not answer in time.
    """
    is_large = len(body) > _INLINE_BYTES or bool(headers.get("content-encoding"))
    started = time.perf_counter()
    question, checked = await _run(lambda: _read(lane, ask, headers, body), in_thread=is_large)
    parsed = time.perf_counter() - started
    try:
        answered = await lane.answer_rows(checked, is_list=question.decoded.is_list, is_gone=is_gone)
    except FaultyRowsError as error:
        placed = question.decoded.place(error.errors)
        raise FaultyRowsError(placed, is_list=error.is_list, status=error.status) from error
    started = time.perf_counter()
    answers = [answer for answer in answered.answers if not isinstance(answer, RowError)]  # there are no others
    encoded = await _run(lambda: question.encode(answers), in_thread=is_large)
    computed = (answered.queued, answered.computed - answered.predicted, answered.predicted)
    stages = (parsed, *computed, time.perf_counter() - started)
    return Answer(encoded=encoded, checked=checked, answers=answers, stages=stages)


def _read(lane: Lane, ask: Ask, headers: Mapping[str, str], body: bytes) -> tuple[Question, CheckedRows]:
    try:
        question = ask(lane.service.manifest, headers, body, lane.limits)
    except ColumnsError as error:
        raise FaultyRowsError(error.errors, is_list=False, status=422) from error
    return question, lane.service.reader.read(question.decoded.rows)


async def _run(work: Callable[[], _T], *, in_thread: bool) -> _T:
    return await asyncio.to_thread(work) if in_thread else work()
