"""The HTML of a server: the page to try a service, the documentation, and the list of several services.

All self-contained: no script, style or font comes from elsewhere, so they work where there is no network.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

import orjson
from markupsafe import Markup

from nb2svc.runtime.service import Service
from nb2svc.runtime.templates import render_template
from nb2svc.runtime.web.facts import describe_version
from nb2svc.runtime.web.mounts import Mount
from nb2svc.runtime.web.schemas import example_row

__all__ = ["HTML_HEADERS", "render_docs", "render_index", "render_key_page", "render_page"]

HTML_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""What a browser may load for our pages: nothing from elsewhere; and who may show them inside others: nobody."""

_EXAMPLES: Final = 20
"""How many golden rows the page offers."""
_LISTED: Final = 8
"""How many categories the documentation spells out."""


def render_page(service: Service, *, root: str) -> str:
    """Return the page of a service: a form made from its schema, filled with an example, and the version's facts.

    Args:
        service: what the page is of.
        root: the way from the page to the server's own pages, `./` or `../`.
    """
    manifest = service.manifest
    fields = [field for field in manifest.request.fields if field.required]
    first = example_row(manifest.request, service.golden)
    others = [row for row in service.golden.rows[1:_EXAMPLES] if isinstance(row, dict)]
    data = {
        "fields": [asdict(field) for field in fields],
        "outputs": [asdict(field) for field in manifest.response],
        "examples": [first, *({name: row.get(name) for name in first} for row in others)],
    }
    values = {"facts": describe_version(manifest), "root": root, "data": _embed(data)}
    return render_template("page/page.html", values)


def render_docs(openapi: dict[str, Any]) -> str:
    """Return the documentation of every route, from the OpenAPI document of an app."""
    routes = [
        {"path": path, "method": method.upper(), **operation}
        for path, operations in openapi["paths"].items()
        for method, operation in operations.items()
    ]
    values = {"title": openapi["info"]["title"], "version": openapi["info"]["version"], "routes": routes}
    return render_template("page/docs.html", values | {"show": _pretty, "fields_of": _fields_of})


def render_index(mounts: Sequence[Mount]) -> str:
    """Return the list of the services of a server."""
    entries = [{"prefix": mount.prefix, "facts": describe_version(mount.service.manifest)} for mount in mounts]
    return render_template("page/index.html", {"entries": entries})


def render_key_page() -> str:
    """Return the page that asks for an API key, and then opens the one that was wanted."""
    return render_template("page/key.html", {})


def _embed(data: Any) -> Markup:
    """Return data as JSON inside a script element, in which no text can end the element."""
    text = orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS).decode()
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028"))  # noqa: S704 - escaped on this line


def _pretty(value: Any) -> str:
    """Return JSON with one entry per line, but lists of plain values on one; a text holds no raw line break."""
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS).decode()
    return re.sub(r"\[\n\s+([^\[\]{}]*?)\n\s*\]", lambda found: "[" + re.sub(r",\n\s+", ", ", found[1]) + "]", text)


def _fields_of(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return name, type and description of the fields of a JSON body."""
    schema = content.get("application/json", {}).get("schema", {})
    schema = schema["oneOf"][0] if "oneOf" in schema else schema
    required = schema.get("required", [])
    return [
        {"name": name, "type": _type_of(field), "required": name in required, "about": field.get("description", "")}
        for name, field in schema.get("properties", {}).items()
    ]


def _type_of(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        more = f" | … {len(schema['enum'])} values" if len(schema["enum"]) > _LISTED else ""
        return " | ".join(orjson.dumps(value).decode() for value in schema["enum"][:_LISTED]) + more
    kind = schema.get("type", "any")
    kinds = [kind] if isinstance(kind, str) else kind
    if "array" in kinds and "maxItems" in schema:
        inner, lengths = schema, []
        while "items" in inner:
            lengths.append(str(inner.get("maxItems", "?")))
            inner = inner["items"]
        return f"{_type_of(inner)} array, {' x '.join(lengths)}"
    return " | ".join(kinds)
