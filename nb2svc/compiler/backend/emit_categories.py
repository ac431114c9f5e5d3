"""categories.py: the look whether training saw a value, for what the notebook has made of a column."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from nb2svc.compiler.backend.module import Imports, ModuleText
from nb2svc.compiler.closure import closure
from nb2svc.compiler.rewrites import KNOWN, KNOWN_NAMES

__all__ = ["add_known", "emit_categories"]


def add_known(names: Iterable[str], imports: Imports) -> None:
    """Import those of the functions that a text mentions."""
    for name in KNOWN_NAMES:
        if name in names:
            imports.add_member(".categories", name)


def emit_categories(notebook: str, modules: Iterable[ModuleText]) -> ModuleText | None:
    """Return categories.py with what the other modules use of it, or None where they use nothing.

    Args:
        notebook: its file name.
        modules: the others.
    """
    texts = [module.text() for module in modules]
    used = {name for name in KNOWN_NAMES if any(f"{name}(" in text for text in texts)}
    if not used:
        return None
    functions = {node.name: node for node in ast.parse(KNOWN).body if isinstance(node, ast.FunctionDef)}
    needed = [functions[name] for name in functions if name in closure(used, lambda one: _called(functions, one))]
    module = ModuleText("categories.py", notebook, "Values that training saw: of others the model knows nothing.")
    imports = Imports()
    mentioned = {part.id for node in needed for part in ast.walk(node) if isinstance(part, ast.Name)}
    if "np" in mentioned:
        imports.add_module("numpy", "np")
    if "pd" in mentioned:
        imports.add_module("pandas", "pd")
    module.add_imports(imports)
    lines = KNOWN.split("\n")
    for node in needed:
        module.blank(2)
        module.add("\n".join(lines[node.lineno - 1 : node.end_lineno]))
    return module


def _called(functions: Mapping[str, ast.FunctionDef], name: str) -> set[str]:
    """Return which of the functions one of them calls."""
    return {part.id for part in ast.walk(functions[name]) if isinstance(part, ast.Name) and part.id in functions}
