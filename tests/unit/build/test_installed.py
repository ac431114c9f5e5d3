"""Versions of libraries are those that are installed."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from nb2svc.build.installed import installed_version


@pytest.mark.parametrize("library", ["pandas", "numpy", "scikit-learn", "typing-extensions", "torch"])
def test_installed_version_is_that_of_the_metadata(library):
    """The quick way says what the slow one says, however the name is written."""
    assert installed_version(library) == version(library)
    assert installed_version(library.upper().replace("-", "_")) == version(library)


def test_library_that_is_not_installed_has_no_version():
    """Nothing is guessed."""
    assert installed_version("no-such-library") == ""
