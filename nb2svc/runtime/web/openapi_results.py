"""What `/docs` and `/openapi.json` say of results of batch runs: with the columns that their tables have now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from nb2svc.runtime.results.columns import LOGICAL_DATE, LOGICAL_TIME, RUN_ID, VERSION
from nb2svc.runtime.results.desk import Desk
from nb2svc.runtime.web.openapi import error_response, json_content

__all__ = ["MOST_KEYS", "describe_results"]

MOST_KEYS: Final = 1000
"""How many keys one request may ask for."""

_TYPES: Final[Mapping[str, dict[str, Any]]] = {
    "integer": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "string": {"type": ["string", "null"]},
    "datetime": {"type": ["string", "null"]},
    "date": {"type": ["string", "null"], "format": "date"},
    "uuid": {"type": ["string", "null"], "format": "uuid"},
}
_EXAMPLES: Final[Mapping[str, Any]] = {"integer": 17, "number": 0.5, "boolean": True, "array": [], "string": "a-17"}
_STAMP: Final[Mapping[str, str]] = {
    LOGICAL_DATE: "the day that the run was for",
    LOGICAL_TIME: "the time that the run was for, in UTC",
    VERSION: "what answered",
    RUN_ID: "the run, as `nb2svc batch show` knows it",
}
_DAY: Final[dict[str, Any]] = {
    "name": LOGICAL_DATE,
    "in": "query",
    "required": False,
    "schema": {"type": "string", "format": "date"},
    "description": "The result of this day, as the schedule means it; else the newest.",
}
_ERRORS: Final = {
    "429": error_response("A rate is used up; see `Retry-After`.", ["header"], "...", "too-many-requests"),
    "503": error_response(
        "There are no results yet, or the database does not answer now; see `Retry-After`.",
        ["path", "key"],
        "there are no results of ... yet",
        "no-results",
    ),
}


def describe_results(document: dict[str, Any], desks: Sequence[Desk]) -> dict[str, Any]:
    """Return an OpenAPI document with the paths of results.

    Args:
        document: of the other routes.
        desks: the tables; one that is not there yet has no columns to tell of.
    """
    paths: dict[str, Any] = {}
    for desk in desks:
        path = desk.source.path
        paths[f"{path}/{{key}}"] = {"get": _describe_one(desk)}
        paths[path] = {"get": _describe_newest(desk), "post": _describe_many(desk)}
    return document | {"paths": paths | document["paths"]}


def _describe_one(desk: Desk) -> dict[str, Any]:
    key = {
        "name": "key",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
        "description": f"The `{desk.source.key}` of the row.",
    }
    return {
        "tags": [desk.source.name],
        "summary": f"The newest result for a {desk.source.key}",
        "description": f"`?{LOGICAL_DATE}=2026-11-19` asks for the one of that day instead.",
        "parameters": [key, _DAY],
        "responses": {
            "200": {
                "description": "The answer of the newest run that has the key, and whose it is.",
                "content": json_content(_schema(desk), {"result": {"value": _example(desk)}}),
            },
            "304": {"description": "It is still the one that `If-None-Match` names."},
            "404": error_response("No result has this key.", ["path", "key"], "no result of ...", "unknown-key"),
            "422": error_response(
                "The row had no answer in that run, as its request to predict would have none; or no date was given.",
                ["path", "key"],
                "this row had no answer in the run of 2026-11-19: ...",
                "no-answer",
            ),
        }
        | _ERRORS,
    }


def _describe_many(desk: Desk) -> dict[str, Any]:
    failed = {
        "type": "object",
        "properties": {
            "key": {"type": "string"},
            "error": {"type": "object", "properties": {"msg": {"type": "string"}, "type": {"type": "string"}}},
        },
        "required": ["key", "error"],
    }
    keys = {"type": "array", "items": {"type": ["string", "integer"]}}
    example = _example(desk)["key"]
    return {
        "tags": [desk.source.name],
        "summary": f"The newest results for several {desk.source.key}",
        "parameters": [_DAY],
        "requestBody": {
            "required": True,
            "description": f"A list of keys, at most {MOST_KEYS}.",
            "content": json_content(keys, {"several keys": {"value": [example]}}),
        },
        "responses": {
            "200": {
                "description": "For each key, in the same order, its result or why there is none.",
                "content": json_content(
                    {"type": "array", "items": {"anyOf": [_schema(desk), failed]}},
                    {"several keys": {"value": [_example(desk)]}},
                ),
            },
            "400": error_response("The body is broken.", ["body"], "the body is no JSON: ...", "json-invalid"),
            "413": error_response("The body or the list is too large.", ["body"], "the list has ...", "too-large"),
            "422": error_response("The body is no list of keys.", ["body"], "...", "keys-expected"),
        }
        | _ERRORS,
    }


def _describe_newest(desk: Desk) -> dict[str, Any]:
    facts = {
        "results": desk.source.name,
        "key": desk.source.key,
        "rows": 400,
        "age_seconds": 3600.0,
        **_stamp_example(),
    }
    return {
        "tags": [desk.source.name],
        "summary": "The newest results",
        "responses": {
            "200": {
                "description": "Whose the newest results are, how many rows they have, and how old they are.",
                "content": json_content({"type": "object"}, {"facts": {"value": facts}}),
            }
        }
        | _ERRORS,
    }


def _schema(desk: Desk) -> dict[str, Any]:
    kinds = desk.facts.answers if desk.facts is not None else {}
    key = desk.facts.shape.key_kind if desk.facts is not None else "string"
    fields = {name: _TYPES.get(kind, {}) for name, kind in kinds.items()}
    told = ", ".join(f"{name}: {kind}" for name, kind in kinds.items()) or "known when there are results"
    properties = {
        "key": _TYPES.get(key, {}) | {"description": f"the {desk.source.key} of the row"},
        "answer": {"type": "object", "properties": fields, "description": told},
        **{name: {"type": "string", "description": about} for name, about in _STAMP.items()},
    }
    return {"type": "object", "title": "Result", "properties": properties, "required": [*properties]}


def _example(desk: Desk) -> dict[str, Any]:
    kinds = desk.facts.answers if desk.facts is not None else {}
    key = desk.facts.shape.key_kind if desk.facts is not None else "string"
    answer = {name: _EXAMPLES.get(kind, "...") for name, kind in kinds.items()}
    return {"key": _EXAMPLES.get(key, "..."), "answer": answer, **_stamp_example()}


def _stamp_example() -> dict[str, str]:
    return {
        LOGICAL_DATE: "2026-11-19",
        LOGICAL_TIME: "2026-11-19T06:00:00+00:00",
        VERSION: "churn@7",
        RUN_ID: "20261119T060000-3f9a2c",
    }
