"""Which versions of libraries are installed: asked of the metadata, without importing them."""

from __future__ import annotations

__all__ = ["installed_version"]


def installed_version(library: str) -> str:
    """Return the installed version of a library, or empty.

    Args:
        library: the name that it is installed by, `scikit-learn`.
    """
    # start-up: most notebooks have no trap that anybody asks a version for
    from importlib.metadata import PackageNotFoundError, version

    for name in (library, *_ALSO_INSTALLED_AS.get(library, ())):
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return ""


_ALSO_INSTALLED_AS = {"xgboost": ("xgboost-cpu",)}
