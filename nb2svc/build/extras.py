"""Whether the packages of an extra are there, asked before work begins and without importing them."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from nb2svc.diagnostics import MissingExtraError

__all__ = ["require_build_extra", "require_lab_extra"]

_BUILD: Final = ("IPython", "ipykernel", "nbclient", "nbconvert", "nbformat", "packaging", "papermill")
_LAB: Final = (*_BUILD, "comm", "ipywidgets")


def require_build_extra(needed_for: str) -> None:
    """Refuse at once what runs a notebook where the extra `build` is not installed.

    Args:
        needed_for: what the user wants, as in "<needed_for> needs packages that are not installed".

    Raises:
        MissingExtraError: names the extra.
    """
    if not all(map(_is_installed, _BUILD)):
        raise MissingExtraError(needed_for, "build")


def require_lab_extra(needed_for: str) -> None:
    """Refuse at once what shows a notebook where the extra `lab` is not installed.

    Args:
        needed_for: as for `require_build_extra`.

    Raises:
        MissingExtraError: names the extra.
    """
    if not all(map(_is_installed, _LAB)):
        raise MissingExtraError(needed_for, "lab")


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # a finder that refuses says the same as one that finds nothing
        return False
