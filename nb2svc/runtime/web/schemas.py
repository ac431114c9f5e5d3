"""Request and answer of a service as JSON Schema, with an example: what `/schema`, `/docs` and the page show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from nb2svc.manifest import Field, FieldKind, OutputField, RequestSchema
from nb2svc.runtime.loading.bundle import Golden

__all__ = ["answer_schema", "describe_field", "example_answer", "example_row", "request_schema"]

_TYPES: Final[Mapping[FieldKind, str]] = {
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "string": "string",
    "datetime": "string",
    "array": "array",
}
_EXAMPLES: Final[Mapping[FieldKind, Any]] = {
    "integer": 0,
    "number": 0.0,
    "boolean": False,
    "string": "text",
    "datetime": "2024-01-01T00:00:00",
    "array": [],
}


def request_schema(schema: RequestSchema) -> dict[str, Any]:
    """Return the JSON Schema of one request row."""
    return {
        "type": "object",
        "title": "Row",
        "properties": {field.name: _field_schema(field) for field in schema.fields},
        "required": [field.name for field in schema.fields if field.required],
        "additionalProperties": False,
    }


def answer_schema(response: tuple[OutputField, ...]) -> dict[str, Any]:
    """Return the JSON Schema of the answer to one row; null stands for a value that is missing in the notebook too."""
    return {
        "type": "object",
        "title": "Answer",
        "properties": {field.name: _output_schema(field) for field in response},
        "required": [field.name for field in response],
    }


def example_row(schema: RequestSchema, golden: Golden) -> dict[str, Any]:
    """Return a row to try: the first golden row, or training values where there is none; read fields only."""
    fields = [field for field in schema.fields if field.required]
    if not golden.rows:
        return {field.name: _example(field) for field in fields}
    first = golden.rows[0]
    if not isinstance(first, dict):
        return {fields[0].name: first}
    return {field.name: first.get(field.name, field.example) for field in fields}


def example_answer(response: tuple[OutputField, ...], golden: Golden) -> dict[str, Any]:
    """Return the answer to the example row: the notebook's own where there are golden rows."""
    if golden.answers and isinstance(golden.answers[0], dict):
        return dict(golden.answers[0])
    return {field.name: _nested(_EXAMPLES[_element_kind(field)], field.shape) for field in response}


def describe_field(field: Field) -> str:
    """Return in words what a field was in training."""
    parts = [f"{field.dtype} in the notebook"]
    if field.minimum is not None and field.maximum is not None:
        parts.append(f"training rows from {field.minimum} to {field.maximum}")
    if field.kind == "datetime":
        parts.append("ISO 8601")
    if not field.required:
        parts.append("not read by the service, may be left out")
    return "; ".join(parts)


def _field_schema(field: Field) -> dict[str, Any]:
    if not field.required:  # it is not looked at: whatever it is will do
        return {"description": describe_field(field)} | (
            {"examples": [field.example]} if field.example is not None else {}
        )
    values = _value_schema(field.kind, field.dtype, field.shape)
    if field.nullable:
        values["type"] = [values["type"], "null"]
    if field.categories is not None:
        values["enum"] = [*field.categories, *([None] if field.nullable else [])]
    if field.example is not None:
        values["examples"] = [field.example]
    return values | {"description": describe_field(field)}


def _output_schema(field: OutputField) -> dict[str, Any]:
    values = _value_schema(field.kind, field.dtype, field.shape)
    return values | {"type": [values["type"], "null"], "description": f"{field.dtype} in the notebook"}


def _value_schema(kind: FieldKind, dtype: str, shape: tuple[int, ...]) -> dict[str, Any]:
    if kind == "datetime":
        # with a zone it is RFC 3339, which JSON Schema calls date-time; without one it is only ISO 8601
        return {"type": "string", "format": "date-time"} if ", " in dtype else {"type": "string"}
    if kind != "array":
        return {"type": _TYPES[kind]}
    inner: dict[str, Any] = {"type": "number"} if dtype.startswith(("int", "uint", "float")) else {}
    for length in reversed(shape):
        inner = {"type": "array", "minItems": length, "maxItems": length, "items": inner}
    return inner if shape else {"type": "array"}


def _example(field: Field) -> Any:
    if field.example is not None:
        return field.example
    if field.categories:
        return field.categories[0]
    if field.nullable:
        return None
    return _nested(0 if field.kind == "array" else _EXAMPLES[field.kind], field.shape)


def _element_kind(field: OutputField) -> FieldKind:
    return "number" if field.kind == "array" else field.kind


def _nested(value: Any, shape: tuple[int, ...]) -> Any:
    return value if not shape else [_nested(value, shape[1:]) for _ in range(shape[0])]
