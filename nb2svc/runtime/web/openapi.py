"""What `/docs` and `/openapi.json` say of a service's routes, with examples from its golden rows."""

from __future__ import annotations

from typing import Any, Final

from nb2svc.runtime.formats.csv_rows import write_csv
from nb2svc.runtime.formats.media import FORMATS, JSON
from nb2svc.runtime.service import Service
from nb2svc.runtime.web.schemas import answer_schema, example_answer, example_row, request_schema

__all__ = ["describe_predict", "describe_schema", "error_response", "json_content", "table_content"]

_BINARY: Final = {"type": "string", "format": "binary"}


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
            "description": (
                "One row as an object, or several as a list of objects. Or a table as CSV with a header line, Arrow or "
                "Parquet, as the content type says; gzip and deflate are unpacked."
            ),
            "content": json_content(
                _one_or_many(schema["request"]),
                {"one row": {"value": row}, "several rows": {"value": [row, row]}},
            )
            | table_content(write_csv([*row], [row, row])),
        },
        "responses": {
            "200": {
                "description": (
                    "An answer per row, in the same order: an object to an object, a list to a list; as CSV, Arrow or "
                    "Parquet where the header Accept asks for it."
                ),
                "content": json_content(
                    _one_or_many(schema["answer"]),
                    {"one row": {"value": answer}, "several rows": {"value": [answer, answer]}},
                )
                | table_content(write_csv([*answer], [answer, answer])),
            },
            "400": error_response("The body is broken.", ["body"], "the body is no JSON: ...", "json-invalid"),
            "406": error_response(
                "No format that Accept asks for.", ["body"], "none of `text/html` can be answered ...", "not-acceptable"
            ),
            "413": error_response(
                "The body or the list is too large.", ["body"], "the body is larger than ...", "too-large"
            ),
            "415": error_response(
                "An unknown format.", ["body"], "the content type is `text/html`; known are ...", "content-type"
            ),
            "422": error_response(
                "Rows that do not fit the schema, or whose values the notebook's code cannot take; every fault of "
                "every row is listed, and no row is answered.",
                ["body", 0, next(iter(row), "field")],
                "the field is missing",
                "missing",
            ),
            "500": error_response(
                "The notebook's code fails, and not over the values of a row.", ["body"], "the ...", "stage-error"
            ),
        },
    }


def _one_or_many(schema: dict[str, Any]) -> dict[str, Any]:
    return {"oneOf": [schema, {"type": "array", "items": schema}]}


def json_content(schema: dict[str, Any], examples: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON body in OpenAPI's words."""
    return {"application/json": {"schema": schema, "examples": examples}}


def table_content(example: str) -> dict[str, Any]:
    """Return the formats of tables in OpenAPI's words, with an example of CSV."""
    return {
        media_type: {"schema": {"type": "string"}, "example": example} if found.is_text else {"schema": _BINARY}
        for found in FORMATS
        for media_type in found.media_types
        if found is not JSON
    }


def error_response(description: str, place: list[str | int], message: str, kind: str) -> dict[str, Any]:
    """Return an answer in the shape of errors."""
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
    return {"description": description, "content": json_content(schema, {"error": {"value": value}})}
