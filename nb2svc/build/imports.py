"""What Python text imports, as dotted names: `pandas`, `sklearn.linear_model`, `pandas.read_excel`. Text only."""

from __future__ import annotations

import ast
from collections.abc import Iterable

__all__ = ["find_imports"]


def find_imports(sources: Iterable[str]) -> frozenset[str]:
    """Return the dotted names of other packages that Python texts import or reach through their imports.

    `import pandas as pd` with `pd.read_excel(path)` gives `pandas` and `pandas.read_excel`: some functions need a
    package that nobody imports. Relative imports are of the package itself and are left out.

    Args:
        sources: valid Python texts.
    """
    found: set[str] = set()
    for source in sources:
        tree = ast.parse(source)
        names = _imported_names(tree)
        found.update(names.values())
        found.update(name for node in ast.walk(tree) if (name := _dotted(node, names)))
    return frozenset(found)


def _imported_names(tree: ast.Module) -> dict[str, str]:
    """Return local name -> dotted name of what it was imported as."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name] = alias.name
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _dotted(node: ast.AST, names: dict[str, str]) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    if not parts or not isinstance(node, ast.Name) or node.id not in names:
        return None
    return ".".join([names[node.id], *parts])
