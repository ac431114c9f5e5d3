"""What a request has not and later lines need all the same: the lines that put something in its place.

customers.insert(4, "churn", "No")                    a column that is named or counted
y = np.array([0] * len(X), dtype="int64")             labels that are loaded apart and only go along
"""

from __future__ import annotations

from nb2svc.compiler.backend.module import Imports, type_name
from nb2svc.compiler.backend.source import write_literal
from nb2svc.compiler.passes.classify import Classified
from nb2svc.manifest import Field, RequestSchema

__all__ = ["placeholder_lines"]


def placeholder_lines(classified: Classified, imports: Imports) -> list[str]:
    """Return the lines; none where a request has everything."""
    request, put_back = classified.request, classified.placeholders
    there = [f.name for f in request.fields if f.required or f in put_back]
    lines = [
        f"{request.name}.insert({there.index(f.name)}, {write_literal(f.name)}, {_typical(f, imports)})"
        for f in put_back
    ]
    if lines:
        about = "# a request has none of these; later lines need the columns, and no answer depends on their values"
        lines.insert(0, about)
    if classified.beside:
        lines.append("# loaded beside the rows: a request has none of it, and no answer depends on the values")
    return lines + [_beside(schema, request, imports) for schema in classified.beside]


def _beside(schema: RequestSchema, request: RequestSchema, imports: Imports) -> str:
    """Return the line that makes up a loaded value with as many rows as the request."""
    rows = f'{request.name}["{request.entry}"]' if request.entry else request.name
    name = f'{schema.name}["{schema.entry}"]' if schema.entry else schema.name
    if schema.input == "frame":
        columns = (f"{write_literal(f.name)}: [{_typical(f, imports)}] * len({rows})" for f in schema.fields)
        return f"{name} = {type_name('pandas.DataFrame', '', imports)}({{{', '.join(columns)}}})"
    (field,) = schema.fields
    values = f"[{_typical(field, imports)}] * len({rows})"
    if schema.input == "list":
        return f"{name} = {values}"
    kind = "pandas.Series" if schema.input == "series" else "numpy.array"
    return f"{name} = {type_name(kind, '', imports)}({values}, dtype={write_literal(field.dtype)})"


def _typical(field: Field, imports: Imports) -> str:
    """Return a training value as an expression."""
    if field.kind == "datetime":
        return f"{type_name('pandas.Timestamp', '', imports)}({field.example!r})"
    is_float = field.dtype.startswith("float") and not field.shape
    return write_literal(float(field.example) if is_float else field.example)
