"""What `/docs` and `/openapi.json` say of a service's routes, with examples from its golden rows."""

from __future__ import annotations

from typing import Any

from nb2svc.runtime.service import Service
from nb2svc.runtime.web.schemas import answer_schema, example_answer, example_row, request_schema

__all__ = ["describe_predict", "describe_schema"]


def describe_schema(service: Service) -> dict[str, Any]:
    """Return the request and answer of a service as JSON Schema, with an example of each."""
    manifest, golden = service.manifest, service.golden
    return {
        "service": service.name,
        "version": service.version,
        "request": request_schema(manifest.request),
        "answer": answer_schema(manifest.response),
        "example": {
            "request": example_row(manifest.request, golden),
            "answer": example_answer(manifest.response, golden),
        },
    }


def describe_predict(service: Service) -> dict[str, Any]:
    """Return request body and answers of `POST /predict` in OpenAPI's words."""
    schema = describe_schema(service)
    row, answer = schema["example"]["request"], schema["example"]["answer"]
    return {
        "requestBody": {
            "required": True,
            "description": "One row as an object, or several as a list of objects.",
            "content": _json(
                _one_or_many(schema["request"]),
                {"one row": {"value": row}, "several rows": {"value": [row, row]}},
            ),
        },
        "responses": {
            "200": {
                "description": "An answer per row, in the same order: an object to an object, a list to a list.",
                "content": _json(
                    _one_or_many(schema["answer"]),
                    {"one row": {"value": answer}, "several rows": {"value": [answer, answer]}},
                ),
            },
            "400": _error("The body is no JSON.", ["body"], "the body is no JSON: ...", "json-invalid"),
            "413": _error("The body or the list is too large.", ["body"], "the body is larger than ...", "too-large"),
            "422": _error(
                "Rows that do not fit the schema; every fault of every row is listed, and no row is answered.",
                ["body", 0, next(iter(row), "field")],
                "the field is missing",
                "missing",
            ),
            "500": _error("The notebook's code fails on a row.", ["body", 0], "the notebook's ...", "stage-error"),
        },
    }


def _one_or_many(schema: dict[str, Any]) -> dict[str, Any]:
    return {"oneOf": [schema, {"type": "array", "items": schema, "minItems": 1}]}


def _json(schema: dict[str, Any], examples: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema, "examples": examples}}


def _error(description: str, place: list[str | int], message: str, kind: str) -> dict[str, Any]:
    entry = {
        "type": "object",
        "properties": {
            "loc": {"type": "array", "items": {"type": ["string", "integer"]}},
            "msg": {"type": "string"},
            "type": {"type": "string"},
        },
    }
    schema = {"type": "object", "properties": {"detail": {"type": "array", "items": entry}}}
    value = {"detail": [{"loc": place, "msg": message, "type": kind}]}
    return {"description": description, "content": _json(schema, {"error": {"value": value}})}
