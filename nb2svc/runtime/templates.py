"""The words of generated files: where `templates/` lies, and how one is filled in.

A checkout has the folder at its top, an installed package inside itself; this is the only place that knows both.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jinja2

__all__ = ["read_template", "render_template", "template_folder"]

_PACKAGE = Path(__file__).resolve().parents[1]


def template_folder() -> Path:
    """Return the folder of the templates."""
    shipped = _PACKAGE / "_templates"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "templates"


def read_template(name: str) -> bytes:
    """Return a template's bytes as they are, for files that are copied.

    Args:
        name: path below the folder, `starter/README.md.j2`.
    """
    return (template_folder() / name).read_bytes()


def render_template(name: str, values: Mapping[str, Any]) -> str:
    """Return a template filled in; a value that it names and that is not given is an error.

    Values are escaped for HTML in templates whose name ends in `.html` or `.html.j2`.

    Args:
        name: path below the folder, `container/Dockerfile.j2`.
        values: what the template names.
    """
    return _environment().get_template(name).render(**values)


@cache
def _environment() -> jinja2.Environment:
    import jinja2  # only when a file is generated: keeps start-up quick

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(template_folder()),
        # Dockerfiles and the like must not be escaped
        autoescape=lambda name: name is not None and name.endswith((".html", ".html.j2")),  # noqa: S701
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
