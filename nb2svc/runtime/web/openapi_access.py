"""What `/docs` and `/openapi.json` say of keys and limits, which are the same for all routes."""

from __future__ import annotations

from typing import Any, Final

from nb2svc.runtime.web.openapi import error_response

__all__ = ["describe_access"]

_SCHEMES: Final = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API key, or a JSON web token."},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "An API key."},
}


def describe_access(
    document: dict[str, Any], *, is_closed: bool, open_paths: frozenset[str], has_names: bool = False
) -> dict[str, Any]:
    """Return an OpenAPI document with what the server answers before a route is asked.

    Args:
        document: of the routes.
        is_closed: whether a key or token is asked for.
        open_paths: where none is asked for.
        has_names: whether the server answers to some names only.
    """
    paths = {
        path: {
            method: _describe(
                operation,
                needs_key=is_closed and path not in open_paths,
                needs_name=has_names and path not in open_paths,
                is_post=method == "post",
            )
            for method, operation in operations.items()
        }
        for path, operations in document["paths"].items()
    }
    described = document | {"paths": paths}
    if is_closed:
        described["components"] = document.get("components", {}) | {"securitySchemes": _SCHEMES}
    return described


def _describe(operation: dict[str, Any], *, needs_key: bool, needs_name: bool, is_post: bool) -> dict[str, Any]:
    more = {"431": error_response("The headers are too large.", ["headers"], "...", "headers-too-large")}
    described = dict(operation)
    if is_post:
        more |= {
            "408": error_response("The request did not come to its end in time.", ["body"], "...", "too-slow"),
            "429": error_response("A rate is used up; see `Retry-After`.", ["header"], "...", "too-many-requests"),
            "503": error_response(
                "Too busy, or what is looked up cannot be had; see `Retry-After`.",
                [],
                "...",
                "overload",
            ),
            "504": error_response("There was no answer in time.", [], "...", "late"),
        }
    if needs_name:
        more["421"] = error_response("Another name (`Host`).", ["header"], "this server does not ...", "other-host")
    if needs_key:
        described["security"] = [{name: []} for name in _SCHEMES]
        more |= {
            "401": error_response("There is no good key.", ["header"], "this needs a key: ...", "no-key"),
            "403": error_response("The key is for other services.", ["header"], "this key ...", "other-service"),
        }
    described["responses"] = dict(sorted((more | operation["responses"]).items()))
    return described
