"""Classes and functions by module and name: what a stored value may refer to, and how the reference is followed.

The notebook's own live in the generated package; in the kernel that stores values they may live anywhere, so the
proof after storing follows references to the very objects that were met.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from nb2svc.runtime.state.errors import UnfitError

__all__ = ["Follow", "follow_import", "is_of_package", "name_of"]

Follow = Callable[[str, str], Any]
"""From a module's name and a qualified name in it to the object."""


def name_of(value: Any) -> tuple[str, str]:
    """Return module and qualified name of a class or function.

    Raises:
        UnfitError: it cannot be found again by name: a lambda, or something made inside a function.
    """
    module, name = value.__module__, value.__qualname__
    if "<" in name:
        what = "a lambda" if "<lambda>" in name else f"`{value.__name__}`, which is made inside a function"
        raise UnfitError(f"it holds {what}; a name at the top of a cell, given by `def` or `class`, can be stored")
    return str(module), str(name)


def is_of_package(module: str, package: str) -> bool:
    """Return whether a module's name is the generated package or inside it."""
    return module == package or module.startswith(f"{package}.")


def follow_import(module: str, name: str) -> Any:
    """Return what a module calls `name`, importing the module; nested names are separated by dots."""
    found: Any = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found
