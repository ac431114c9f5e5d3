"""Whether code in texts, in cells that a service passes over, may change what it needs: `exec(...)`, `globals()[...]`.

exec(f"{name}_max = 3")        binds a name that ends in `_max`
exec(code)                     may do anything
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from typing import Final

__all__ = ["may_change"]

_HOLE: Final = "hole_in_text"
_NAMESPACES: Final = frozenset({"globals", "locals", "vars"})
_TEXTS: Final = frozenset({"exec", "eval"})
_WRITING: Final = frozenset({"update", "setdefault", "pop", "__setitem__", "clear", "popitem"})


def may_change(node: ast.stmt, names: Collection[str]) -> bool:
    """Return whether a statement that is known to work through texts may bind or change one of some names.

    Args:
        node: the statement.
        names: what the service reads.
    """
    found = list(_written(node))
    mentions = [part for part in ast.walk(node) if isinstance(part, ast.Name) and part.id in _TEXTS | _NAMESPACES]
    if not mentions:
        return True  # a function that it calls does it
    return any(pattern is None or any(pattern.fullmatch(name) for name in names) for pattern in found)


def _written(node: ast.stmt) -> Iterator[re.Pattern[str] | None]:
    """Yield a pattern for each name that may be changed; None where nothing is known of it."""
    for part in ast.walk(node):
        match part:
            case ast.Call(func=ast.Name(id=name), args=[text, *_]) if name in _TEXTS:
                yield from _mentioned(text)
            case ast.Subscript(value=ast.Call(func=ast.Name(id=name)), slice=key, ctx=ast.Store() | ast.Del()) if (
                name in _NAMESPACES
            ):
                yield _pattern(_text(key))
            case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id=name)), attr=attr)) if (
                name in _NAMESPACES and attr in _WRITING
            ):
                yield None


def _mentioned(node: ast.expr) -> Iterator[re.Pattern[str] | None]:
    text = _text(node)
    try:
        tree = ast.parse(text or "")
    except (SyntaxError, ValueError):
        text = None
    if not text or text == _HOLE:
        yield None
        return
    yield from (_pattern(part.id) for part in ast.walk(tree) if isinstance(part, ast.Name))


def _text(node: ast.expr) -> str | None:
    """Return a text that is written in the notebook, with a mark where values are put in."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else _HOLE for part in parts)
    return None


def _pattern(text: str | None) -> re.Pattern[str] | None:
    return None if text is None else re.compile(re.escape(text).replace(_HOLE, ".*"))
