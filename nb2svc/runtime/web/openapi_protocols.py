"""What `/docs` and `/openapi.json` say of the routes that speak as other servers do."""

from __future__ import annotations

from typing import Any

import orjson

from nb2svc.runtime.formats.csv_rows import write_csv
from nb2svc.runtime.formats.exchange import Decoded
from nb2svc.runtime.formats.mlflow import encode_predictions
from nb2svc.runtime.formats.open_inference import Inference, datatype_of
from nb2svc.runtime.service import Service
from nb2svc.runtime.web.openapi import error_response, json_content, table_content
from nb2svc.runtime.web.schemas import example_answer, example_row, request_schema

__all__ = ["describe_infer", "describe_invocations", "describe_model_path"]


def describe_invocations(service: Service) -> dict[str, Any]:
    """Return request body and answers of `POST /invocations` in OpenAPI's words."""
    manifest = service.manifest
    row = example_row(manifest.request, service.golden)
    answers = [example_answer(manifest.response, service.golden)] * 2
    asked: dict[str, Any] = {
        "dataframe_split": {"columns": [*row], "data": [[*row.values()]] * 2},
        "dataframe_records": [row, row],
        "instances": [row, row],
        "inputs": {name: [value, value] for name, value in row.items()},
    }
    told = orjson.loads(encode_predictions(answers, manifest.response))
    split = {
        "type": "object",
        "properties": {
            "columns": {"type": "array", "items": {"type": "string"}},
            "data": {"type": "array", "items": {"type": "array"}},
        },
        "required": ["columns", "data"],
    }
    shape = {
        "type": "object",
        "properties": {
            "dataframe_split": split,
            "dataframe_records": {"type": "array", "items": request_schema(manifest.request)},
            "instances": {"type": "array"},
            "inputs": {},
        },
        "oneOf": [{"required": [name]} for name in asked],
    }
    return {
        "requestBody": {
            "required": True,
            "description": (
                "Rows as clients of MLflow send them: an object with one of `dataframe_split`, `dataframe_records`, "
                "`instances` and `inputs`, in which NaN is missing; or a table as for `/predict`."
            ),
            "content": json_content(shape, {name: {"value": {name: rows}} for name, rows in asked.items()})
            | table_content(write_csv([*row], [row, row])),
        },
        "responses": {
            "200": {
                "description": "`predictions`: a list of values for one output, of records for several.",
                "content": json_content(
                    {"type": "object", "properties": {"predictions": {"type": "array"}}, "required": ["predictions"]},
                    {name: {"value": told} for name in asked},
                ),
            },
            "400": error_response("The body is broken.", ["body"], "the body is no JSON: ...", "json-invalid"),
            "413": error_response("The body or the list is too large.", ["body"], "the body is ...", "too-large"),
            "415": error_response("An unknown format.", ["body"], "the content type is ...", "content-type"),
            "422": error_response("Rows that do not fit.", ["body", 0, next(iter(row), "")], "found null ...", "null"),
            "500": error_response(
                "The notebook's code fails, and not over the values of a row.", ["body"], "the ...", "stage-error"
            ),
        },
    }


def describe_model_path(service: Service, *, has_version: bool) -> dict[str, Any]:
    """Return what the paths of a model have in common in OpenAPI's words."""
    examples = {"name": service.name} | ({"version": str(service.manifest.number)} if has_version else {})
    return {
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}, "example": example}
            for name, example in examples.items()
        ],
        "responses": {"404": _unknown_model(service)},
    }


def describe_infer(service: Service) -> dict[str, Any]:
    """Return request body and answers of an `infer` in OpenAPI's words, with an example for one service."""
    manifest = service.manifest
    row = example_row(manifest.request, service.golden)
    inputs = [
        {"name": field.name, "shape": [1, *field.shape], "datatype": datatype_of(field), "data": [row[field.name]]}
        for field in manifest.request.fields
        if field.name in row
    ]
    everything = {field.name: False for field in manifest.response}
    inference = Inference(decoded=Decoded(rows=[row], count=1), id="42", outputs=everything)
    told = orjson.loads(inference.encode([example_answer(manifest.response, service.golden)], manifest).content)
    asked = {"id": "42", "inputs": inputs}
    tensor = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "shape": {"type": "array", "items": {"type": "integer", "minimum": 0}},
            "datatype": {"type": "string"},
            "data": {"type": "array"},
            "parameters": {"type": ["object", "null"]},
        },
        "required": ["name", "shape", "datatype"],
    }
    return {
        "requestBody": {
            "required": True,
            "description": (
                "One tensor per field, of shape [n] or [n, 1], or [n, ...] for arrays. Null is a missing value. "
                "Tensors may follow the JSON as bytes (header `Inference-Header-Content-Length`)."
            ),
            "content": json_content(
                {
                    "type": "object",
                    "properties": {
                        "id": {"type": ["string", "null"]},
                        "inputs": {"type": "array", "items": tensor, "minItems": 1},
                    },
                    "required": ["inputs"],
                },
                {service.name: {"value": asked}},
            ),
        },
        "responses": {
            "200": {
                "description": "One tensor per output.",
                "content": json_content({"type": "object"}, {service.name: {"value": told}}),
            },
            "400": _error("The body is broken.", "input `x`: `data` has 1 elements, but the shape says 2"),
            "404": _unknown_model(service),
            "413": _error("The body is too large.", "the body is larger than ..."),
            "422": _error("Rows that do not fit.", "row 0, `x`: found text 'a', expected a number"),
            "500": _error("The notebook's code fails on a row.", "row 0: the notebook's code fails on this row; ..."),
        },
    }


def _unknown_model(service: Service) -> dict[str, Any]:
    return _error("There is no such model.", f"there is no model `x` here; there are {service.version}")


def _error(description: str, message: str) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}
    return {"description": description, "content": json_content(schema, {"error": {"value": {"error": message}}})}
