"""Files of SQLite that a look-up names by a path that is relative to the notebook. Text only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

__all__ = ["find_relative_files"]

_ADDRESS: Final = re.compile(r"sqlite(\+\w+)?:///(?!/|:memory:|file:)(?P<path>.+)")
_ABSOLUTE: Final = re.compile(r"/|[A-Za-z]:[\\/]|:memory:|file:")
_GETTERS: Final = frozenset({"get", "getenv"})


def find_relative_files(text: str) -> tuple[str, ...]:
    """Return the texts in a module that name such a file; what only stands in for a missing variable is none.

    Args:
        text: of lookup.py.
    """
    return tuple(dict.fromkeys(_in(ast.parse(text))))


def _in(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in _GETTERS:
            return
        if ast.unparse(node.func) == "sqlite3.connect":
            given = [*node.args[:1], *(each.value for each in node.keywords if each.arg == "database")]
            for path in given:
                if isinstance(path, ast.Constant) and isinstance(path.value, str) and not _ABSOLUTE.match(path.value):
                    yield path.value
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_relative(node.value):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from _in(child)


def _is_relative(address: str) -> bool:
    found = _ADDRESS.fullmatch(address)
    return found is not None and not _ABSOLUTE.match(found["path"])
