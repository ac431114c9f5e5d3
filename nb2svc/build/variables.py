"""Which environment variables generated code reads: where a version runs, they have to be there. Text only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from typing import Final

__all__ = ["find_variables"]

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OF_MACHINE: Final = frozenset({"HOME", "HOSTNAME", "LANG", "PATH", "PWD", "SHELL", "TMPDIR", "USER"})
"""Every process has these, and in a container they are others than here."""
_GETTERS: Final = frozenset({"get", "getenv", "pop", "setdefault"})
_UNUSED: Final = "train.py"
"""Kept for people: no service runs it."""


def find_variables(modules: Mapping[str, str]) -> dict[str, bool]:
    """Return the names of variables, and whether the code fails without them.

    Args:
        modules: file name -> text, of a generated package.
    """
    found: dict[str, bool] = {}
    for file, text in modules.items():
        if file.endswith(".py") and file != _UNUSED:
            for name, is_needed in _read_in(ast.parse(text)):
                if _NAME.fullmatch(name) and name not in _OF_MACHINE:
                    found[name] = found.get(name, False) or is_needed
    return dict(sorted(found.items()))


def _read_in(tree: ast.Module) -> Iterable[tuple[str, bool]]:
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=value, slice=ast.Constant(value=str(name)), ctx=ast.Load()) if _is_environ(value):
                yield name, True
            case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]) if _is_getter(function):
                yield name, False


def _is_environ(node: ast.expr) -> bool:
    return ast.unparse(node) in {"os.environ", "environ"}


def _is_getter(node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute) and _is_environ(node.value):
        return node.attr in _GETTERS
    return ast.unparse(node) in {"os.getenv", "getenv"}
