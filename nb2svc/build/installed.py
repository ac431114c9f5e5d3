"""Which versions of libraries are installed: told by the names of their metadata folders, without importing them."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import Final

__all__ = ["installed_version"]

# distributions that install the same library
_ALSO: Final = {"xgboost": ("xgboost-cpu",)}
_SUFFIX: Final = ".dist-info"


def installed_version(library: str) -> str:
    """Return the installed version of a library, or empty.

    Reading folders is much quicker than `importlib.metadata`, whose import takes as long as checking 30 cells.

    Args:
        library: the name that it is installed by, `scikit-learn`.
    """
    found = (_versions(folder).get(_normal(name)) for name in (library, *_ALSO.get(library, ())) for folder in sys.path)
    return next((version for version in found if version), "")


@cache
def _versions(folder: str) -> dict[str, str]:
    try:
        names = os.listdir(folder or ".")  # noqa: PTH208 - names are all that is asked, of some hundred files
    except OSError:  # an archive, or a folder that is not there
        return {}
    stems = (name.removesuffix(_SUFFIX).rpartition("-") for name in names if name.endswith(_SUFFIX))
    return {_normal(name): version for name, _, version in stems}


def _normal(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")
