"""Whether the libraries here are near enough to those the service was built with."""

from __future__ import annotations

import logging
import platform
from collections.abc import Mapping
from importlib import metadata
from typing import Final

from nb2svc.diagnostics import BundleError

__all__ = ["check_environment"]

_LOG: Final = logging.getLogger(__name__)
_MUST_AGREE: Final = ("python", "scikit-learn")
"""Stored estimators and generated code of another major version do not load, or answer differently."""
_WATCHED: Final = (*_MUST_AGREE, "numpy", "pandas", "torch")


def check_environment(built: Mapping[str, str], *, version: str) -> None:
    """Compare the versions recorded by the build with those installed.

    Another minor version is logged as a warning; answers usually stay the same, but no one has checked.

    Args:
        built: name -> version, from the manifest.
        version: the service's version, for messages.

    Raises:
        BundleError: another major version of Python or scikit-learn.
    """
    for name in _WATCHED:
        if name not in built:
            continue
        here = _installed(name)
        if here is None:
            continue  # whether it is needed shows at import, with a better message
        was_major, was_minor = _two(built[name])
        is_major, is_minor = _two(here)
        if was_major != is_major and name in _MUST_AGREE:
            raise BundleError(
                f"{version} was built with {name} {built[name]}, and this is {name} {here}: its state may not "
                "load here, or answer differently; install the versions in the bundle's requirements.lock, "
                "or build the service again"
            )
        if (was_major, was_minor) != (is_major, is_minor):
            _LOG.warning(
                "%s was built with %s %s and runs with %s: its answers were not checked there; "
                "requirements.lock in the bundle has the exact versions",
                version, name, built[name], here,
            )  # fmt: skip


def _installed(name: str) -> str | None:
    if name == "python":
        return platform.python_version()
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _two(version: str) -> tuple[str, str]:
    major, _, rest = version.partition(".")
    return major, rest.partition(".")[0]
