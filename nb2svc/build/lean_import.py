"""Notebook libraries without what no notebook needs of them."""

from __future__ import annotations

import importlib
import sys
from typing import Final

__all__ = ["skip_url_grammars"]

_GRAMMARS: Final = "rfc3987_syntax"


def skip_url_grammars() -> None:
    """Import jsonschema, on which nbformat rests, without the grammars of URLs; call it before nbformat is imported.

    Where that package is installed, as it is beside JupyterLab, jsonschema makes its grammars when it is imported.
    This takes over a second of each process, and no notebook is held to them. jsonschema does without it as well.
    """
    if _GRAMMARS in sys.modules or "jsonschema" in sys.modules:
        return
    sys.modules[_GRAMMARS] = None  # type: ignore[assignment]  # the way of Python to say that there is no such module
    try:
        importlib.import_module("jsonschema")
    except ModuleNotFoundError:  # whoever imports nbformat tells which extra is missing
        pass
    finally:
        del sys.modules[_GRAMMARS]
